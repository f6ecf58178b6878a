"""Officials at work in a real browser: the queue, a case on one screen with its keys, claims, verdicts, and looking into the register."""
import re, sys

from playwright.sync_api import sync_playwright, expect

import stage


def submit_case(city, browser, person, service="transfer.presold.by-buyer"):
    """A citizen hands a case in; returns its number."""
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


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        case = submit_case(city, browser, city.demo("法院查封"))
        page = city.page(browser)
        stage.sign_in_official(page, "shenhe")
        expect(page.locator("table.queue")).to_contain_text(case)
        stage.shot(page, "office-queue")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/office/cases/"))
        expect(page.locator("main")).to_contain_text("登簿前后对照")
        stage.shot(page, "office-case")
        page.keyboard.press("?")
        expect(page.locator("dialog#keys")).to_be_visible()
        page.screenshot(path="/tmp/keys.png")
        page.keyboard.press("?")
        expect(page.locator("dialog#keys")).to_be_hidden()
        page.keyboard.press("c")
        expect(page.locator("main")).to_contain_text("您已领取此件")
        assert not city.problems, city.problems


main()
