"""Citizens' pages: every one of them on a phone and on a desk under axe, and whole matters from the first page to the paper.

One city serves all flows. Names of flows as arguments run those alone.
"""
import functools, json, re, subprocess, sys, tempfile

from playwright.sync_api import sync_playwright, expect

import stage
from looking import PHONE, look

passed = 0


def flow(function):
    @functools.wraps(function)
    def run(*arguments):
        global passed
        function(*arguments)
        passed += 1
    return run


def heading(page):
    return page.get_by_role("heading", level=1)


def draw(page):
    """A signature by hand: three strokes with the mouse."""
    canvas = page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for line in ([(0.2, 0.3), (0.5, 0.35), (0.75, 0.3)], [(0.45, 0.15), (0.4, 0.8)], [(0.3, 0.6), (0.6, 0.55), (0.7, 0.8)]):
        page.mouse.move(box["x"] + line[0][0] * box["width"], box["y"] + line[0][1] * box["height"])
        page.mouse.down()
        for x, y in line[1:]:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        page.mouse.up()
    expect(page.locator("[data-said]")).to_have_text("已写入手写签名。")


def sign(page, name, drawn=False):
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("键入姓名").fill(name)
    if drawn:
        draw(page)
    page.locator("main").get_by_role("button", name=re.compile("^签署")).click()


def pay(page):
    page.get_by_role("link", name="去缴费").click()
    page.get_by_role("button", name="确认支付").click()


def official_opens(city, browser, case_id, name="shenhe"):
    page = city.page(browser)
    stage.sign_in_official(page, name, to=f"/office/cases/{case_id}")
    return page


def case_of(page):
    return re.search(r"/cases/([^/?]+)", page.url).group(1)


@flow
def public_pages(city, browser):
    page = city.page(browser)
    pages = {
        "home": "/", "services": "/services", "search": "/search?q=办证", "search-nothing": "/search?q=飞机票", "projects": "/projects",
        "projects-filtered": "/projects?q=没有的项目", "project": "/projects/P000001", "check": "/check", "check-bad": "/check?number=随便写的",
        "check-forged": "/check?number=赣(2026)南昌市不动产权第9999999号", "notices": "/notices", "about": "/about", "accessibility": "/accessibility",
        "sign-in": "/sign-in", "sign-in-official": "/sign-in/official", "not-found": "/nothing/here",
    }
    for service in page.request.get("/services").text().split('href="/services/')[1:]:
        pages["service-" + service.split('"')[0]] = "/services/" + service.split('"')[0]
    for name, path in pages.items():
        page.goto(path)
        expect(heading(page)).to_have_count(1)
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        look(page, name)

    page.goto("/check?number=赣(2026)南昌市不动产权第9999999号")
    expect(heading(page)).to_have_text("查无此证")
    page.goto("/check?number=随便写的")
    expect(page.locator(".errors a")).to_have_attribute("href", "#f-number")
    expect(page).to_have_title(re.compile("^错误"))
    page.goto("/services/transfer.existing.sale")
    main = page.locator("main")
    for words in ("80元", "550元", "0元", "《中华人民共和国民法典》第二百零九条", "买受人", "网上办事大厅", "30个工作日"):
        expect(main).to_contain_text(words)


@flow
def search_and_filter(city, browser):
    page = city.page(browser, phone=True)
    page.goto("/")
    page.get_by_label("搜索服务").fill("房产证丢了")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("a.card").first).to_contain_text("换证补证")
    project = page.request.get("/projects").text().split('<a href="/projects/P000001">')[1].split("<")[0]
    page.goto(f"/search?q={project}")
    page.get_by_role("link", name=project).click()
    expect(heading(page)).to_have_text(project)
    page.goto("/projects")
    page.get_by_label("项目名称").fill(project[:2])
    page.get_by_label("所在区县").select_option(index=1)
    page.get_by_label("状态").select_option("open")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("main")).to_contain_text("共 1 个项目")
    expect(page.get_by_label("项目名称")).to_have_value(project[:2])


