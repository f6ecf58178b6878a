"""A home is given away: the case waits for deed tax, which the one who gets it declares and pays at the bureau's own page; then it goes on
by itself to the certificate.
"""
import re

from playwright.sync_api import sync_playwright, expect

import services, stage


def declare(page, city, unit, matter, number, value):
    """At the tax bureau."""
    page.goto(f"{city.departments}/declare-tax")
    page.get_by_label("不动产单元号").fill(unit)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label(matter, exact=True).check()
    page.get_by_label("承受人", exact=False).fill(number)
    page.get_by_label("价值（元）", exact=True).fill(value)
    page.get_by_role("button", name="提交申报").click()


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        holder, other = city.demo("名下已有房屋"), city.demos[0]
        owner, second = city.page(browser, phone=True), city.page(browser)
        stage.sign_in_citizen(owner, holder, to="/my")
        stage.sign_in_citizen(second, other)
        unit = re.search(r"/my/property/(\w+)", owner.content()).group(1)
        case = services.begin(owner, "transfer.gift", "giver")
        services.answer(owner, case, {"taker-id": other["identityNumber"], "cause": "赠与", "form": ""})
        assert services.begin(second, "transfer.gift", "taker", unit) == case
        services.upload(owner, case, "赠与（互换）合同")
        owner.goto(f"/cases/{case}")
        expect(owner.locator("main")).to_contain_text("契税")
        # Between strangers a gift is taxed on its value (契税法 4): 3 % of 1,000,000 yuan.
        bureau = city.page(browser, phone=True)
        declare(bureau, city, unit, "赠与", other["identityNumber"], "1000000")
        expect(bureau.locator("main")).to_contain_text("30,000.00")
        bureau.get_by_role("button", name="确认缴税").click()
        expect(bureau.locator("main")).to_contain_text("凭证号")
        services.sign(owner, case, holder["name"])
        services.sign(second, case, other["name"])
        second.goto(f"/cases/{case}")
        second.get_by_role("link", name="去缴费").click(timeout=20000)
        second.get_by_role("button", name="确认支付").click()
        expect(second.locator("main")).to_contain_text("审核", timeout=20000)
        services.approve(city, browser, case)
        second.goto(f"/cases/{case}")
        expect(second.locator(".certificate").first).to_contain_text("不动产权", timeout=20000)
        second.goto("/my")
        assert unit in second.content(), "it is the other's now"
        # An heir by law is exempt (契税法 6(5)).
        declare(bureau, city, unit, "法定继承人继承", holder["identityNumber"], "1000000")
        expect(bureau.locator("main")).to_contain_text("第六条第一款第五项")
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("gift: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
