"""Every kind of page that isn't a citizen's, and every kind of error page, under axe on a phone and on a desk, at 320 pixels, with text
of twice the size, and by keyboard: officials, developers, the three administrators, sign-in, public pages, refusals.

Everything that is wrong is told at the end, not only the first. Names of parts as arguments run those alone.
"""
import json, os, re, sys, time, traceback

from playwright.sync_api import sync_playwright, expect

import looking, stage

faults, walked = [], []


def see(page, name, status=None, **options):
    """The page that is open, looked at from all sides."""
    headings = page.get_by_role("heading", level=1).count()
    if headings != 1:
        faults.append(f"{name}: {headings} headings of level 1")
    if page.locator("html").get_attribute("lang") != "zh-CN":
        faults.append(f"{name}: no language")
    if not page.title():
        faults.append(f"{name}: no title")
    faults.extend(looking.faults_of(page, name, **options))
    walked.append(name)


def go(page, name, path, status=200, **options):
    answer = page.goto(path)
    if answer.status != status:
        faults.append(f"{name}: {path} answers {answer.status}, not {status}")
    see(page, name, **options)


def bare(page):
    """The browser's own checks off: what the server says about the fields is the page that is wanted."""
    page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")


def post(page, path, fields):
    """A form of ours with these fields, sent by the browser itself, so that the answer is the page that is shown."""
    page.evaluate(
        """([path, fields]) => {
            const form = document.createElement('form')
            form.method = 'post'
            form.action = path
            for (const [name, value] of Object.entries({ _token: document.querySelector('input[name=_token]').value, ...fields })) {
                const field = document.createElement('input')
                Object.assign(field, { type: 'hidden', name, value })
                form.append(field)
            }
            document.body.append(form)
        }""", [path, fields])
    with page.expect_navigation() as shown:
        page.evaluate("document.querySelector('body > form:last-child').submit()")
    return shown.value.status


def submit_case(city, browser, person):
    """A citizen hands a case in and pays; returns its number."""
    page = city.page(browser, phone=True)
    stage.sign_in_citizen(page, person, to="/apply/transfer.presold.by-buyer")
    page.get_by_role("button", name="选择").first.click()
    case = page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name=re.compile("下一步")).click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("姓名").fill(person["name"])
    page.get_by_role("button", name="签署并提交").click()
    page.get_by_role("link", name="去缴费").click()
    page.get_by_role("button", name="确认支付").click()
    page.context.close()
    return case


def public(city, browser):
    page = city.page(browser)
    for name, path, status in [
        ("a-home", "/", 200), ("a-services", "/services", 200), ("a-service", "/services/transfer.presold.by-buyer", 200), ("a-search", "/search?q=抵押", 200),
        ("a-projects", "/projects", 200), ("a-project", "/projects/P000001", 200), ("a-notices", "/notices", 200), ("a-check", "/check", 200),
        ("a-check-unknown", "/check?number=赣(2026)南昌市不动产权第9999999号", 404), ("a-about", "/about", 200), ("a-log", "/log", 200), ("a-accessibility", "/accessibility", 200),
        ("a-sign-in", "/sign-in", 200), ("a-sign-in-official", "/sign-in/official", 200), ("a-not-found", "/nothing/here", 404),
        ("a-certificate-unknown", "/c/" + "0" * 32, 404), ("a-notice-unknown", "/notices/none", 404), ("a-project-unknown", "/projects/none", 404),
    ]:
        go(page, name, path, status)