@flow
def keyboard_and_large_type(city, browser):
    page = city.page(browser, phone=True)
    page.goto("/services")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    size = page.evaluate("getComputedStyle(document.body).fontSize")
    page.get_by_role("button", name="大字版").press("Enter")
    expect(page.locator("html")).to_have_class("large")
    expect(page).to_have_url(re.compile("/services$"))
    assert float(page.evaluate("getComputedStyle(document.body).fontSize")[:-2]) >= 1.3 * float(size[:-2])
    for name, path in {"home": "/", "service": "/services/transfer.existing.sale", "check": "/check", "projects": "/projects"}.items():
        page.goto(path)
        look(page, name, large=True)
    page.get_by_role("button", name="标准版").click()
    expect(page.locator("html")).not_to_have_class("large")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == size
    # Another site can't switch it, nor be gone to.
    answer = page.request.post("/display", form={"size": "large", "next": "https://evil.example/"}, max_redirects=0)
    assert answer.headers["location"] == "/", answer.headers
    landmarks = page.evaluate("['header','main','footer','nav'].map(tag => document.querySelectorAll(tag).length)")
    assert landmarks[0] == 1 and landmarks[1] == 1 and landmarks[2] == 1 and landmarks[3] >= 2, landmarks


@flow
def errors(city, browser):
    page = city.page(browser)
    who = city.demo("契税尚未缴清")
    stage.sign_in_citizen(page, who, to="/my")
    look(page, "my-empty")
    page.goto("/my/cases")
    look(page, "my-cases-empty")
    page.goto("/my/looks")
    look(page, "my-looks-empty")
    page.goto("/office/queue")
    expect(heading(page)).to_have_text("没有权限")
    look(page, "forbidden")
    # A form whose token is no longer ours, as of a page that was left open over night.
    page.goto("/my/cases")
    page.eval_on_selector("form[action='/sign-out'] input[name=_token]", "field => field.value = 'old'")
    page.locator("form[action='/sign-out'] button").click()
    expect(heading(page)).to_have_text("页面已过期")
    look(page, "expired-page")
    # Nothing is gathered while the housing department is down, and it is said so.
    city.fault("housing", "down")
    page.goto("/apply/transfer.presold.by-buyer")
    expect(heading(page)).to_have_text("暂时取不到部门数据")
    look(page, "department-down")
    city.fault("housing", None)
    # The session has ended: a page leads to sign-in and back, a form says what happened.
    page.goto("/my/cases")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies([{**cookie, "value": "x" * 43} for cookie in cookies if cookie["name"].endswith("session")])
    page.locator("form[action='/sign-out'] button").click()
    expect(heading(page)).to_have_text("请先登录")
    look(page, "session-ended")
    page.goto("/my/cases")
    expect(page).to_have_url(re.compile("/sign-in"))
    # Too many attempts: ten at once, and one more every six seconds, in which a slow machine makes two or three.
    stranger = city.page(browser)
    stranger.goto("/sign-in/official")
    for _ in range(60):
        stranger.get_by_label("用户名").fill("nobody")
        stranger.get_by_label("密码", exact=True).fill("wrong")
        stranger.get_by_role("button", name="登录").click()
        if "操作太频繁" in heading(stranger).inner_text():
            break
        expect(stranger.locator(".errors")).to_contain_text("没有登录成功")
    expect(heading(stranger)).to_have_text("操作太频繁")
    look(stranger, "too-many")


