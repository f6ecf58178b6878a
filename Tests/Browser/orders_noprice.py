"""A mortgaged home passes on without a sale (案例十六): a spouse's name is added, two heirs take over, a home is given away. Its people and the bank that
holds the mortgage, each in a browser of its own, from the wizard to certificate and proof; deed tax is declared at the bureau's own page meanwhile,
and officials decide. On a phone and on a desk, under axe.
"""
import re, sys, time

from playwright.sync_api import sync_playwright, expect

import looking, services, stage
from ordersteps import STANDING, answer_questions, decide, finished, joins_at_desk, moved, pay_fee, person, sign, through_wizard

STAYS = "不还清，过户后继续按期还贷"
# Who begins and who joins, by their part in the story and in the case; what is answered and uploaded; how the bureau is told, what it says; and who decides.
MODES = {
    "family": dict(
        story="带押析产：给配偶加名", told=["夫妻间变更、离婚析产", STAYS], first=("原权利人", "原权利人"), second=("配偶", "取得权利的一方"), names="taker-id",
        answers={"cause": "夫妻间加名", "giver-keeps": "是", "form": "共同共有", "debtor": "仍由原债务人还贷"},
        uploads=["夫妻财产约定、离婚协议或者分割协议"], matter="婚姻关系存续期间夫妻之间变更", said="第六条第一款第四项", officials=["shenhe"], keeps=True),
    "inheritance": dict(
        story="带押继承：房主已故", told=["继承、受遗赠", STAYS], first=("继承人", "继承人（受遗赠人）"), second=("另一位继承人", "继承人（受遗赠人）"), names="heirs",
        answers={"cause": "继承", "proof": "公证书", "form": "共同共有", "debtor": "由取得房屋的一方还贷"},
        uploads=["继承（受遗赠）材料"], matter="法定继承人继承", said="第六条第一款第五项", officials=["shenhe", "fushen"], keeps=True),
    "gift": dict(
        story="带押赠与：房屋赠与他人", told=["赠与、互换", STAYS], first=("赠与人", "赠与人（原权利人）"), second=("受赠人", "受赠人（受让人）"), names="taker-id",
        answers={"cause": "赠与", "form": "", "debtor": "由取得房屋的一方还贷"},
        uploads=["赠与（互换）合同"], matter="赠与", said="30,000.00", officials=["shenhe"], keeps=False),
}


def come_together(city, browser, mode):
    """The first asks the wizard, opens the case and names the second; the second joins by the wizard, the bank at its desk."""
    plan = MODES[mode]
    (part, role), (other_part, other_role) = plan["first"], plan["second"]
    first, second, bank = person(city, plan["story"], f"（{part}）"), person(city, plan["story"], f"（{other_part}）"), city.demo(STANDING)
    page, other, desk = city.page(browser, phone=True), city.page(browser, phone=True), city.page(browser)
    stage.sign_in_citizen(page, first, to="/transfer-ways")
    through_wizard(page, plan["told"], unit=first["unit"])
    looking.look(page, f"orders-{mode}-0-way")
    page.get_by_role("button", name=f"作为{role}开始办理").click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    case = page.url.rsplit("/", 1)[1]
    gone = person(city, plan["story"], "（去世的房主")["identityNumber"] if mode == "inheritance" else ""
    answer_questions(page, plan["answers"] | {plan["names"]: second["identityNumber"], "deceased": gone})
    if gone:
        # Whoever has died is named by number: neither that nor the name of anybody on the register's page is shown for it.
        expect(page.locator("main")).not_to_contain_text(gone)
    expect(page.locator("main")).not_to_contain_text(second["identityNumber"])

    if mode == "inheritance":
        # Whoever knows the unit but isn't named gets a draft of their own, and sees nobody's.
        outsider = city.page(browser)
        stage.sign_in_citizen(outsider, city.demo("维修资金"))
        assert services.begin(outsider, "transfer.mortgaged.inheritance", "taker", first["unit"]) != case
        outsider.context.close()
    stage.sign_in_citizen(other, second, to="/transfer-ways")
    through_wizard(other, plan["told"], unit=first["unit"])
    other.get_by_role("button", name=f"作为{other_role}开始办理").click()
    other.wait_for_url(f"**/cases/{case}")
    expect(page.locator(".order-parties li", has_text="尚未签署").nth(1)).to_be_visible(timeout=15000)
    moved(page, "办理全景")
    joins_at_desk(desk, bank, case)
    for watching in (page, other):
        expect(watching.locator(".order-parties li", has_text=bank["name"])).to_be_visible(timeout=15000)
    return case, [(first, page), (second, other), (bank, desk)]


