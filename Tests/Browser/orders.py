"""Orders of three parties, each in a browser of its own (案例二、三、十六): the wizard says which way is right and opens the order, the others join,
each sees at once what the others did; from the first question to certificates, on a phone and on a desk, under axe.
"""
import re, sys

from playwright.sync_api import sync_playwright, expect

import looking, stage

# Story of the loaded city, what the wizard is told, and the lenders that take part beside the one that holds the mortgage.
MODES = {
    "same-lender": dict(story="带押过户：买受人在原贷款银行贷款", told=["买卖", "由现在的抵押权人贷款"], lenders=[]),
    "paid": dict(story="带押过户：买受人全款", told=["买卖", "不贷款", "用房款还清"], lenders=[]),
    "new-rank": dict(
        story="带押过户：买受人用公积金", told=["买卖", "由另一家银行或公积金中心贷款", "用房款还清", "不要求"], lenders=["公积金贷款机构", "贷款机构（兼资金监管）"]),
}
STANDING = "贷款机构：与房主"


def person(city, story, side):
    return next(demo for demo in city.demos if demo["story"].startswith(story) and side in demo["story"])


def through_wizard(page, told, home, look=None):
    """One question after the other; ends on the answer."""
    page.goto("/transfer-ways")
    if look:
        looking.look(page, f"{look}-home")
    page.locator("main").get_by_role("link", name=re.compile(rf"^选择\s*{re.escape(home)}")).click()
    for index, answer in enumerate(told):
        if look:
            looking.look(page, f"{look}-{index + 1}")
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("适合您的办理方式")
    if look:
        looking.look(page, f"{look}-answer")


def moved(page, words, timeout=15000):
    """The page that is open says it without being loaded again."""
    expect(page.locator("main")).to_contain_text(words, timeout=timeout)


def answer_questions(page):
    """Whatever of the form is asked and needed."""
    link = page.get_by_role("link", name=re.compile("^(回答问题|继续回答)$"))
    if not link.count():
        return
    link.first.click()
    for _ in range(20):
        if "/questions/" not in page.url:
            return
        field = page.locator("main form .field").first
        name = page.url.rsplit("/", 1)[1].split("?")[0]
        radio = field.get_by_role("radio")
        if radio.count():
            field.locator("label.choice").first.click()
        else:
            # An account is one person's: whoever sells in another order has another.
            number = f"62220201000{int(page.url.split('/cases/')[1].split('/')[0][-8:]):08d}"
            text = {"number": number, "bank": "洪城银行南昌分行", "rest": f"洪城银行南昌分行 {number}"}
            for box in field.locator("input:not([type=hidden]), textarea, select").all():
                kind, id = box.evaluate("b => b.tagName"), box.get_attribute("name") or ""
                if kind == "SELECT":
                    box.select_option(index=1)
                elif not box.input_value():
                    box.fill(next((value for key, value in text.items() if key in id), "1"))
        page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
        page.wait_for_load_state()
        assert not page.locator("[role=alert]").count(), f"{name}: {page.locator('[role=alert]').inner_text()}"


def sign(page, case, name):
    page.goto(f"/cases/{case}/sign")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("键入姓名").fill(name)
    page.locator("main").get_by_role("button", name=re.compile("^签署")).click()
    page.wait_for_url(re.compile(rf"/cases/{case}(#.*)?$"))


