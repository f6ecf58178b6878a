"""Fees out of custody and another custodian, on the pages of those whose money it is: a fee is stated in four parts, told what is wrong with it, signed by all and seen by
the side that owes it, and so is what the seller owes for power and water; one proposes another custodian, the other agrees; the term stands while the buyer's
money is awaited; and an official reads all of it after the registration as before. On a phone and on a desk, under axe.
"""
import json, re

from playwright.sync_api import expect, sync_playwright

import apicaller, apisale, escrow, looking, stage

AGENCY = "36050100000000006666"
POWER, WATER = "36050100000000006677", "36050100000000006688"


def ask_for_fee(page, case):
    """The seller states a fee: first with something missing, then whole; what was stated isn't written out again."""
    page.goto(f"/cases/{case}/questions/brokerage-seller")
    expect(page.get_by_label("不从监管资金中支付")).to_be_checked()
    page.get_by_label("登簿后从监管资金中支付").check()
    page.get_by_label("金额（元）").fill("3000")
    page.get_by_label("收款单位全称").fill("南昌安居房产经纪有限公司")
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    expect(page.locator("[role=alert]")).to_contain_text("应写明金额")
    expect(page.get_by_label("收款单位全称")).to_have_value("南昌安居房产经纪有限公司")
    looking.look(page, "charges-wrong")
    page.get_by_label("开户银行全称").fill("中国银行南昌分行")
    page.get_by_label("账号").fill("3605 0100 0000 0000 6666")
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    page.goto(f"/cases/{case}/questions/brokerage-seller")
    expect(page.locator("main")).to_contain_text("已填写：3,000.00元，付到尾号6666的账户")
    assert AGENCY not in page.content() and "安居" not in page.content()
    looking.look(page, "charges-stated")


def state_arrears(page, case, field, amount, payee, number):
    """What the seller owes for water or power: each goes to the firm that is owed it."""
    page.goto(f"/cases/{case}/questions/{field}")
    expect(page.get_by_label("不从监管资金中支付")).to_be_checked()
    page.get_by_label("登簿后从监管资金中支付").check()
    for label, text in (("金额（元）", amount), ("收款单位全称", payee), ("开户银行全称", "中国银行南昌分行"), ("账号", number)):
        page.get_by_label(label).fill(text)
    looking.look(page, f"charges-{field}")
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    assert not page.locator("[role=alert]").count(), page.locator("[role=alert]").inner_text()


def by_tariff(page, case, order):
    """The custodian's own fee needn't be typed: the custodian says what it takes, three thousandths of the price at a notary's."""
    page.goto(f"/cases/{case}/questions/custody-fee")
    page.get_by_label("按监管机构的收费标准支付").check()
    looking.look(page, "charges-tariff")
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    page.goto(f"/cases/{case}/questions/custody-fee")
    fee = (order.price * 30 + 5_000) // 10_000
    expect(page.locator("main")).to_contain_text(f"已填写：{fee / 100:,.2f}元，付到尾号")
    looking.look(page, "charges-tariff-stated")
    # Typed otherwise it is told, with what the custodian itself says.
    page.get_by_label("自行填写").check()
    for label, text in (("金额（元）", "1"), ("收款单位全称", "某某公司"), ("开户银行全称", "某银行"), ("账号", "88020000")):
        page.get_by_label(label).fill(text)
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    page.goto(f"/cases/{case}")
    for text in (f"本次应付{fee / 100:,.2f}元", "金额填写的是1.00元", "收款单位或者账号", "814号"):
        expect(page.locator("main")).to_contain_text(text, timeout=15000)
    looking.look(page, "charges-tariff-wrong")
    page.goto(f"/cases/{case}/questions/custody-fee")
    page.get_by_label("按监管机构的收费标准支付").check()
    page.locator("main").get_by_role("button", name=re.compile("^保存")).click()
    page.goto(f"/cases/{case}")
    expect(page.locator("main")).not_to_contain_text("本次应付")


def change(seller, buyer, case, order):
    """The seller proposes, the buyer sees it at once and agrees."""
    other = next(name for name, code in order.custodians.items() if code != order.custodian)
    card = seller.locator("#custodian")
    card.locator("summary").click()
    card.get_by_label(other, exact=False).check()
    looking.look(seller, "custodian-choice")
    card.get_by_role("button", name="提议更换").click()
    expect(seller.locator("#custodian")).to_contain_text(f"已提议改由{other}监管")
    buyer.goto(f"/cases/{case}")
    expect(buyer.locator("#custodian")).to_contain_text(f"对方提议改由{other}监管")
    looking.look(buyer, "custodian-asked")
    buyer.locator("#custodian").get_by_role("button", name="确认选择").click()
    expect(buyer.locator(".order-custody")).to_contain_text(other, timeout=30000)
    expect(seller.locator(".order-custody")).to_contain_text(other, timeout=30000)
    order.custodian = order.custodians[other]


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        order = escrow.Order(city, contract, "带押过户：买受人全款，用房款还清原贷款", "transfer.mortgaged.paid")
        order.open()
        seller, buyer = city.page(browser, phone=True), city.page(browser, phone=True)
        stage.sign_in_citizen(seller, order.seller, to=f"/cases/{order.case}")
        ask_for_fee(seller, order.case)
        by_tariff(seller, order.case, order)
        state_arrears(seller, order.case, "power-fee", "186.40", "国网江西省电力有限公司南昌供电分公司", POWER)
        state_arrears(seller, order.case, "water-fee", "95.05", "南昌水业集团有限责任公司", WATER)
        order.off_rest = 3_000 * apisale.YUAN + 186_40 + 95_05
        order.hand_in()
        for page, person in ((seller, None), (buyer, order.buyer)):
            stage.sign_in_citizen(page, person, to=f"/cases/{order.case}") if person else page.goto(f"/cases/{order.case}")
            expect(page.locator("main")).to_contain_text("等待买受人交存，期间不计入办理时限", timeout=30000)
        change(seller, buyer, order.case, order)
        expect(seller.locator(".order-money")).to_contain_text("中介服务费（付给南昌安居房产经纪有限公司）")
        expect(buyer.locator(".order-money")).to_contain_text("中介服务费")
        expect(seller.locator(".order-money")).to_contain_text("水电气等费用（付给国网江西省电力有限公司南昌供电分公司）")
        expect(seller.locator(".order-money")).to_contain_text("水电气等费用（付给南昌水业集团有限责任公司）")
        for name in ("安居", "国网", "水业"):
            expect(buyer.locator(".order-money")).not_to_contain_text(name)
        looking.look(seller, "charges-order")
        order.pay_in()
        order.wait_for("cleared", 120)
        order.cleared()
        paid = apisale.accounts(city)
        assert (paid[AGENCY], paid[POWER], paid[WATER]) == (3_000 * apisale.YUAN, 186_40, 95_05), [paid.get(number) for number in (AGENCY, POWER, WATER)]
        # An official reads it after the registration as before: the price, the money, the custodian that was replaced.
        examiner = city.page(browser)
        stage.sign_in_official(examiner, "shenhe", to=f"/office/cases/{order.case}")
        for text in ("合同价款", "中介服务费（出卖人承担）", "水电气等费用（出卖人承担）", "资金监管（原监管机构）", "停止计时：等待买受人交存资金", "各方同意改由", "监管账户对账单",
                     "贷款结清证明", "不再支付"):
            expect(examiner.locator("main")).to_contain_text(text)
        looking.look(examiner, "charges-official")
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("charges: a fee, arrears of power and water, another custodian, one order, 0 failed")


if __name__ == "__main__":
    main()