def officials(city, browser):
    page = city.page(browser)
    stage.sign_in_official(page, "shenhe")
    go(page, "o-queue-empty", "/office/queue")
    seized, priced = submit_case(city, browser, city.demo("法院查封")), submit_case(city, browser, city.demo("合同价与计税价不一致"))
    for _ in range(100):
        page.goto("/office/queue")
        if page.get_by_role("link", name=seized).count() and page.get_by_role("link", name=priced).count():
            break
        time.sleep(0.1)
    see(page, "o-queue")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    see(page, "o-keys", keyboard=False)
    page.keyboard.press("Escape")
    go(page, "o-case", f"/office/cases/{seized}")
    page.get_by_role("button", name=re.compile("^领取")).click()
    expect(page.locator("main")).to_contain_text("您已领取此件")
    # Every form of a verdict stands open.
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    see(page, "o-case-claimed")
    bare(page)
    page.locator("form[action$='/refuse'] button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    see(page, "o-refuse-errors")
    registrar = city.page(browser)
    stage.sign_in_official(registrar, "dengji", to="/office/projects")
    see(registrar, "o-projects")
    registrar.locator("ul.tasks a").first.click()
    see(registrar, "o-project")
    registrar.get_by_role("button", name="暂停自行办理").click()
    see(registrar, "o-project-errors")
    # Somebody else's claim, and a page that has grown old.
    other = city.page(browser)
    stage.sign_in_official(other, "fushen", to=f"/office/cases/{seized}")
    see(other, "o-case-of-another")
    assert post(other, f"/office/cases/{seized}/approve", {"version": "1", "opinion": "可以"}) == 409
    see(other, "e-409")
    page.locator("#f-ground").fill("房屋已被人民法院查封，依法不予登记。")
    page.locator("form[action$='/refuse'] button").click()
    expect(page.locator(".casehead")).to_contain_text("不予登记")
    see(page, "o-case-refused")
    go(page, "o-case-unknown", "/office/cases/999999999999", 404)

    clerk = city.page(browser)
    stage.sign_in_official(clerk, "shouli", to="/office/register")
    see(clerk, "o-register")
    owner = city.demo("名下已有房屋")
    bare(clerk)
    clerk.get_by_label("查询内容").fill(owner["identityNumber"])
    clerk.get_by_role("button", name="查询", exact=True).click()
    expect(clerk.locator("[role=alert]")).to_be_visible()
    see(clerk, "o-register-errors")
    clerk.get_by_label("用途", exact=True).select_option("registerQuery")
    clerk.get_by_label("用途说明").fill("窗口核对本人产权")
    clerk.get_by_role("button", name="查询", exact=True).click()
    expect(clerk.locator("tbody tr").first).to_be_visible()
    see(clerk, "o-register-found")
    clerk.get_by_role("button", name="查看登记簿页").first.click()
    see(clerk, "o-register-unit")
    clerk.get_by_role("button", name="返回查询结果").click()
    clerk.get_by_label("查询内容").fill("没有这样的坐落")
    clerk.get_by_role("button", name="查询", exact=True).click()
    see(clerk, "o-register-nothing")
    go(clerk, "o-counter", "/office/counter")
    clerk.get_by_role("link", name=re.compile("新房自助办证")).click()
    see(clerk, "o-counter-new")
    person = city.demo("全款购房")
    clerk.get_by_label("姓名或名称").fill(person["name"])
    clerk.get_by_label("证件号码").fill(person["identityNumber"])
    bare(clerk)
    clerk.get_by_role("button", name="建立申请").click()
    expect(clerk.locator("[role=alert]")).to_be_visible()
    see(clerk, "o-counter-errors")
    clerk.get_by_label(re.compile("我已核验身份证件原件")).check()
    clerk.get_by_label("不动产单元号").fill(contract_unit(city, person))
    clerk.get_by_role("button", name="建立申请").click()
    clerk.wait_for_url(re.compile(r"/office/counter/\d+"))
    see(clerk, "o-counter-draft")
    go(clerk, "o-password", "/account/password")


def contract_unit(city, person):
    for line in open(f"{city.data}/city.jsonl", encoding="utf-8"):
        contract = json.loads(line).get("contract", {}).get("_0")
        if contract and any(buyer["identifier"].endswith(person["identityNumber"]) for buyer in contract["buyers"]):
            return contract["unit"]
    raise AssertionError("no contract")


def developers(city, browser):
    page = city.page(browser)
    developer = city.demo("开发企业：导入")
    stage.sign_in_citizen(page, developer, to="/developer/projects")
    see(page, "d-projects")
    name = re.search("“(.+)”", developer["story"]).group(1)
    page.locator("li", has_text=name).get_by_role("button", name="建立项目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    see(page, "d-project-new")
    project = page.url
    go(page, "d-units-empty", project + "/units")
    field = page.get_by_label("房屋清单（CSV 表格）")
    table = open(f"{city.data}/upcoming-units.csv", encoding="utf-8-sig").read()
    lines = table.splitlines()
    bad = "\n".join([lines[0], lines[1][1:], *lines[2:]])
    field.set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": bad.encode("utf-8-sig")})
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("alert")).to_contain_text("没有导入")
    see(page, "d-units-errors")
    page.get_by_label("房屋清单（CSV 表格）").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": b"a," * (5 * 1024 * 1024)})
    page.get_by_role("button", name="导入").click()
    expect(page.locator("body")).to_contain_text("上限")
    see(page, "e-413")
    page.goto(project + "/units")
    page.get_by_label("房屋清单（CSV 表格）").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": table.encode("utf-8-sig")})
    page.get_by_role("button", name="导入").click()
    expect(page.locator("ol.todo")).to_contain_text("套")
    see(page, "d-project-units")
    page.get_by_role("link", name=re.compile("提交报告")).first.click()
    see(page, "d-report")
    bare(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_visible()
    see(page, "d-report-errors")
    for number in range(8):
        page.goto(project)
        missing = page.get_by_role("link", name=re.compile("提交报告"))
        if missing.count() == 0:
            break
        missing.first.click()
        page.get_by_label("报告编号").fill(f"洪测字〔2026〕第0900{number}号")
        page.get_by_label("测绘单位").fill("南昌市测绘勘察研究院有限公司")
        page.get_by_label("报告文件").set_input_files({"name": "成果报告.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%d" % number})
        page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="阅读并签署").click()
    see(page, "d-pledge")
    bare(page)
    page.get_by_role("button", name="签署", exact=True).click()
    see(page, "d-pledge-errors")
    page.get_by_label("我已阅读承诺书").check()
    page.get_by_label("企业名称").fill(developer["name"])
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.locator("ol.todo")).to_contain_text("可以申请")
    see(page, "d-project-ready")
    page.get_by_role("button", name="申请首次登记").click()
    see(page, "d-case")


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def administrators(city, browser):
    security, system, audit = city.page(browser), city.page(browser), city.page(browser)
    stage.sign_in_official(security, "anquan")
    stage.sign_in_official(system, "xitong")
    stage.sign_in_official(audit, "shenji")
    go(security, "s-accounts", "/admin/accounts")
    go(security, "s-account-new", "/admin/new-account")
    bare(security)
    security.get_by_role("button", name="建立账号").click()
    expect(security.locator("[role=alert]")).to_be_visible()
    see(security, "s-account-errors")
    security.get_by_label("用户名").fill("chen.xi")
    security.get_by_label("姓名").fill("陈熙")
    security.get_by_label("受理人员").check()
    security.get_by_label(re.compile("^登记机构")).select_option("nanchang")
    security.get_by_role("button", name="建立账号").click()
    password = security.locator("[data-first-password]").inner_text()
    see(security, "s-account-made")
    security.get_by_role("link", name="查看账号").click()
    see(security, "s-account")
    fresh = city.page(browser)
    fresh.goto("/sign-in/official")
    fresh.get_by_label("用户名").fill("chen.xi")
    fresh.get_by_label("密码", exact=True).fill(password)
    fresh.get_by_role("button", name="登录").click()
    expect(fresh.get_by_role("heading", level=1)).to_contain_text("修改密码")
    see(fresh, "s-password-first")
    go(security, "s-sessions", "/admin/sessions")
    own = dict((name, key) for key, name in re.findall(r'href="/admin/accounts/([0-9a-f]{32})">([a-z.]+)<', security.request.get("/admin/accounts").text()))
    assert post(security, f"/admin/accounts/{own['anquan']}/state", {"to": "disabled"}) == 409
    see(security, "e-409-duties")
    go(security, "e-403-official", "/office/queue", 403)

    go(system, "y-system", "/admin/system")
    for _ in range(60):
        system.goto("/admin/catalogue")
        if "正在检查" not in system.locator("main").inner_text():
            break
        time.sleep(0.2)
    see(system, "y-catalogue")
    go(system, "y-settings", "/admin/settings")

    for kind in ("", "?kind=look", "?kind=action", "?kind=account"):
        go(audit, "t-audit" + kind.replace("?kind=", "-"), "/audit" + kind)
    go(audit, "t-audit-none", "/audit?since=2020-01-01&until=2020-01-02", keyboard=False)
    go(audit, "t-verification-empty", "/audit/verification")
    audit.get_by_role("button", name="开始校验").click()
    expect(audit.locator("table tbody tr").first).to_contain_text("一致", timeout=30000)
    see(audit, "t-verification")