def declare_tax(city, browser, mode, case, parties):
    """Whoever takes declares at the bureau, from where the case leads; it is told to the case, which goes on by itself."""
    plan = MODES[mode]
    (first, page), (second, taker), _ = parties
    expect(taker.locator("main")).to_contain_text("契税", timeout=20000)
    looking.look(taker, f"orders-{mode}-1-tax")
    takers = [second] if plan["names"] == "taker-id" else [first, second]
    taker.get_by_role("link", name="去税务局办理").click()
    taker.get_by_label(plan["matter"], exact=True).check()
    taker.get_by_label("承受人", exact=False).fill("，".join(somebody["identityNumber"] for somebody in takers))
    taker.get_by_label("价值（元）", exact=True).fill("1000000")
    taker.get_by_role("button", name="提交申报").click()
    expect(taker.locator("main")).to_contain_text(plan["said"])
    stage.shot(taker, f"orders-{mode}-1-bureau-phone")
    if taker.get_by_role("button", name="确认缴税").count():
        taker.get_by_role("button", name="确认缴税").click()
        expect(taker.locator("main")).to_contain_text("凭证号")
    taker.get_by_role("link", name="返回办理页面").click()
    taker.wait_for_url(f"**/cases/{case}")
    for shown in (page, taker):
        expect(shown.locator("main")).not_to_contain_text("没有查询到契税", timeout=20000)


def walk(city, browser, mode):
    plan = MODES[mode]
    case, parties = come_together(city, browser, mode)
    declare_tax(city, browser, mode, case, parties)
    (first, page), (second, taker), (bank, desk) = parties
    for material in plan["uploads"]:
        services.upload(page, case, material)
    services.upload(desk, case, "变更（确定）协议")
    for name, shown in [("first", page), ("bank", desk)]:
        shown.goto(f"/cases/{case}")
        looking.look(shown, f"orders-{mode}-2-{name}")
    for somebody, signing in parties:
        sign(signing, case, somebody["name"])
    # The fee is paid by whoever takes.
    pay_fee(taker, case)
    moved(taker, "审核", 30000)
    decide(city, browser, case, plan["officials"])
    finished([page, taker, desk])
    expect(taker.locator(".certificate").first).to_contain_text("不动产权")
    expect(desk.locator(".certificate").first).to_contain_text("不动产证明")
    looking.look(taker, f"orders-{mode}-5-taker")
    looking.look(desk, f"orders-{mode}-5-bank")
    # The register's page is the taker's now, still mortgaged to the same bank; the first keeps a part or has none left.
    taker.goto(f"/my/property/{first['unit']}")
    for words in (second["name"], "抵押", "赣江银行"):
        expect(taker.locator("main")).to_contain_text(words)
    page.goto("/my")
    assert (f"/my/property/{first['unit']}" in page.content()) == plan["keeps"]
    for _, shown in parties:
        shown.context.close()


def main():
    wanted = sys.argv[1:] or list(MODES)
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        for mode in wanted:
            began = time.time()
            walk(city, browser, mode)
            print(f"orders without a price: {mode} done in {time.time() - began:.0f} s", flush=True)
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print(f"orders without a price: {len(wanted)} modes, 0 failed")


main()
