"""Orders of three parties, each in a browser of its own (案例二、三、十六): the wizard says which way is right and opens the order, the others join,
each sees at once what the others did; from the first question to certificates and cleared money, on a phone and on a desk, under axe. The modes
without a price are in orders_noprice.py.
"""
import re, sys, time

from playwright.sync_api import sync_playwright, expect

import apisale, buyer as citizen, looking, services, stage
from ordersteps import STANDING, account, answer_questions, decide, finished, joins_as_named, joins_at_desk, moved, opens_as_notary, pay_fee, person, sign, through_wizard

SECOND = "贷款机构（兼资金监管）"
OTHER = "由另一家银行或公积金中心贷款"
# Story of the loaded city, what the wizard is told, and the lenders that take part beside the one that holds the mortgage. Two notices are given first
# and turned into rights afterwards: one story in two cases, the first without money and without the lender that holds the mortgage.
NOTICES = "带押过户：买受人的贷款银行要求先办双预告"
MODES = {
    "same-lender": dict(story="带押过户：买受人在原贷款银行贷款", told=["买卖", "由现在的抵押权人贷款"]),
    "paid": dict(story="带押过户：买受人全款", told=["买卖", "不贷款", "用房款还清"], notary=True),
    "new-rank": dict(story="带押过户：买受人用公积金", told=["买卖", OTHER, "用房款还清", "不要求"], lenders=["公积金贷款机构", SECOND]),
    "other-lender": dict(
        story="带押过户：买受人在另一家银行贷款", told=["买卖", OTHER, "债权连同抵押权转让给新的贷款机构"], lenders=[SECOND],
        answers={"assignment": "赣转让2026-018号"}, uploads=["债权转让协议"], pictures=True),
    # The buyer owes what the seller owed: nothing is paid off, nothing held, and an official looks at what was agreed.
    "assumed": dict(
        story="带押过户：买受人承担原贷款", told=["买卖", "不贷款", "不还清，由买受人承担并继续还贷"], uploads=["变更（确定）协议"], money=False, officials=["shenhe"],
        silent=True, pictures=True),
    "notices": dict(story=NOTICES, told=["买卖", OTHER, "用房款还清", "要求"], lenders=[SECOND], standing=False, money=False, pictures=True),
    # That both notices stand the register says; nobody is asked.
    "from-notices": dict(story=NOTICES, told=["买卖", OTHER, "用房款还清"], lenders=[SECOND], noted=True, pictures=True),
}


def walk(city, browser, mode, pictures):
    plan = MODES[mode]
    seller, buyer, bank = person(city, plan["story"], "（出卖人）"), person(city, plan["story"], "（买受人）"), city.demo(STANDING)
    seller_page, buyer_page = city.page(browser, phone=True), city.page(browser, phone=True)

    if plan.get("notary"):
        return walk_from_notary(city, browser, mode, (seller, seller_page), (buyer, buyer_page), bank)
    # The seller asks which way is right, and opens it.
    stage.sign_in_citizen(seller_page, seller, to="/my")
    home = seller_page.get_by_role("link", name=re.compile("^带押过户")).inner_text().split("，")[1].strip()
    through_wizard(seller_page, plan["told"], home, look="orders-way" if pictures else None)
    expect(seller_page.locator("main")).to_contain_text("现在的抵押权人")
    expect(seller_page.locator("main")).to_contain_text(bank["name"])
    if plan.get("pictures"):
        looking.look(seller_page, f"orders-{mode}-0-way")
    seller_page.get_by_role("button", name="作为出卖人开始办理").click()
    seller_page.wait_for_url(re.compile(r"/cases/\d+$"))
    case = seller_page.url.rsplit("/", 1)[1]
    moved(seller_page, "办理全景")
    stage.shot(seller_page, f"orders-{mode}-1-opened-phone")

    # The buyer comes the same way, to the same case; the seller sees it at once.
    stage.sign_in_citizen(buyer_page, buyer, to="/transfer-ways")
    through_wizard(buyer_page, plan["told"], home)
    buyer_page.get_by_role("button", name="作为买受人开始办理").click()
    buyer_page.wait_for_url(f"**/cases/{case}")
    expect(seller_page.locator(".order-parties li", has_text="买受人")).to_contain_text("尚未签署", timeout=15000)

    lenders = []
    if plan.get("standing", True):
        bank_page = city.page(browser)
        joins_at_desk(bank_page, bank, case, "orders-invited" if pictures else None)
        for page in (seller_page, buyer_page):
            expect(page.locator(".order-parties li", has_text=bank["name"])).to_be_visible(timeout=15000)
        stage.shot(bank_page, f"orders-{mode}-2-joined")
        lenders.append((bank, bank_page))

    # Those who lend anew ask the wizard at their own desks: it knows that they lend.
    for story in plan.get("lenders", []):
        lender, page = city.demo(story), city.page(browser)
        stage.sign_in_citizen(page, lender, to="/institution")
        page.get_by_role("link", name=re.compile("^过户方式向导")).click()
        page.get_by_label("不动产单元号").fill(seller["unit"])
        page.get_by_role("button", name="继续").click()
        for answer in plan["told"]:
            page.get_by_label(answer, exact=True).check()
            page.get_by_role("button", name="继续").click()
        knows = bank["name"] in page.inner_text("main")
        assert knows == plan.get("noted", False), "who has no part in the page isn't told who holds the mortgage; whoever has a notice on it is"
        page.get_by_role("button", name="作为新贷款机构开始办理").click()
        page.wait_for_url(f"**/cases/{case}")
        expect(seller_page.locator(".order-parties li", has_text=lender["name"])).to_be_visible(timeout=15000)
        lenders.append((lender, page))

    # Whoever says something in the case is called by name. A lender whose loan goes on as it is brings a paper and says nothing by its system.
    speaks, page = lenders[0]
    for page in () if plan.get("silent") else (page, seller_page):
        materials = page.locator("#materials")
        if materials.count():
            materials.evaluate("d => { d.open = true }")
            expect(materials).to_contain_text(f"来源：{speaks['name']}", timeout=15000)
    return case, (seller, seller_page), (buyer, buyer_page), lenders