def lenders(city, browser):
    page = city.page(browser)
    stage.sign_in_citizen(page, city.demo("贷款机构"), to="/institution")
    for name, path in [
        ("l-desk", "/institution"), ("l-invited", "/institution?view=invited"), ("l-ended", "/institution?view=ended"), ("l-mortgages", "/institution/mortgages"),
        ("l-batches", "/institution/batches"), ("l-batch-first", "/institution/new-batch?service=mortgage.first"),
        ("l-batch-cancel", "/institution/new-batch?service=mortgage.cancel"), ("l-callbacks", "/institution/callbacks"),
    ]:
        go(page, name, path)
    # A table with a fault in every cell, and an address that nobody may be called at.
    page.goto("/institution/new-batch?service=mortgage.cancel")
    page.get_by_label("申请表格（CSV）").set_input_files({"name": "表.csv", "mimeType": "text/csv", "buffer": "业务编号,不动产单元号\n,1\n".encode()})
    page.get_by_role("button", name="签署并提交").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    see(page, "l-batch-errors")
    page.goto("/institution/callbacks")
    page.get_by_label("网址").fill("https://10.0.0.1/x")
    page.get_by_role("button", name="登记并发送测试").click()
    see(page, "l-callback-error")
    page.get_by_label("网址").fill("https://callbacks.invalid/x")
    page.get_by_role("button", name="登记并发送测试").click()
    see(page, "l-callback")
    go(page, "l-callback-unknown", "/institution/callbacks/ep_0", 404)
    go(page, "l-batch-unknown", "/institution/batches/b0", 404)


