"""A bank and an owner register a mortgage together, each at their own browser; and everything that may be wrong with a file.
"""
import http.client, re, urllib.parse

from playwright.sync_api import sync_playwright, expect

import stage

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def token(page):
    return page.locator("input[name=_token]").first.get_attribute("value")


def send(page, path, name, content, kind="application/pdf", proof=True):
    """A file as another program would send it: whatever name and type it likes."""
    parts = {"_token": token(page)} if proof else {}
    parts["file"] = {"name": name, "mimeType": kind, "buffer": content}
    return page.request.post(path, multipart=parts, headers={"Origin": "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(page.url))}, max_redirects=0)


def choose(page, role, then):
    """In which role, and on what."""
    page.get_by_label(role, exact=False).first.check()
    page.get_by_role("button", name="继续").first.click()
    then()


def answer_questions(page):
    page.get_by_role("link", name="回答问题").click()
    answers = {"debtor-id": "", "kind": "一般抵押", "amount": "1000000.00", "from": "2026-11-23", "until": "2046-11-22", "scope": "主债权及其利息、违约金和实现抵押权的费用", "transfer-ban": "否", "contract-number": "HC-2026-0001", "notice": ""}
    for field, value in answers.items():
        page.wait_for_url(re.compile(f"/questions/{field}"))
        place = page.locator(f"[name={field}]")
        if place.first.get_attribute("type") == "radio":
            page.locator("label.choice", has_text=value).first.click()
        elif place.first.get_attribute("type") != "hidden":
            place.first.fill(value)
        page.get_by_role("button", name=re.compile("^保存")).click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))


def sign(page, case, name):
    page.goto(f"/cases/{case}/sign")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("键入姓名").fill(name)
    page.locator("main").get_by_role("button", name=re.compile("^签署")).click()