def walk_from_notary(city, browser, mode, selling, buying, bank):
    """The notary office opens it; seller and buyer find it where they look for their own, the bank at its desk (案例三)."""
    (seller, seller_page), (buyer, buyer_page) = selling, buying
    notary = next(value for kind, value in citizen.records(city) if kind == "institution" and value["kinds"] == ["custodian"])
    notary_page, bank_page = city.page(browser), city.page(browser)
    case = opens_as_notary(notary_page, notary, MODES[mode]["told"], seller["unit"], f"orders-{mode}-notary")
    joins_as_named(seller_page, seller, case, f"orders-{mode}-invited")
    joins_as_named(buyer_page, buyer, case)
    for label in ("出卖人", "买受人"):
        expect(notary_page.locator(".order-parties li", has_text=label)).to_contain_text("尚未签署", timeout=15000)
    joins_at_desk(bank_page, bank, case)
    expect(seller_page.locator(".order-parties li", has_text=bank["name"])).to_be_visible(timeout=15000)
    return case, selling, buying, [(bank, bank_page), (notary, notary_page)]


def finish(city, browser, mode, parties, pictures):
    plan = MODES[mode]
    case, (seller, seller_page), (buyer, buyer_page), lenders = parties
    everybody = [seller_page, buyer_page] + [page for _, page in lenders]
    answer_questions(seller_page, plan.get("answers", {}))
    # Everybody answers their own questions, and is told of the others'.
    for page in everybody[1:]:
        page.goto(f"/cases/{case}")
        answer_questions(page, plan.get("answers", {}))
    for material in plan.get("uploads", []):
        services.upload(lenders[0][1], case, material)
    if plan.get("pictures"):
        for name, page in [("seller", seller_page), ("lender", lenders[-1][1])]:
            page.goto(f"/cases/{case}")
            looking.look(page, f"orders-{mode}-2-{name}")
    for somebody, page in [(seller, seller_page)] + lenders:
        label = "出卖人" if page is seller_page else somebody["name"]
        sign(page, case, somebody["name"])
        for other in everybody:
            if other is not page:
                expect(other.locator(".order-parties li", has_text=label).first).to_contain_text("已签署", timeout=15000)
    if pictures:
        looking.look(buyer_page, "orders-before-last-signature")
    buyer_page.goto(f"/cases/{case}/sign")
    expect(buyer_page.locator("#burdens")).to_contain_text("第1顺位抵押权")
    expect(buyer_page.locator("#burdens")).to_contain_text("抵押权人：")
    if pictures:
        looking.look(buyer_page, "orders-burdens")
    sign(buyer_page, case, buyer["name"])
    if plan.get("money", True):
        pay(city, browser, mode, parties, pictures)
    if "officials" in plan:
        pay_fee(buyer_page, case)
        moved(buyer_page, "审核", 30000)
        decide(city, browser, case, plan["officials"])
    finished(everybody)
    expect(buyer_page.locator(".certificate").first).to_be_visible()
    stage.shot(buyer_page, f"orders-{mode}-5-done-phone"), stage.shot(seller_page, f"orders-{mode}-5-done-seller-phone")
    stage.shot(lenders[0][1], f"orders-{mode}-5-done")
    if plan.get("pictures"):
        looking.look(buyer_page, f"orders-{mode}-5-buyer")
    if pictures or plan.get("pictures"):
        looking.look(lenders[-1][1], f"orders-{mode}-5-lender")
    if mode == "notices":
        # The page says by when the rights themselves have to follow, and leads there.
        expect(buyer_page.get_by_role("link", name="由预告登记转为正式登记")).to_be_visible()
    # The register says so to both sides.
    buyer_page.goto("/my")
    expect(buyer_page.locator("main")).to_contain_text("预告登记" if mode == "notices" else "不动产权第")
    if mode != "notices":
        seller_page.goto("/my")
        assert f"/my/property/{seller['unit']}" not in seller_page.content()
    if plan.get("money", True):
        # Home and money have changed hands: the seller has the rest, by the custodian's book and by the bank's own.
        order = seller_page.request.get(f"/api/v1/cases/{case}/order").json()["money"]
        assert order["phase"] == "cleared", order
        rest = next(flow for flow in order["flows"] if flow["name"] == "remainder")["moved"]
        # So it is where the custodian had kept a yuan back: what was missing was ordered anew.
        assert apisale.accounts(city)[account(case)] == rest, (order, rest)