def courts(city, browser):
    """A court's page and its forms, refused and done, and what anybody reads before a sale."""
    owner = city.page(browser)
    stage.sign_in_citizen(owner, city.demo("名下已有房屋"), to="/my")
    unit = re.search(r"/my/property/(\w+)", owner.content()).group(1)
    go(owner, "u-auctions-empty", "/auctions")
    page = city.page(browser)
    stage.sign_in_citizen(page, city.demo("人民法院"), to="/court")
    see(page, "u-desk-empty")
    for kind in ("seize", "renew", "lift", "review", "ruling"):
        go(page, f"u-{kind}", f"/court/orders/{kind}")
    bare(page)
    page.get_by_role("button", name="送达并办理").click()
    expect(page.locator(".errors")).to_be_visible()
    see(page, "u-ruling-errors")
    page.goto("/court/orders/seize")
    page.get_by_label("协助执行通知书文号").fill("(2026)赣0102执9号")
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_label("查封截止日").fill("2040-01-01")
    page.get_by_role("button", name="送达并办理").click()
    expect(page.locator("[role=alert]")).to_contain_text("三年")
    see(page, "u-seize-refused")
    page.goto("/court/orders/review")
    page.get_by_label("委托联审的函号").fill("(2026)赣0102委9号")
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_role("button", name="送达并办理").click()
    see(page, "u-desk")
    for _ in range(200):
        owner.goto("/auctions")
        if owner.locator("ul.tasks a").count():
            break
        time.sleep(0.1)
    see(owner, "u-auctions")
    owner.locator("ul.tasks a").first.click()
    see(owner, "u-auction")
    go(owner, "u-auction-unknown", "/auctions/" + "0" * 32, 404)
    go(owner, "u-desk-403", "/court", 403)