def hostile(bank, owner, stranger, case):
    """Nothing of this gets into the case."""
    path = f"/cases/{case}/materials/loan-contract"
    for name, content, kind, words in [
        ("合同.pdf", b"<html><script>alert(1)</script>", "application/pdf", "内容却是"), ("合同.pdf", b"MZ\x90\x00" + b"\0" * 600, "application/pdf", "可执行程序"),
        ("合同.png", PDF, "image/png", "内容却是"), ("照片.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20, "image/png", "不能上传"), ("空.pdf", b"", "application/pdf", "空"),
        ("合同.ofd", b"PK\x03\x04" + b"\0" * 22 + b"\x13\0\0\0[Content_Types].xml" + b"\0" * 99, "application/ofd", "内容却是"),
    ]:
        answer = send(bank, path, name, content, kind)
        assert answer.status == 422 and words in answer.text(), (name, words, answer.status, re.sub("<[^>]+>", " ", answer.text())[:400])
    # Larger than any request may be: refused by what it announces, before a byte is read.
    site = urllib.parse.urlsplit(bank.url)
    connection = http.client.HTTPConnection(site.hostname, site.port, timeout=20)
    connection.putrequest("POST", path)
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in bank.context.cookies())
    for header, value in [("Cookie", cookies), ("Content-Type", "multipart/form-data; boundary=b"), ("Content-Length", str(200 * 1024 * 1024))]:
        connection.putheader(header, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert send(bank, path, "合同.pdf", PDF, proof=False).status == 403
    assert send(bank, f"/cases/{case}/materials/identity", "证件.pdf", PDF).status == 404
    odd = send(bank, f"/cases/{case}/materials/..%2f..%2fetc", "x.pdf", PDF).status
    assert odd in (400, 404), odd
    assert send(stranger, path, "合同.pdf", PDF).status == 404
    bank.reload()
    expect(bank.get_by_role("button", name=re.compile("^移除"))).to_have_count(0)
    # A name like a path is only ever a name.
    assert send(bank, path, "../../../etc/passwd.pdf", PDF).status == 303
    bank.reload()
    link = bank.locator("#uploads a").first
    assert ".." not in link.inner_text() and "/" not in link.inner_text(), link.inner_text()
    href = link.get_attribute("href")
    mine = bank.request.get(href)
    assert mine.body() == PDF and "attachment" in mine.headers["content-disposition"] and "sandbox" in mine.headers["content-security-policy"]
    assert mine.headers["x-content-type-options"] == "nosniff"
    assert owner.request.get(href).body() == PDF
    assert stranger.request.get(href).status == 404
    # Only whoever uploaded it may take it back.
    assert owner.request.post(href + "/remove", form={"_token": token(owner)}, max_redirects=0).status == 422
    bank.get_by_role("button", name=re.compile("^移除")).first.click()
    expect(bank.locator("#uploads")).not_to_contain_text("passwd")
    assert bank.request.get(href).status == 404


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        lender, holder = city.demo("贷款机构"), city.demo("抵押")
        holder = next(demo for demo in city.demos if "抵押" in demo["story"] and not demo.get("creditCode"))
        owner = city.page(browser, phone=True)
        stage.sign_in_citizen(owner, holder, to="/my")
        unit = re.search(r"/my/property/(\w+)", owner.content()).group(1)
        stranger = city.page(browser)
        stage.sign_in_citizen(stranger, city.demos[0], to="/my/cases")

        bank = city.page(browser)
        stage.sign_in_citizen(bank, lender, to="/apply/mortgage.first")
        assert "bank" in bank.request.get("/api/v1/session").json()["roles"]

        def by_code():
            bank.get_by_label("不动产单元号").fill(unit)
            bank.get_by_role("button", name="继续").last.click()

        choose(bank, "抵押权人", by_code)
        bank.wait_for_url(re.compile(r"/cases/\d+$"))
        case = bank.url.rsplit("/", 1)[1]
        owner.goto("/apply/mortgage.first")
        def own():
            owner.get_by_role("checkbox").first.check()
            owner.get_by_role("button", name="继续").last.click()

        choose(owner, "抵押人", own)
        owner.wait_for_url(re.compile(rf"/cases/{case}$"))
        answer_questions(bank)
        expect(bank.locator("ol.todo")).to_contain_text("还差2份")
        stage.shot(bank, "mortgage-1-wanted")

        # Without the files nothing goes in, whoever signs.
        sign(bank, case, lender["name"])
        sign(owner, case, holder["name"])
        expect(owner.locator("main")).to_contain_text("还没有上传“主债权合同”")
        bank.goto(f"/cases/{case}")
        hostile(bank, owner, stranger, case)

        for material, name in [("主债权合同", "借款合同.pdf"), ("抵押合同", "抵押合同.pdf")]:
            # The page listens to its case and draws itself once more; whoever chooses a file comes after that.
            with bank.expect_response(re.compile("/progress$")):
                bank.goto(f"/cases/{case}")
            bank.wait_for_timeout(300)
            box = bank.locator(".material", has=bank.get_by_role("heading", name=material, exact=True))
            box.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()})
            box.get_by_role("button", name=re.compile("^上传")).click()
            expect(bank.locator("#uploads")).to_contain_text(name)
        expect(bank.locator("ol.todo")).to_contain_text("已齐全")
        stage.shot(bank, "mortgage-2-uploaded")
        owner.goto(f"/cases/{case}")
        stage.shot(owner, "mortgage-2-uploaded-phone")

        sign(bank, case, lender["name"])
        sign(owner, case, holder["name"])
        expect(owner.locator("main")).to_contain_text("请缴纳登记费")
        bank.goto(f"/cases/{case}")
        expect(bank.locator("main")).to_contain_text("材料不能再更换")
        bank.get_by_role("link", name="去缴费").click()
        bank.get_by_role("button", name="确认支付").click()
        expect(bank.locator("main")).to_contain_text("审核", timeout=15000)

        examiner = city.page(browser)
        stage.sign_in_official(examiner, "shenhe", to=f"/office/cases/{case}")
        link = examiner.get_by_role("link", name="借款合同.pdf")
        stage.shot(examiner, "mortgage-3-office")
        file = examiner.request.get(link.get_attribute("href"))
        assert file.body() == PDF + "借款合同.pdf".encode()
        examiner.get_by_role("button", name=re.compile("^通过")).click()
        # Who opened it is told to whom it may concern.
        owner.goto("/my/looks")
        expect(owner.locator("main")).to_contain_text("提交的材料")

        bank.goto(f"/cases/{case}")
        expect(bank.locator(".certificate").first).to_be_visible(timeout=20000)
        expect(bank.locator(".certificate").first).to_contain_text("不动产证明")
        stage.shot(bank, "mortgage-4-done")
        paper = bank.request.get(bank.get_by_role("link", name=re.compile("下载电子")).first.get_attribute("href"))
        assert paper.ok and paper.body().startswith(b"%PDF"), paper.status
        owner.goto(f"/my/property/{unit}")
        expect(owner.locator("main")).to_contain_text("抵押")
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("mortgage: 1 passed, 0 failed")


main()