def walk(city, browser, mode, pictures):
    plan = MODES[mode]
    seller, buyer, bank = person(city, plan["story"], "（出卖人）"), person(city, plan["story"], "（买受人）"), city.demo(STANDING)
    seller_page, buyer_page, bank_page = city.page(browser, phone=True), city.page(browser, phone=True), city.page(browser)
    def shot(page, name):
        stage.shot(page, f"orders-{mode}-{name}")

    # The seller asks which way is right, and opens it.
    stage.sign_in_citizen(seller_page, seller, to="/my")
    home = seller_page.get_by_role("link", name=re.compile("^带押过户")).inner_text().split("，")[1].strip()
    through_wizard(seller_page, plan["told"], home, "orders-way" if pictures else None)
    expect(seller_page.locator("main")).to_contain_text("现在的抵押权人")
    expect(seller_page.locator("main")).to_contain_text(bank["name"])
    seller_page.get_by_role("button", name="作为出卖人开始办理").click()
    seller_page.wait_for_url(re.compile(r"/cases/\d+$"))
    case = seller_page.url.rsplit("/", 1)[1]
    moved(seller_page, "办理全景")
    shot(seller_page, "1-opened-phone")

    # The buyer comes the same way, to the same case; the seller sees it at once.
    stage.sign_in_citizen(buyer_page, buyer, to="/transfer-ways")
    through_wizard(buyer_page, plan["told"], home)
    buyer_page.get_by_role("button", name="作为买受人开始办理").click()
    buyer_page.wait_for_url(f"**/cases/{case}")
    expect(seller_page.locator(".order-parties li", has_text="买受人")).to_contain_text("尚未签署", timeout=15000)

    # The bank finds it at its desk, among what it is invited to.
    stage.sign_in_citizen(bank_page, bank, to="/institution?view=invited")
    expect(bank_page.locator("main")).to_contain_text(case)
    if pictures:
        looking.look(bank_page, "orders-invited")
    bank_page.locator("li", has_text=case).get_by_role("button", name=re.compile("^参加")).click()
    bank_page.wait_for_url(f"**/cases/{case}")
    for page in (seller_page, buyer_page):
        expect(page.locator(".order-parties li", has_text=bank["name"])).to_be_visible(timeout=15000)
    shot(bank_page, "2-joined")

    # Those who lend anew ask the wizard at their own desks: it knows that they lend.
    others = []
    unit = bank_page.request.get(f"/api/v1/cases/{case}").json()["units"][0]
    for story in plan["lenders"]:
        lender, page = city.demo(story), city.page(browser)
        stage.sign_in_citizen(page, lender, to="/institution")
        page.get_by_role("link", name=re.compile("^过户方式向导")).click()
        page.get_by_label("不动产单元号").fill(unit)
        page.get_by_role("button", name="继续").click()
        for answer in plan["told"]:
            page.get_by_label(answer, exact=True).check()
            page.get_by_role("button", name="继续").click()
        assert bank["name"] not in page.inner_text("main"), "who has no part in the page isn't told who holds the mortgage"
        page.get_by_role("button", name="作为新贷款机构开始办理").click()
        page.wait_for_url(f"**/cases/{case}")
        expect(seller_page.locator(".order-parties li", has_text=lender["name"])).to_be_visible(timeout=15000)
        others.append((lender, page))

    # Whoever says something in the case is called by name.
    for page in (bank_page, seller_page):
        materials = page.locator("#materials")
        if materials.count():
            materials.evaluate("d => { d.open = true }")
            expect(materials).to_contain_text(f"来源：{bank['name']}", timeout=15000)
    return case, (seller, seller_page), (buyer, buyer_page), [(bank, bank_page)] + others, shot


def finish(city, browser, mode, parties, pictures):
    case, (seller, seller_page), (buyer, buyer_page), lenders, shot = parties
    bank, bank_page = lenders[0]
    answer_questions(seller_page)
    for somebody, page in [(seller, seller_page)] + lenders:
        label = "出卖人" if page is seller_page else somebody["name"]
        sign(page, case, somebody["name"])
        for other in [seller_page, buyer_page] + [lender for _, lender in lenders]:
            if other is not page:
                expect(other.locator(".order-parties li", has_text=label).first).to_contain_text("已签署", timeout=15000)
    if pictures:
        looking.look(buyer_page, "orders-before-last-signature")
    sign(buyer_page, case, buyer["name"])
    moved(buyer_page, "请缴纳登记费", 30000)
    shot(buyer_page, "3-fee-phone")
    buyer_page.get_by_role("link", name="去缴费").click()
    buyer_page.get_by_role("button", name="确认支付").click()
    buyer_page.goto(f"/cases/{case}")
    # What the loans don't cover goes into custody, on the custodian's own page, and from there back to the case.
    moved(buyer_page, "存入监管账户", 30000)
    expect(buyer_page.get_by_role("link", name="去交存")).to_be_visible(timeout=30000)
    assert not seller_page.get_by_role("link", name="去交存").count(), "only whoever pays is told where"
    shot(buyer_page, "4-custody-phone")
    if pictures:
        looking.look(buyer_page, "orders-pay-in")
    if mode == "paid":
        # The custodian will pay the seller a yuan too little, and say that it paid.
        custodian = seller_page.request.get(f"/api/v1/cases/{case}").json()["answers"]["custodian"]
        city.fault(f"custodian:{custodian}", "other-amount", times=1, about=f"{case}-remainder")
    buyer_page.get_by_role("link", name="去交存").click()
    buyer_page.get_by_role("button", name="从本人账户交存").click()
    buyer_page.get_by_role("link", name="返回办理页面").click()
    buyer_page.wait_for_url(f"**/cases/{case}")
    if mode == "paid":
        stopped(city, browser, case, seller_page)
    for page in [seller_page, buyer_page] + [lender for _, lender in lenders]:
        expect(page.locator("main")).to_contain_text(re.compile("已办结"), timeout=90000)
    expect(buyer_page.locator(".certificate").first).to_be_visible()
    shot(buyer_page, "5-done-phone"), shot(seller_page, "5-done-seller-phone"), shot(bank_page, "5-done")
    if pictures:
        looking.look(bank_page, "orders-done-bank")
    # The register says so to both sides.
    buyer_page.goto("/my")
    expect(buyer_page.locator("main")).to_contain_text("不动产权第")
    return case