@flow
def reissue(city, browser):
    """换证 with one question at a time, correction on request of the examiner, a drawn signature, payment, and the old certificate ended."""
    page = city.page(browser, phone=True)
    who = city.demo("名下已有房屋")
    stage.sign_in_citizen(page, who, to="/my")
    old = re.search(r"赣\(\d{4}\)南昌市不动产权第\d{7}号", page.inner_text("main")).group(0)
    look(page, "my")
    page.get_by_role("link", name=re.compile("^登记簿页")).first.click()
    look(page, "my-unit")
    page.goto("/apply/certificate.reissue")
    look(page, "apply-pick")
    page.get_by_text("按不动产单元号办理").click()
    page.get_by_label("不动产单元号").fill("123")
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".errors a")).to_have_attribute("href", "#f-subject")
    look(page, "apply-bad-code")
    page.get_by_role("button", name=re.compile("^选择")).first.click()
    expect(page.locator("main")).to_contain_text("需要填写")
    look(page, "draft")
    case = case_of(page)
    # Nobody gets around the questions.
    page.goto(f"/cases/{case}/sign")
    sign(page, who["name"])
    expect(page.locator(".errors a").first).to_have_attribute("href", f"/cases/{case}/questions/reason?from=check")
    look(page, "sign-incomplete")
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name="回答问题").click()
    expect(page.locator("main")).to_contain_text("第 1 题")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".errors a")).to_have_attribute("href", "#f-reason")
    page.locator(".errors a").click()
    expect(page.locator("#f-reason")).to_be_focused()
    look(page, "question-error")
    page.get_by_label("证书破损").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_label("电子证书，另免费邮寄纸质证书").check()
    page.get_by_role("button", name="保存").click()
    expect(heading(page)).to_contain_text("收件人姓名")
    page.get_by_label("收件人姓名").fill(who["name"])
    look(page, "question-text")
    page.get_by_role("button", name="保存").click()
    page.get_by_label("收件人手机号码").fill("13800000000")
    page.get_by_role("button", name="保存").click()
    page.get_by_label("收件地址").fill("南昌市东湖区叠山路1号")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="下一步：核对并签署").click()
    expect(page.locator("main")).to_contain_text("13800000000")
    expect(page.locator("main")).to_contain_text("10.00 元")
    look(page, "sign")
    page.get_by_role("link", name=re.compile("更改.*您希望怎样领取")).click()
    page.get_by_label("只要电子证书").check()
    page.get_by_role("button", name="保存").click()
    expect(heading(page)).to_have_text("核对并签署")
    expect(page.locator("main")).not_to_contain_text("13800000000")
    # Everything that is wrong, at once.
    page.get_by_role("button", name="签署并提交").click()
    expect(page.locator(".errors li")).to_have_count(2)
    expect(page.locator(".errors a").last).to_have_attribute("href", "#f-name")
    look(page, "sign-errors")
    sign(page, who["name"], drawn=True)
    expect(page.locator("main")).to_contain_text("请缴纳登记费")
    look(page, "pay")
    pay(page)
    expect(page.locator("main")).to_contain_text("已转工作人员审核")
    expect(page.get_by_role("img", name="手写签名")).to_be_visible()
    look(page, "waiting-officer")

    desk = official_opens(city, browser, case)
    expect(desk.locator("main")).to_contain_text("手写签名")
    # Every way an official may decide stands on the page, the rarer ones folded.
    desk.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    desk.locator("#f-items").fill("请核对收件方式")
    desk.locator("form[action$='/return'] button").click()
    # The applicant's own page moves by itself.
    expect(page.locator("main")).to_contain_text("请补正", timeout=10000)
    expect(page.locator("main")).to_contain_text("请核对收件方式")
    look(page, "returned")
    page.get_by_role("button", name="已补正，重新提交").click()
    expect(page.locator("main")).to_contain_text("请重新签署")
    look(page, "sign-again")
    page.get_by_role("link", name="核对并签署").click()
    sign(page, who["name"], drawn=True)
    expect(page.locator("main")).to_contain_text("已转工作人员审核")
    desk.goto(f"/office/cases/{case}")
    desk.get_by_role("button", name=re.compile("^通过")).click()
    expect(page.locator("main")).to_contain_text("证书已经颁发", timeout=15000)
    look(page, "issued")
    number = page.locator(".certificate .number").inner_text()
    assert number != old
    page.get_by_role("link", name="查验并核对存证").click()
    expect(page.locator("[data-proof]")).to_contain_text("登记簿确有此登记", timeout=10000)
    expect(heading(page)).to_have_text("证书有效")
    look(page, "check-valid")
    stranger = city.page(browser)
    stranger.goto(f"/check?number={old}")
    expect(heading(stranger)).to_contain_text("换发了新证书")
    expect(stranger.locator("[data-proof]")).to_contain_text("登记簿确有此登记", timeout=10000)
    assert who["name"] not in stranger.content()
    look(stranger, "check-replaced")
    stranger.get_by_role("link", name="查验新证书").click()
    expect(stranger.locator("main")).to_contain_text(number)
    page.goto("/my")
    expect(page.locator("main")).to_contain_text("已换发")
    expect(page.locator("main")).to_contain_text(number)
    look(page, "my-replaced")
    answer = page.context.request.get(f"{city.origin}{page.locator('a', has_text='电子证书').first.get_attribute('href')}")
    assert answer.ok and answer.body().startswith(b"%PDF")
    page.goto("/my/cases")
    look(page, "my-cases")
    page.goto("/my/looks")
    expect(page.locator("main")).to_contain_text("审核")
    # Each look is proved by the browser itself, by its entry in the log.
    expect(page.locator("[data-entry]").first).to_contain_text("已在您的浏览器中验证", timeout=10000)
    expect(page.locator("[data-entry]:not(.proved)")).to_have_count(0)
    look(page, "my-looks")


