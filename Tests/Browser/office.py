"""Officials and administrators at work in a real browser, on one running city.

The queue and its keys, a case on one screen, claims, verdicts, stale pages, the register with a purpose, the counter; then the three
administrators: accounts under separated duties, sessions, the system's state, the audit trail and a verification.
"""
import csv, io, json, re, sys, time

from playwright.sync_api import sync_playwright, expect

import stage


def submit_case(city, browser, person, service="transfer.presold.by-buyer"):
    """A citizen hands a case in and pays; returns its number."""
    page = city.page(browser, phone=True)
    stage.sign_in_citizen(page, person, to=f"/apply/{service}")
    page.get_by_role("button", name="选择").first.click()
    case = page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name=re.compile("下一步")).click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("姓名").fill(person["name"])
    page.get_by_role("button", name="签署并提交").click()
    if page.get_by_role("link", name="去缴费").count():
        page.get_by_role("link", name="去缴费").click()
        page.get_by_role("button", name="确认支付").click()
    page.context.close()
    return case


def wait_in_queue(page, case, phase="waitingOfficer"):
    for _ in range(100):
        page.goto(f"/office/queue?phase={phase}")
        if page.get_by_role("link", name=case).count():
            return
        time.sleep(0.1)
    raise AssertionError(f"{case} did not come into the queue")


def post(page, path, fields):
    """A form of ours, sent without the page that offers it: what the server itself refuses."""
    token = page.locator("input[name=_token]").first.get_attribute("value")
    return page.context.request.post(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + path, form={"_token": token, **fields}, max_redirects=0)


def contract_unit(city, person):
    """The unit that somebody has bought, as the housing department knows it."""
    for line in open(f"{city.data}/city.jsonl", encoding="utf-8"):
        record = json.loads(line)
        contract = record.get("contract", {}).get("_0")
        if contract and any(buyer["identifier"].endswith(person["identityNumber"]) for buyer in contract["buyers"]):
            return contract["unit"]
    raise AssertionError("no contract")