def stopped(city, browser, case, seller_page):
    """Everything stops; the registrar sees what differs, clears it up, and the money goes on."""
    expect(seller_page.locator("main")).to_contain_text("资金暂停划付", timeout=180000)
    examiner, registrar = city.page(browser), city.page(browser)
    stage.sign_in_official(examiner, "shenhe", to=f"/office/cases/{case}")
    expect(examiner.locator("#money")).to_contain_text("已暂停划付")
    assert not examiner.locator("#money form").count(), "an examiner sees it and may not let it go on"
    stage.sign_in_official(registrar, "dengji", to=f"/office/cases/{case}")
    money = registrar.locator("#money")
    expect(money).to_contain_text("两本账的差异")
    looking.look(registrar, "orders-stopped")
    money.get_by_text("恢复划付", exact=True).first.click()
    # Without a word of what was found nothing goes on, also where the browser doesn't insist.
    registrar.locator("#f-money-reason").evaluate("box => { box.form.noValidate = true }")
    money.get_by_role("button", name="恢复划付").click()
    expect(registrar.locator("[role=alert]")).to_contain_text("请写明核对的结果")
    looking.look(registrar, "orders-stopped-wrong")
    money.get_by_role("checkbox").first.check()
    registrar.get_by_label("核对的结果").fill("监管机构已另行补付一元，双方对账一致")
    money.get_by_role("button", name="恢复划付").click()
    expect(registrar.locator("main")).to_contain_text("监管资金核对完成，恢复划付")
    expect(registrar.locator("#money")).not_to_contain_text("已暂停划付")


def counters(city, browser, number):
    """What the reform reports is there without anybody having reported it."""
    page = city.page(browser)
    stage.sign_in_official(page, "dengji", to="/office/statistics/mortgaged-transfers")
    expect(page.locator("dl.figures")).to_contain_text("登簿件数")
    assert page.locator("dl.figures dd").first.inner_text() == str(number)
    looking.look(page, "orders-counters")
    page.goto("/office/statistics/mortgaged-transfers?from=2020-01&until=2020-03")
    expect(page.locator("main")).to_contain_text("没有登记带押过户")
    looking.look(page, "orders-counters-empty")
    page.goto("/office/statistics/mortgaged-transfers?from=2026-05&until=2026-01")
    expect(page.locator("[role=alert]")).to_contain_text("不能晚于")
    looking.look(page, "orders-counters-wrong")


def strangers(city, browser):
    """Who hasn't signed in answers for themselves, and learns nobody's name."""
    page = city.page(browser)
    page.goto("/")
    page.get_by_role("link", name=re.compile("怎么过户")).click()
    looking.look(page, "orders-way-public")
    page.get_by_label("不动产单元号").fill("123")
    page.get_by_role("button", name="继续").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    looking.look(page, "orders-way-wrong")
    page.goto("/services/transfer.mortgaged.new-rank")
    page.get_by_role("link", name=re.compile("看看哪一种适合")).click()
    page.get_by_role("link", name="不选房屋，直接回答问题").click()
    for answer in ["有抵押", "继承、受遗赠", "用房款还清"]:
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="继续").click()
    expect(page.locator("main")).to_contain_text("没有一项网上服务完全适合")
    looking.look(page, "orders-way-none")
    page.get_by_role("link", name=re.compile("更改.*怎样处理")).click()
    page.get_by_label(re.compile("^不还")).check()
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("继承")
    # At the counter.
    clerk = city.page(browser)
    stage.sign_in_official(clerk, "shouli", to="/office/counter")
    clerk.get_by_role("link", name=re.compile("过户方式向导")).click()
    looking.look(clerk, "orders-way-clerk")


def main():
    wanted = sys.argv[1:] or list(MODES)
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        strangers(city, browser)
        for index, mode in enumerate(wanted):
            parties = walk(city, browser, mode, pictures=index == 0)
            finish(city, browser, mode, parties, pictures=index == 0)
        counters(city, browser, len(wanted))
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print(f"orders: {len(wanted)} modes, 0 failed")


main()