@flow
def loss_and_notice(city, browser):
    """补证: the declaration of loss is signed, published when the examiner agrees, and the certificate follows at once."""
    page = city.page(browser)
    who = city.demo("名下已有房屋")
    stage.sign_in_citizen(page, who, to="/apply/certificate.reissue")
    page.get_by_role("button", name=re.compile("^选择")).first.click()
    case = case_of(page)
    page.get_by_role("link", name="回答问题").click()
    page.get_by_label("证书遗失或灭失").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="下一步：核对并签署").click()
    expect(page.locator("main")).to_contain_text("不慎遗失")
    # Without the declaration nothing is handed in.
    page.get_by_role("checkbox").first.check()
    page.get_by_label("键入姓名").fill(who["name"])
    page.get_by_role("button", name="签署并提交").click()
    expect(page.locator(".errors a")).to_contain_text("遗失声明")
    sign(page, who["name"])
    pay(page)
    expect(page.locator("main")).to_contain_text("已转工作人员审核")
    desk = official_opens(city, browser, case)
    desk.get_by_role("button", name=re.compile("^通过")).click()
    expect(page.locator("main")).to_contain_text("证书已经颁发", timeout=15000)
    expect(page.locator("main")).to_contain_text("发布公告")
    page.goto("/notices")
    look(page, "notices-one")
    page.get_by_role("link", name="不动产权属证书遗失声明").first.click()
    assert who["name"] not in page.locator("main").inner_text()
    expect(page.locator("main")).to_contain_text("作废")
    look(page, "notice")


@flow
def second_hand(city, browser):
    """二手房过户: buyer and seller each on their own page; neither gets what is the other's."""
    seller, buyer = city.demo("出售二手房"), city.demo("购买二手房")
    hers, his = city.page(browser, phone=True), city.page(browser)
    stage.sign_in_citizen(hers, seller, to="/services/transfer.existing.sale")
    hers.get_by_role("link", name="开始办理").click()
    look(hers, "apply-role")
    hers.get_by_label("出卖人").check()
    hers.get_by_role("button", name="继续").click()
    hers.get_by_role("button", name=re.compile("^选择")).first.click()
    expect(hers.locator("main")).to_contain_text("尚未加入")
    look(hers, "draft-alone")
    case = case_of(hers)
    # A stranger to the contract doesn't get in.
    stranger = city.page(browser)
    stage.sign_in_citizen(stranger, city.demo("维修资金"), to="/apply/transfer.existing.sale?role=buyer")
    expect(stranger.locator("main")).to_contain_text("没有找到")
    assert stranger.goto(f"/cases/{case}").status == 404

    stage.sign_in_citizen(his, buyer, to="/apply/transfer.existing.sale?role=buyer")
    his.get_by_role("button", name=re.compile("^选择")).first.click()
    assert case_of(his) == case
    expect(his.locator("main")).to_contain_text("已到齐")
    expect(hers.locator("main")).to_contain_text("已到齐", timeout=10000)
    # She presses a link, and before she lets go he signs, which her page is told: the click is hers all the same.
    hers.get_by_role("link", name="下一步：核对并签署").hover()
    hers.mouse.down()
    with hers.expect_response(lambda answer: answer.url.endswith("/progress")):
        his.get_by_role("link", name="下一步：核对并签署").click()
        sign(his, buyer["name"])
    expect(his.locator("main")).to_contain_text("您已签署")
    look(his, "draft-signed")
    hers.mouse.up()
    expect(hers).to_have_url(re.compile("/sign$"))
    look(hers, "sign-together")
    sign(hers, seller["name"], drawn=True)
    expect(his.locator("main")).to_contain_text("请缴纳登记费", timeout=10000)
    # One alone can't take back what both applied for.
    hers.goto(f"/cases/{case}/withdraw")
    look(hers, "withdraw-together")
    hers.get_by_role("button", name="同意撤回").click()
    expect(hers.locator("main")).to_contain_text("您已申请撤回")
    expect(his.locator("main")).to_contain_text("其他申请人请求撤回", timeout=10000)
    look(his, "withdraw-asked")
    pay(his)
    expect(his.locator("main")).to_contain_text("已转工作人员审核")
    desk = official_opens(city, browser, case)
    desk.get_by_role("button", name=re.compile("^通过")).click()
    expect(his.locator(".certificate")).to_be_visible(timeout=15000)
    expect(hers.locator("main")).to_contain_text("已办结", timeout=15000)
    expect(hers.locator(".certificate")).to_have_count(0)
    look(hers, "sold")
    link = his.get_by_role("link", name="下载电子证书").get_attribute("href")
    assert his.context.request.get(city.origin + link).ok
    assert hers.context.request.get(city.origin + link).status == 404, "the seller reads the buyer's certificate"


