"""Steps that every order of several parties takes in browsers: through the wizard into the case, answers, signatures, fee. Shared by the walks of
the modes with a price (orders.py) and without one (orders_noprice.py).
"""
import re

from playwright.sync_api import expect

import looking, stage

# The bank that holds every mortgage of the stories.
STANDING = "贷款机构：与房主"


def person(city, story, side):
    return next(demo for demo in city.demos if demo["story"].startswith(story) and side in demo["story"])


def through_wizard(page, told, home=None, unit=None, look=None):
    """One question after the other; ends on the answer. Whoever has the home on their list picks it there, everybody else writes its number."""
    page.goto("/transfer-ways")
    if look:
        looking.look(page, f"{look}-home")
    if home:
        page.locator("main").get_by_role("link", name=re.compile(rf"^选择\s*{re.escape(home)}")).click()
    else:
        page.get_by_label("不动产单元号").fill(unit)
        page.get_by_role("button", name="继续").click()
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


def account(case):
    """An account is one person's: whoever sells in another order has another."""
    return f"62220201000{int(case[-8:]):08d}"


def answer_questions(page, answers={}):
    """Whatever of the form is asked and needed; `answers` are by the question's name, chosen or written."""
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
            field.locator("label.choice", has_text=answers.get(name, "")).first.click()
        elif name in answers or "可以不填" not in field.inner_text():
            number = account(page.url.split("/cases/")[1].split("/")[0])
            text = answers | {"number": number, "bank": "洪城银行南昌分行", "rest": f"洪城银行南昌分行 {number}"}
            for box in field.locator("input:not([type=hidden]), textarea, select").all():
                kind, id = box.evaluate("b => b.tagName"), box.get_attribute("name") or ""
                if kind == "SELECT":
                    if not box.input_value():
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


def joins_at_desk(page, bank, case, look=None):
    """The bank finds the case at its desk, among what it is invited to."""
    stage.sign_in_citizen(page, bank, to="/institution?view=invited")
    expect(page.locator("main")).to_contain_text(case)
    if look:
        looking.look(page, look)
    page.locator("li", has_text=case).get_by_role("button", name=re.compile("^参加")).click()
    page.wait_for_url(f"**/cases/{case}")


def opens_as_notary(page, notary, told, unit, look):
    """The notary office asks the wizard at its desk, and opens the order for those whose money it is to hold."""
    stage.sign_in_citizen(page, notary, to="/institution")
    looking.look(page, f"{look}-desk")
    page.get_by_role("link", name=re.compile("^过户方式向导")).click()
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_role("button", name="继续").click()
    for answer in told:
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name=re.compile("^作为资金监管机构")).click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    moved(page, "办理全景")
    looking.look(page, f"{look}-opened")
    return page.url.rsplit("/", 1)[1]


def joins_as_named(page, person, case, look=None):
    """Whoever the filed contract names finds the order on their own list."""
    stage.sign_in_citizen(page, person, to="/my")
    page.get_by_role("link", name="去看看").click()
    expect(page.locator("main")).to_contain_text("等您参加")
    if look:
        looking.look(page, look)
    page.locator("li", has_text=case).get_by_role("button", name=re.compile("^参加")).click()
    page.wait_for_url(f"**/cases/{case}")


def pay_fee(page, case):
    moved(page, "请缴纳登记费", 30000)
    page.get_by_role("link", name="去缴费").click()
    page.get_by_role("button", name="确认支付").click()
    page.goto(f"/cases/{case}")


def decide(city, browser, case, officials):
    """One examiner, or two where the catalogue wants two persons."""
    for name in officials:
        page = city.page(browser)
        stage.sign_in_official(page, name, to=f"/office/cases/{case}")
        stage.shot(page, f"orders-office-{case}-{name}")
        page.get_by_role("button", name=re.compile("^通过")).click()
        page.wait_for_load_state()
        page.context.close()


def finished(pages, timeout=90000):
    for page in pages:
        expect(page.locator("main")).to_contain_text("已办结", timeout=timeout)