def certificates(city, browser):
    """A certificate's public page while it is in force, and an error that nobody expected: a file that was damaged on its disk."""
    owner = city.page(browser)
    # The one who registers alone: the paper that comes out is looked at by a stranger.
    person = next(demo for demo in city.demos if "全款购房" in demo["story"] and not demo.get("creditCode"))
    case = submit_case(city, browser, person)
    stage.sign_in_citizen(owner, person, to=f"/cases/{case}")
    expect(owner.locator(".certificate")).to_be_visible(timeout=20000)
    see(owner, "c-case-done")
    go(owner, "c-my", "/my")
    token = re.search(r"/certificates/([^.\"/]+)\.pdf", owner.content()).group(1)
    stranger = city.page(browser)
    stranger.goto(f"/c/{token}")
    stranger.wait_for_timeout(400)
    see(stranger, "c-valid")
    damaged = 0
    for folder, _, files in os.walk(city.data):
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                if not file.read(5).startswith(b"%PDF"):
                    continue
            os.chmod(path, 0o600)
            with open(path, "r+b") as file:
                file.seek(200)
                file.write(b"damaged")
            damaged += 1
    assert damaged, "no certificate's file was found"
    # A tab that shows the answer: a link of ours downloads it, an error is a page.
    answer = owner.goto(f"/certificates/{token}.pdf")
    if answer.status != 500:
        faults.append(f"e-500: a damaged file answers {answer.status}")
    else:
        see(owner, "e-500")


def failures(city, browser):
    page = city.page(browser)
    who = city.demo("契税尚未缴清")
    stage.sign_in_citizen(page, who, to="/my")
    go(page, "e-403", "/office/queue", 403)
    go(page, "e-403-developer", "/developer/projects", 403)
    go(page, "e-404", "/cases/999999999999", 404)
    city.fault("housing", "down")
    go(page, "e-503", "/apply/transfer.presold.by-buyer", 503)
    city.fault("housing", None)
    city.fault("unified-identity", "down")
    stranger = city.page(browser)
    answer = stranger.goto("/sign-in/unified")
    if answer.status == 503:
        see(stranger, "e-503-sign-in")
    city.fault("unified-identity", None)
    many = city.page(browser)
    many.goto("/sign-in/official")
    for _ in range(20):
        many.get_by_label("用户名").fill("nobody")
        many.get_by_label("密码", exact=True).fill("wrong")
        many.get_by_role("button", name="登录").click()
        if "操作太频繁" in many.get_by_role("heading", level=1).inner_text():
            break
        if "a-sign-in-wrong" not in walked:
            see(many, "a-sign-in-wrong")
    expect(many.get_by_role("heading", level=1)).to_have_text("操作太频繁")
    see(many, "e-429")


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        # The last one is shut out of signing in by password for a while: it comes last.
        parts = [public, officials, developers, administrators, lenders, courts, certificates, failures]
        for part in [part for part in parts if part.__name__ in sys.argv[1:]] or parts:
            try:
                part(city, browser)
            except Exception:
                # The other parts are still looked at; this one has failed.
                faults.append(f"{part.__name__} broke off after {walked[-1:]}: {traceback.format_exc(limit=-3)[-900:]}")
        # Browsers report every refused request; the refusals here are what is looked at.
        faults.extend(problem for problem in city.problems if "Failed to load resource" not in problem)
        browser.close()
    if faults:
        raise SystemExit("\n".join(dict.fromkeys(faults)) + f"\naccessibility: {len(walked)} pages, {len(faults)} faults")
    print(f"accessibility: {len(walked)} pages, 0 failed")


main()