@flow
def couple(city, browser):
    """Two who bought together: the second joins by their own sign-in, both sign, and the certificate is both of theirs."""
    first = city.demo("夫妻共同购买")
    with open(f"{city.data}/city.jsonl", encoding="utf-8") as file:
        contracts = [json.loads(line)["contract"]["_0"] for line in file if line.startswith('{"contract"')]
    buyers = next(c["buyers"] for c in contracts if any(first["identityNumber"] in buyer["identifier"] for buyer in c["buyers"]))
    other = next(buyer for buyer in buyers if first["identityNumber"] not in buyer["identifier"])
    second = {"name": other["name"], "identityNumber": other["identifier"].split(":")[1]}
    one, two = city.page(browser, phone=True), city.page(browser)
    stage.sign_in_citizen(one, first, to="/apply/transfer.presold.by-buyer")
    one.get_by_role("button", name=re.compile("^选择")).first.click()
    expect(one.locator("main")).to_contain_text("还有1位买受人没有参加申请")
    case = case_of(one)
    stage.sign_in_citizen(two, second, to="/apply/transfer.presold.by-buyer")
    two.get_by_role("button", name=re.compile("^选择")).first.click()
    assert case_of(two) == case
    for page, who in ((two, second), (one, first)):
        page.goto(f"/cases/{case}/sign")
        sign(page, who["name"])
    pay(one)
    for page in (one, two):
        page.goto(f"/cases/{case}")
        expect(page.locator(".certificate")).to_be_visible(timeout=20000)
    look(two, "couple-issued", sizes=(PHONE,))


@flow
def refused(city, browser):
    """不予登记: a person decides it, in writing; the applicant reads the grounds and the ways to object, and the fee goes back."""
    page = city.page(browser, phone=True)
    who = city.demo("法院查封")
    stage.sign_in_citizen(page, who, to="/apply/transfer.presold.by-buyer")
    page.get_by_role("button", name=re.compile("^选择")).first.click()
    case = case_of(page)
    page.get_by_role("link", name="下一步：核对并签署").click()
    sign(page, who["name"])
    pay(page)
    expect(page.locator("main")).to_contain_text("已转工作人员审核")
    desk = official_opens(city, browser, case)
    desk.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    desk.locator("#f-ground").fill("房屋已被人民法院查封，依法不予登记。")
    desk.locator("form[action$='/refuse'] button").click()
    expect(page.locator("main")).to_contain_text("行政复议", timeout=10000)
    expect(page.locator("main")).to_contain_text("房屋已被人民法院查封")
    look(page, "refused")
    page.emulate_media(media="print")
    stage.shot(page, "refused-print")
    assert not page.locator("nav.main").is_visible() and not page.get_by_role("link", name="服务目录").is_visible()