def pay(city, browser, mode, parties, pictures):
    """The fee, then what the loans don't cover: on the custodian's own page, and from there back to the case."""
    case, (seller, seller_page), (buyer, buyer_page), lenders = parties
    pay_fee(buyer_page, case)
    moved(buyer_page, "存入监管账户", 30000)
    expect(buyer_page.get_by_role("link", name="去交存")).to_be_visible(timeout=30000)
    assert not seller_page.get_by_role("link", name="去交存").count(), "only whoever pays is told where"
    stage.shot(buyer_page, f"orders-{mode}-4-custody-phone")
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


def stopped(city, browser, case, seller_page):
    """Everything stops; the registrar sees what differs, clears it up, and the money goes on."""
    expect(seller_page.locator("main")).to_contain_text("资金暂停划付", timeout=180000)
    examiner, registrar = city.page(browser), city.page(browser)
    stage.sign_in_official(examiner, "shenhe", to=f"/office/cases/{case}")
    expect(examiner.locator("#money")).to_contain_text("已暂停划付")
    assert not examiner.locator("#money form").count(), "an examiner sees it and may not let it go on"
    # Whose money somebody has to see to stands in a list of its own, which leads to the case.
    stage.sign_in_official(registrar, "dengji", to="/office/money")
    expect(registrar.locator("main")).to_contain_text("已暂停划付")
    looking.look(registrar, "orders-needs")
    registrar.get_by_role("link", name=case).click()
    registrar.wait_for_url(f"**/office/cases/{case}#money")
    money = registrar.locator("#money")
    expect(money).to_contain_text("两本账的差异")
    looking.look(registrar, "orders-stopped")
    money.get_by_text("恢复划付", exact=True).first.click()
    # Without a word of what was found nothing goes on, also where the browser doesn't insist.
    registrar.locator("#f-money-reason").evaluate("box => { box.form.noValidate = true }")
    money.get_by_role("button", name="恢复划付").click()
    expect(registrar.locator("[role=alert]")).to_contain_text("请写明核对的结果")
    looking.look(registrar, "orders-stopped-wrong")
    # What has reached the seller counts; the yuan that is missing is ordered anew.
    money.get_by_label(re.compile("^付款回执")).select_option("counts")
    looking.look(registrar, "orders-stopped-ruled")
    registrar.get_by_label("核对的结果").fill("卖方确认已收到少付一元的款项，不足的一元另行付出")
    money.get_by_role("button", name="恢复划付").click()
    expect(registrar.locator("main")).to_contain_text("监管资金核对完成，恢复划付")
    expect(registrar.locator("#money")).not_to_contain_text("已暂停划付")
    registrar.goto("/office/money")
    expect(registrar.locator("main")).not_to_contain_text(case)
    looking.look(registrar, "orders-needs-empty")


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
    page.get_by_label("不还清，过户后继续按期还贷", exact=True).check()
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
            began = time.time()
            parties = walk(city, browser, mode, pictures=index == 0)
            finish(city, browser, mode, parties, pictures=index == 0)
            for _, page in [*parties[1:3], *parties[3]]:
                page.context.close()
            print(f"orders: {mode} done in {time.time() - began:.0f} s", flush=True)
        # Notices aren't transfers yet.
        counters(city, browser, len([mode for mode in wanted if mode != "notices"]))
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print(f"orders: {len(wanted)} modes, 0 failed")


main()