def press(page, key):
    """Once the page's own script listens, which on a busy machine may be after its text is there."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def officials(city, browser):
    seized = submit_case(city, browser, city.demo("法院查封"))
    priced = submit_case(city, browser, city.demo("合同价与计税价不一致"))
    first, second = city.page(browser), city.page(browser)
    stage.sign_in_official(first, "shenhe")
    stage.sign_in_official(second, "fushen")
    wait_in_queue(first, seized)
    wait_in_queue(first, priced)
    stage.shot(first, "office-queue")
    # Keys: down twice, up once, open the first.
    for key in ("j", "j", "k"):
        press(first, key)
    expect(first.locator("tr[aria-selected=true]")).to_have_count(1)
    chosen = first.locator("tr[aria-selected=true] a").inner_text()
    press(first, "Enter")
    first.wait_for_url(re.compile(f"/office/cases/{chosen}"))
    # The overlay.
    press(first, "?")
    expect(first.locator("dialog#keys")).to_be_visible()
    press(first, "?")
    expect(first.locator("dialog#keys")).to_be_hidden()
    press(first, "u")
    first.wait_for_url(re.compile("/office/queue"))
    # Filters keep names out of the address.
    first.get_by_label("受理编号、单元号、姓名或证件号").fill(city.demo("法院查封")["name"])
    first.get_by_role("button", name="筛选").click()
    expect(first.locator("table.queue tbody tr")).to_have_count(1)
    assert city.demo("法院查封")["name"] not in first.url
    first.get_by_label("受理编号、单元号、姓名或证件号").fill(seized)
    first.get_by_role("button", name="筛选").click()
    assert f"text={seized}" in first.url
    expect(first.locator("table.queue tbody tr")).to_have_count(1)

    # A case on one screen: before and after, findings with their evidence.
    first.goto(f"/office/cases/{seized}")
    second.goto(f"/office/cases/{seized}")
    expect(first.locator("table.diff").first).to_contain_text(city.demo("法院查封")["name"])
    expect(first.locator("table.diff del").first).to_be_visible()
    expect(first.locator("main")).to_contain_text("按登记簿现状")
    expect(first.locator("main")).to_contain_text("部门签名")
    stage.shot(first, "office-case")
    # Claimed by one, closed for the other; the other's page has grown old meanwhile.
    press(first, "c")
    expect(first.locator("main")).to_contain_text("您已领取此件")
    second.get_by_role("button", name=re.compile("^领取")).click()
    expect(second.locator("main")).to_contain_text("刚刚发生")
    second.goto(f"/office/cases/{seized}")
    expect(second.locator("main")).to_contain_text("李审核正在办理此件")
    expect(second.get_by_role("button", name=re.compile("通过"))).to_have_count(0)
    version = first.locator("input[name=version]").first.get_attribute("value")
    assert post(second, f"/office/cases/{seized}/approve", {"version": version, "opinion": "可以"}).status == 409
    # Refusing needs grounds in writing.
    press(first, "x")
    expect(first.locator("#f-ground")).to_be_focused()
    first.get_by_role("button", name="不予登记", exact=True).click()
    expect(first.locator("[role=alert]")).to_contain_text("书面说明理由和依据")
    press(first, "x")
    first.locator("#f-ground").fill("房屋已被人民法院查封，依法不予办理转移登记。")
    first.get_by_role("button", name="不予登记", exact=True).click()
    expect(first.locator(".casehead")).to_contain_text("不予登记")

    # One-time notice of everything that is missing; the clock stops and says why.
    first.goto(f"/office/cases/{priced}")
    press(first, "r")
    expect(first.locator("#f-items")).to_be_focused()
    first.locator("#f-items").fill("请提交补充协议\n请提交完税更正证明")
    first.get_by_role("button", name="退回补正", exact=True).click()
    expect(first.locator(".casehead")).to_contain_text("待补正")
    expect(first.locator("main")).to_contain_text("停止计时：申请人补正材料")
    expect(first.locator("main")).to_contain_text("一次性告知补正3项")
    stage.shot(first, "office-returned")
    # A claim can be taken away by a registrar, with a reason.
    second.goto(f"/office/cases/{priced}")
    press(second, "c")
    expect(second.locator("main")).to_contain_text("您已领取此件")
    registrar = city.page(browser)
    stage.sign_in_official(registrar, "dengji", to=f"/office/cases/{priced}")
    registrar.get_by_label("收回原因").fill("王复审休假")
    registrar.get_by_role("button", name="收回此件").click()
    expect(registrar.locator("main")).to_contain_text("此件无人领取")
    expect(registrar.locator("main")).to_contain_text("释放办件：王复审休假")
    phone = city.page(browser, phone=True)
    stage.sign_in_official(phone, "shenhe", to=f"/office/cases/{priced}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    stage.shot(phone, "phone-case")
    phone.goto("/office/queue?phase=waitingApplicant")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    stage.shot(phone, "phone-queue")


def register(city, browser):
    owner = city.demo("名下已有房屋")
    page = city.page(browser)
    stage.sign_in_official(page, "shouli", to="/office/register")
    page.get_by_label("查询内容").fill(owner["identityNumber"])
    page.get_by_label("用途说明").fill("查")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("[role=alert]")).to_contain_text("用途")
    page.get_by_label("用途", exact=True).select_option("registerQuery")
    page.get_by_label("用途说明").fill("窗口核对本人产权")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("main")).to_contain_text("按“权利人证件号”查到")
    assert owner["name"] not in page.locator("table").inner_text()
    stage.shot(page, "register")
    page.get_by_role("button", name="查看登记簿页").first.click()
    expect(page.locator("main")).to_contain_text(owner["name"])
    unit = page.locator("main .mono").first.inner_text().replace(" ", "")
    location = page.get_by_role("heading", level=1).inner_text()
    stage.shot(page, "register-unit")
    page.get_by_role("button", name="返回查询结果").click()
    for text in (unit, location):
        page.get_by_label("查询内容").fill(text)
        page.get_by_role("button", name="查询", exact=True).click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text(location)
    street = location[: location.index("号") + 1]
    page.get_by_label("查询内容").fill(street)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(20)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("main")).to_contain_text("第2页")
    # The owner sees who looked, and why.
    mine = city.page(browser, phone=True)
    stage.sign_in_citizen(mine, owner, to="/my/looks")
    expect(mine.locator("main")).to_contain_text("窗口核对本人产权")
    expect(mine.locator("main")).to_contain_text("登记资料查询")
    stage.shot(mine, "looks")


def counter(city, browser):
    person = city.demo("全款购房,可自己办证") if any("全款购房,可自己办证" in demo["story"] for demo in city.demos) else city.demos[0]
    unit = contract_unit(city, person)
    page = city.page(browser)
    stage.sign_in_official(page, "shouli", to="/office/counter")
    stage.shot(page, "counter")
    page.get_by_role("link", name=re.compile("新房自助办证")).click()
    page.get_by_label("姓名或名称").fill(person["name"])
    page.get_by_label("证件号码").fill(person["identityNumber"])
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_role("button", name="建立申请").click()
    expect(page.locator("[role=alert]")).to_contain_text("请先核验身份证件原件")
    page.get_by_label(re.compile("我已核验身份证件原件")).check()
    page.get_by_label("不动产单元号").fill("360102")
    page.get_by_role("button", name="建立申请").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_role("button", name="建立申请").click()
    page.wait_for_url(re.compile(r"/office/counter/\d+"))
    case = page.url.rsplit("/", 1)[1]
    stage.shot(page, "counter-draft")
    # Nobody else's draft: another official finds neither it nor a way in.
    other = city.page(browser)
    stage.sign_in_official(other, "shenhe", to="/office/queue?phase=draft")
    expect(other.locator("main")).not_to_contain_text(case)
    for box in page.locator("form[action$='/sign'] input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name=re.compile("已签署")).click()
    page.wait_for_url(re.compile("/office/cases/"))
    expect(page.locator(".casehead")).to_contain_text("登记大厅窗口")
    expect(page.locator("main")).to_contain_text("窗口核验身份证件")
    expect(page.locator(".qr svg")).to_be_visible()
    stage.shot(page, "counter-pay")
    payer = city.page(browser, phone=True)
    payer.goto(page.get_by_role("link", name="缴费链接").get_attribute("href"))
    payer.get_by_role("button", name="确认支付").click()
    for _ in range(100):
        page.goto(f"/office/cases/{case}")
        if "已办结" in page.locator(".casehead").inner_text():
            break
        time.sleep(0.1)
    expect(page.locator(".casehead")).to_contain_text("已办结")
    # What was entered is shown as it was entered.
    expect(page.locator("table.diff ins").first).to_be_visible()
    stage.shot(page, "counter-done")
    mine = city.page(browser, phone=True)
    stage.sign_in_citizen(mine, person, to="/my/cases")
    expect(mine.locator("main")).to_contain_text(case)


def administrators(city, browser):
    security, system, audit = city.page(browser), city.page(browser), city.page(browser)
    stage.sign_in_official(security, "anquan")
    stage.sign_in_official(system, "xitong")
    stage.sign_in_official(audit, "shenji")
    pages = {"security": ["/admin/accounts", "/admin/new-account", "/admin/sessions", "/admin/organisations"], "system": ["/admin/system", "/admin/catalogue", "/admin/settings"],
             "audit": ["/audit", "/audit/verification"]}
    for who, page in (("security", security), ("system", system), ("audit", audit)):
        for owner, paths in pages.items():
            for path in paths + ["/office/queue", "/office/register"]:
                status = page.context.request.get(city.origin + path).status
                assert status == (200 if owner == who and path in paths else 403), (who, path, status)

    # Accounts: made, given a first password, which must be changed; then disabled.
    security.goto("/admin/accounts")
    stage.shot(security, "accounts")
    security.get_by_role("link", name="新建账号").click()
    security.get_by_label("用户名").fill("zhou.li")
    security.get_by_label("姓名").fill("周丽")
    security.get_by_label("受理人员").check()
    security.get_by_role("button", name="建立账号").click()
    expect(security.locator("[role=alert]")).to_contain_text("所属机构")
    security.get_by_label(re.compile("^登记机构")).select_option("nanchang")
    security.get_by_role("button", name="建立账号").click()
    password = security.locator("[data-first-password]").inner_text()
    security.get_by_role("link", name="查看账号").click()
    expect(security.locator(".timeline")).to_contain_text("创建账号")
    stage.shot(security, "account")
    address = security.url
    fresh = city.page(browser)
    fresh.goto("/sign-in/official")
    fresh.get_by_label("用户名").fill("zhou.li")
    fresh.get_by_label("密码", exact=True).fill(password)
    fresh.get_by_role("button", name="登录").click()
    expect(fresh.get_by_role("heading", level=1)).to_contain_text("修改密码")
    # Nobody grants himself anything, and the auditor is out of reach.
    own = security.context.request.get(f"{city.origin}/admin/accounts")
    accounts = dict((name, key) for key, name in re.findall(r'href="/admin/accounts/([0-9a-f]{32})">([a-z.]+)<', own.text()))
    for name, wanted in (("anquan", "自己"), ("shenji", "审计管理员")):
        answer = post(security, f"/admin/accounts/{accounts[name]}/state", {"to": "disabled"})
        assert answer.status == 409 and wanted in answer.text(), answer.text()
        assert post(security, f"/admin/accounts/{accounts[name]}/password", {}).status == 409
    answer = post(security, "/admin/accounts", {"user_name": "friend", "display_name": "友", "role": "auditAdministrator"})
    assert answer.status == 422 and "审计管理员" in answer.text(), answer.status
    # A session is ended from the list: its page is signed out.
    security.goto("/admin/sessions")
    stage.shot(security, "sessions")
    security.locator("tr", has_text="周丽").get_by_role("button", name="结束").click()
    fresh.goto("/account/password")
    expect(fresh).to_have_url(re.compile("/sign-in"))
    security.goto(address)
    security.get_by_role("button", name="停用", exact=True).click()
    expect(security.locator("main")).to_contain_text("已停用")

    # An organisation's role: found by its code, taken for a reason, given back.
    bank = city.demo("贷款机构")
    visitor = city.page(browser)
    stage.sign_in_citizen(visitor, bank, to="/my/cases")
    security.goto("/admin/organisations")
    security.get_by_label("统一社会信用代码").fill(bank["creditCode"])
    security.get_by_role("button", name="查找").click()
    expect(security.get_by_role("heading", level=1)).to_contain_text(bank["name"])
    revoke = security.locator("form.card", has_text="撤销金融机构身份")
    revoke.get_by_role("button", name="撤销").click()
    expect(security.locator("[role=alert]")).to_contain_text("理由")
    revoke.get_by_label("理由").fill("金融许可证已被吊销")
    revoke.get_by_role("button", name="撤销").click()
    expect(security.locator(".timeline")).to_contain_text("金融许可证已被吊销")
    stage.shot(security, "organisation")
    visitor.goto("/my/cases")
    expect(visitor).to_have_url(re.compile("/sign-in"))
    give = security.locator("form.card", has_text="授予金融机构身份")
    give.get_by_label("理由").fill("吊销决定已被撤销")
    give.get_by_role("button", name="授予").click()
    expect(security.locator(".timeline")).to_contain_text("吊销决定已被撤销")
    security.goto("/admin/organisations")
    expect(security.locator("table")).to_contain_text(bank["name"])
    stage.shot(security, "organisations")

    # The system's state, the catalogue in force, the settings without secrets.
    system.goto("/admin/system")
    expect(system.locator("main")).to_contain_text("登记日志")
    expect(system.locator("main")).to_contain_text("税务局")
    stage.shot(system, "system")
    for _ in range(40):
        system.goto("/admin/catalogue")
        if "正在检查" not in system.locator("main").inner_text():
            break
        time.sleep(0.1)
    expect(system.locator("main")).to_contain_text("项通过")
    expect(system.locator("main")).not_to_contain_text("未通过")
    stage.shot(system, "catalogue")
    system.goto("/admin/settings")
    secret = open(f"{city.departments_data}/client-secret").read().strip()
    assert secret not in system.content()
    expect(system.locator("main")).to_contain_text("dengbu.registry.region")
    stage.shot(system, "settings")

    # The trail: what officials did, whom they looked at and why, who signed in; exported, which is itself written down.
    audit.goto("/audit?kind=look")
    expect(audit.locator("table.audit")).to_contain_text("窗口核对本人产权")
    assert city.demo("名下已有房屋")["name"] not in audit.locator("table.audit").inner_text()
    audit.goto("/audit?kind=action")
    expect(audit.locator("table.audit")).to_contain_text("决定不予登记")
    audit.goto("/audit")
    stage.shot(audit, "audit")
    with audit.expect_download() as download:
        audit.get_by_role("button", name="导出为 CSV").click()
    rows = list(csv.reader(io.StringIO(open(download.value.path(), encoding="utf-8-sig").read())))
    assert rows[0][:3] == ["时间", "类别", "人员"] and len(rows) > 20, rows[:2]
    assert any("窗口核对本人产权" in cell for row in rows for cell in row)
    audit.goto("/audit?kind=account")
    expect(audit.locator("table.audit tbody tr").first).to_contain_text("导出审计记录")
    audit.goto("/audit/verification")
    audit.get_by_role("button", name="开始校验").click()
    expect(audit.locator("table tbody tr").first).to_contain_text("一致", timeout=20000)
    stage.shot(audit, "verification")


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        parts = [officials, register, counter, administrators]
        # One part alone while working on it: `office.py counter`. The administrators' trail needs what the others did.
        for part in [part for part in parts if part.__name__ in sys.argv[1:]] or parts:
            part(city, browser)
        # Pages that are refused on purpose are the only errors on any console.
        problems = [problem for problem in city.problems if "409" not in problem and "422" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("office: 4 passed, 0 failed")


main()