@flow
def own_query(city, browser):
    """查询结果证明: made at once, sealed, and its check page tells the original from a changed copy."""
    page = city.page(browser, phone=True)
    who = city.demo("名下已有房屋")
    stage.sign_in_citizen(page, who, to="/apply/query.own")
    page.get_by_role("button", name=re.compile("^选择")).first.click()
    page.get_by_role("link", name="回答问题").click()
    page.get_by_label("落户或入学").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="下一步：核对并签署").click()
    sign(page, who["name"])
    expect(page.locator("main")).to_contain_text("查询完成", timeout=15000)
    look(page, "extract-issued")
    number = page.locator(".certificate .number").inner_text()
    assert re.fullmatch(r"南昌市不动产查询〔\d{4}〕\d{6}号", number), number
    answer = page.context.request.get(city.origin + page.get_by_role("link", name="下载查询结果证明").get_attribute("href"))
    assert answer.ok and answer.body().startswith(b"%PDF"), answer.status
    with tempfile.TemporaryDirectory() as folder:
        original, changed = f"{folder}/a.pdf", f"{folder}/b.pdf"
        body = answer.body()
        open(original, "wb").write(body)
        open(changed, "wb").write(body[:-1] + bytes([body[-1] ^ 1]))
        verdict = subprocess.run(["pdfsig", original], capture_output=True, text=True).stdout
        assert "Signature is Valid" in verdict, verdict
        text = subprocess.run(["pdftotext", "-layout", original, "-"], capture_output=True, text=True).stdout
        for words in (who["name"], number, "落户或入学", "抵押", "查封", "共1处"):
            assert words in re.sub(r"\s", "", text), f"{words} is not printed:\n{text}"
        assert who["identityNumber"] not in text
        stranger = city.page(browser)
        stranger.goto(page.get_by_role("link", name="核验页面").get_attribute("href"))
        assert who["name"] not in stranger.content()
        stranger.get_by_label("收到的 PDF 文件").set_input_files(original)
        expect(stranger.locator("[data-answer]")).to_contain_text("内容一致")
        look(stranger, "extract-check")
        stranger.get_by_label("收到的 PDF 文件").set_input_files(changed)
        expect(stranger.locator("[data-answer]")).to_contain_text("内容不一致")
        look(stranger, "extract-changed")
        refused = stranger.request.get(f"/extracts/{stranger.url.rsplit('/', 1)[1]}.pdf", max_redirects=0)
        assert refused.status in (302, 303, 401), refused.status
    page.goto("/my")
    expect(page.locator("main")).to_contain_text(number)


@flow
def blocked_and_withdrawn(city, browser):
    """What stands in the way is told at once with its law and what mends it; a draft is withdrawn by whoever made it."""
    page = city.page(browser, phone=True)
    stage.sign_in_citizen(page, city.demo("维修资金"), to="/apply/transfer.presold.by-buyer")
    page.get_by_role("button", name=re.compile("^选择")).first.click()
    expect(page.locator("main")).to_contain_text("住宅专项维修资金尚未足额交存")
    expect(page.locator("main")).to_contain_text("暂不能开始")
    look(page, "draft-blocked")
    page.get_by_role("button", name="我已处理，重新核验").click()
    expect(page.locator("main")).to_contain_text("需要处理")
    page.get_by_role("link", name="撤回申请").click()
    look(page, "withdraw")
    page.get_by_role("button", name="确定撤回").click()
    expect(page.locator("main")).to_contain_text("已撤回")
    look(page, "withdrawn")


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        flows = [public_pages, search_and_filter, keyboard_and_large_type, errors, reissue, loss_and_notice, second_hand, couple, refused, own_query, blocked_and_withdrawn]
        for run in flows:
            if not sys.argv[1:] or run.__name__ in sys.argv[1:]:
                run(city, browser)
        # Browsers report every refused request; the refusals here are what is tested.
        problems = [problem for problem in city.problems if not re.search("status of (401|403|404|422|429|503)", problem)]
        assert not problems, problems
        browser.close()
        city.verify()
    print(f"citizen: {passed} passed, 0 failed")


main()
