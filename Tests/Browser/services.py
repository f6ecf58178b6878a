"""Services beyond sale and mortgage, from the first page to the proof: a right of residence, an advance notice, an objection; and how
the law's refusals read to whoever meets them. One phone and one desk in each.
"""
import re, subprocess, tempfile

from playwright.sync_api import sync_playwright, expect

import looking, stage

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def begin(page, service, role, subject=None):
    """Opens the service in a role, on one's own unit or on one given by its number."""
    page.goto(f"/services/{service}")
    page.goto(f"/apply/{service}" + (f"?role={role}" if role else ""))
    if subject:
        page.locator("summary", has_text="按不动产单元号").click() if not page.get_by_label("不动产单元号").is_visible() else None
        page.get_by_label("不动产单元号").fill(subject)
        page.get_by_role("button", name="继续").last.click()
    else:
        page.get_by_role("button", name=re.compile("^选择")).first.click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    return page.url.rsplit("/", 1)[1]


def answer(page, case, answers):
    """One question after the other, in the service's order."""
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name=re.compile("回答")).first.click()
    for field, value in answers.items():
        page.wait_for_url(re.compile(f"/questions/{field}$"))
        place = page.locator(f"[name={field}]")
        if place.first.get_attribute("type") == "radio":
            if value:
                page.locator("label.choice", has_text=value).first.click()
        elif place.first.get_attribute("type") != "hidden":
            place.first.fill(value)
        page.get_by_role("button", name=re.compile("^保存")).click()
    page.wait_for_url(re.compile(rf"/cases/{case}$"))


def upload(page, case, material):
    with page.expect_response(re.compile("/progress$")):
        page.goto(f"/cases/{case}")
    page.wait_for_timeout(300)
    box = page.locator(".material", has=page.get_by_role("heading", name=material, exact=True))
    box.locator("input[type=file]").set_input_files({"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PDF + material.encode()})
    box.get_by_role("button", name=re.compile("^上传")).click()
    expect(page.locator("#uploads")).to_contain_text("材料.pdf")


def sign(page, case, name):
    page.goto(f"/cases/{case}/sign")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("键入姓名").fill(name)
    page.locator("main").get_by_role("button", name=re.compile("^签署")).click()


def approve(city, browser, case):
    page = city.page(browser)
    stage.sign_in_official(page, "shenhe", to=f"/office/cases/{case}")
    stage.shot(page, f"services-office-{case}")
    page.get_by_role("button", name=re.compile("^通过")).click()
    page.context.close()


def proof(page, case, name, words):
    """The paper of a case that is done: it opens, and says what it has to say."""
    page.goto(f"/cases/{case}")
    expect(page.locator(".certificate").first).to_contain_text("不动产证明", timeout=20000)
    stage.shot(page, f"services-{name}-done")
    paper = page.request.get(page.get_by_role("link", name=re.compile("下载电子")).first.get_attribute("href"))
    assert paper.ok and paper.body().startswith(b"%PDF"), paper.status
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper.body())
        file.flush()
        text = "".join(subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, check=True).stdout.split())
        for word in words:
            assert word in text, f"{name}: {word} is not on the paper: {text[:600]}"
        if stage.SHOTS:
            subprocess.run(["pdftoppm", "-r", "60", "-png", "-singlefile", file.name, f"{stage.SHOTS}/services-{name}-paper"], check=True)


def residence(city, browser, owner, holder, other, resident):
    """The owner grants a right to live there; the resident, named by number, joins and signs."""
    case = begin(owner, "residence.first", "owner")
    # Before the resident has joined, the page says what is missing and by which law.
    main = owner.locator("main")
    expect(main).to_contain_text("居住权人还没有参加申请")
    expect(main).to_contain_text("《不动产登记暂行条例》第十四条")
    looking.look(owner, "services-residence-draft")
    answer(owner, case, {"resident-id": resident["identityNumber"], "ground": "居住权合同", "scope": "全部房屋", "from": "", "term": "终生居住", "paid": "否"})
    owner.goto(f"/cases/{case}/questions/resident-id")
    expect(owner.locator("main")).to_contain_text(f"证件号码尾号{resident['identityNumber'][-4:]}")
    assert resident["identityNumber"] not in owner.content()
    unit = re.search(r"/my/property/(\w+)", owner.request.get("/my").text()).group(1)
    # A stranger who knows the unit begins a draft of their own; only the named person joins this one.
    outsider = city.page(browser)
    stage.sign_in_citizen(outsider, city.demos[1], to="/my/cases")
    assert begin(outsider, "residence.first", "resident", unit) != case
    outsider.context.close()
    assert begin(other, "residence.first", "resident", unit) == case
    upload(owner, case, "居住权合同或者遗嘱")
    sign(owner, case, holder["name"])
    sign(other, case, resident["name"])
    approve(city, browser, case)
    proof(other, case, "residence", ["居住权", resident["name"], "全部房屋", "终生居住"])
    other.goto("/my")
    expect(other.locator("main")).to_contain_text("居住权人")
    return unit


def advance_notice(city, browser, owner, holder, other, buyer, unit):
    case = begin(owner, "notice.transfer", "seller")
    answer(owner, case, {"buyer-id": buyer["identityNumber"], "price": "1280000.00"})
    assert begin(other, "notice.transfer", "buyer", unit) == case
    upload(owner, case, "买卖合同")
    sign(owner, case, holder["name"])
    sign(other, case, buyer["name"])
    approve(city, browser, case)
    proof(other, case, "notice", ["预告登记", buyer["name"], holder["name"], "1,280,000.00元"])


def objection(city, browser, objector, person, owner, unit):
    # The owner can't object to their own entry: the sentence, the statute and the way out stand on the page.
    own = begin(owner, "objection.first", None, unit)
    answer(owner, own, {"matter": "面积登记有误"})
    main = owner.locator("main")
    for words in ("权利人不能对自己的登记申请异议登记。", "怎么办：请办理更正登记。", "依据：《民法典》第二百二十条"):
        expect(main).to_contain_text(words)
    looking.look(owner, "services-objection-own")

    case = begin(objector, "objection.first", None, unit)
    answer(objector, case, {"matter": "房屋由本人出资购买"})
    upload(objector, case, "证明与登记事项有利害关系和登记簿有错误的材料")
    sign(objector, case, person["name"])
    objector.get_by_role("link", name="去缴费").click()
    objector.get_by_role("button", name="确认支付").click()
    expect(objector.locator("main")).to_contain_text("审核", timeout=15000)
    approve(city, browser, case)
    proof(objector, case, "objection", ["异议登记", person["name"], "房屋由本人出资购买", "十五日"])


def register_page(owner, unit):
    """What the owner reads of the unit afterwards."""
    owner.goto(f"/my/property/{unit}")
    main = owner.locator("main")
    for words in ("居住权", "终生居住", "预告登记", "其他不动产买卖预告登记", "异议登记", "房屋由本人出资购买"):
        expect(main).to_contain_text(words)
    looking.look(owner, "services-register-page")


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        holder, other = city.demo("名下已有房屋"), city.demos[0]
        owner, second = city.page(browser, phone=True), city.page(browser)
        stage.sign_in_citizen(owner, holder)
        stage.sign_in_citizen(second, other)
        unit = residence(city, browser, owner, holder, second, other)
        print("services: residence done", flush=True)
        advance_notice(city, browser, owner, holder, second, other, unit)
        third = city.demos[2]
        objector = city.page(browser, phone=True)
        stage.sign_in_citizen(objector, third)
        objection(city, browser, objector, third, owner, unit)
        register_page(owner, unit)
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("services: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
