"""Case 1 in a real browser, phone size: from the home page to a certificate whose QR page proves itself.

Starts both programs on free ports with a small city, walks the journey, checks the PDF's signature and the register's audit.
"""
import glob, os, re, shutil, subprocess, time

import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright, expect

import stage
from stage import SHOTS


def code(pdf, home):
    """What the QR code on the printed certificate says."""
    subprocess.run(["pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-gray", "-png", pdf, f"{home}/sheet"], check=True)
    (image,) = glob.glob(f"{home}/sheet*.png")
    found = zxingcpp.read_barcodes(Image.open(image))
    assert len(found) == 1, found
    return found[0].text


def check_offline(city, home, pdf, number):
    """The file and the printed code prove themselves with the log's key, no server asked."""
    key = city.dengbu("key", "log", "--data", city.data).strip()
    open(f"{home}/seal.pem", "w").write(city.dengbu("key", "chain", "--data", city.data))
    said = city.dengbu("verify", "certificate", pdf, "--key", key, "--seal", f"{home}/seal.pem")
    assert number in said and "the pages show what the entry commits to" in said, said
    text = code(pdf, home)
    assert number in city.dengbu("verify", "code", text, "--key", key)
    listed = subprocess.run(["pdfdetach", "-list", pdf], capture_output=True, text=True).stdout
    assert "registration.tlog-proof" in listed and "disclosure.json" in listed, listed
    damaged = bytearray(open(pdf, "rb").read())
    at = damaged.index(b"disclosure.json")
    damaged[at] ^= 1
    open(f"{home}/damaged.pdf", "wb").write(damaged)
    refused = subprocess.run([f"{stage.BIN}/dengbu", "verify", "certificate", f"{home}/damaged.pdf", "--key", key], capture_output=True, text=True)
    assert refused.returncode == 1 and "NOT VERIFIED" in refused.stdout, refused


def main():
    with stage.open_city() as city, sync_playwright() as play:
        origin, buyer, home = city.origin, city.demos[0], city.home
        browser = stage.chromium(play)
        page = city.page(browser, phone=True)
        context = page.context

        def shot(name):
            stage.shot(page, name)

        page.goto(origin)
        expect(page.get_by_role("heading", level=1)).to_contain_text("不动产登记")
        shot("1-home")
        page.get_by_label("搜索服务").fill("办房产证")
        page.get_by_role("button", name="搜索").click()
        page.locator("a.card", has_text="新房自助办证").first.click()
        shot("2-service")
        page.get_by_role("link", name="开始办理").click()
        shot("3-sign-in")
        page.get_by_role("link", name=re.compile("统一身份认证")).click()
        page.get_by_label("身份证号").fill(buyer["identityNumber"])
        page.get_by_label("密码或验证码").fill(buyer["identityNumber"][-6:])
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("请选择要办理的不动产")
        shot("4-pick")
        page.get_by_role("button", name="选择").first.click()
        expect(page.locator("main")).to_contain_text("住房和城乡建设局")
        shot("5-materials")
        page.get_by_role("link", name="下一步：核对并签署").click()
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_label("姓名").fill(buyer["name"])
        shot("6-sign")
        page.get_by_role("button", name="签署并提交").click()
        expect(page.locator("main")).to_contain_text("请缴纳登记费")
        shot("7-pay")
        page.get_by_role("link", name="去缴费").click()
        page.get_by_role("button", name="确认支付").click()
        expect(page.locator(".certificate")).to_be_visible(timeout=15000)
        expect(page.locator("main")).to_contain_text("已办结")
        shot("8-done")
        number = page.locator(".certificate .number").inner_text()
        assert re.fullmatch(r"赣\(\d{4}\)南昌市不动产权第\d{7}号", number), number

        answer = context.request.get(origin + page.get_by_role("link", name="下载电子证书").get_attribute("href"))
        assert answer.ok and answer.body().startswith(b"%PDF"), answer.status
        pdf = f"{home}/certificate.pdf"
        open(pdf, "wb").write(answer.body())
        verdict = subprocess.run(["pdfsig", pdf], capture_output=True, text=True).stdout
        assert "Signature is Valid" in verdict, verdict
        check_offline(city, home, pdf, number)
        if SHOTS:
            shutil.copy(pdf, f"{SHOTS}/certificate.pdf")

        page.get_by_role("link", name="查验并核对存证").click()
        expect(page.locator("[data-proof]")).to_contain_text("登记簿确有此登记", timeout=10000)
        expect(page.locator("[data-proof]")).to_contain_text("其间没有删改")
        # What the printed code holds opens the same page, which verifies the proof behind the # by itself.
        address, proof = code(pdf, home).split("#")
        assert address == page.url, (address, page.url)
        scanned = city.page(browser, phone=True)
        asked = []
        scanned.on("request", lambda request: asked.append(request.url))
        scanned.goto(f"{address}#{proof}")
        expect(scanned.locator("[data-proof]")).to_contain_text("二维码中的证明有效", timeout=10000)
        expect(scanned.locator("[data-proof]")).to_contain_text("登记簿确有此登记", timeout=10000)
        assert not any(proof[:40] in url.split("#")[0] for url in asked), "the proof left the browser"
        stage.shot(scanned, "9-scanned")
        scanned.goto("about:blank")
        scanned.goto(f"{address}#{proof[:200]}{(int(proof[200]) + 1) % 10}{proof[201:]}")
        expect(scanned.locator("[data-proof]")).to_contain_text("没有验证成功", timeout=10000)
        shot("9-check")
        # Anybody may look, without signing in; nobody is named.
        stranger = browser.new_context()
        other = stranger.new_page()
        other.goto(page.url)
        expect(other.locator("main")).to_contain_text("证书有效")
        assert buyer["name"] not in other.content()
        refused = stranger.request.get(f"{origin}/certificates/{page.url.rsplit('/', 1)[1]}.pdf", max_redirects=0)
        assert refused.status in (302, 303, 401), refused.status
        other.get_by_role("link", name="查看并核对从首次登记起的全部记录").click()
        expect(other.locator("[data-chain]")).to_contain_text("登记历史完整", timeout=10000)
        expect(other.locator("[data-leaf]")).to_have_count(2)
        assert buyer["name"] not in other.content()
        stage.shot(other, "9-history")
        page.goto(f"{origin}/my")
        expect(page.locator("main")).to_contain_text(number)
        shot("10-my")
        # The holder shows where the home is, and neither who holds it nor what it cost.
        page.get_by_role("link", name=re.compile("出示部分内容")).first.click()
        page.get_by_label(re.compile("坐落")).check()
        shot("11-show")
        with page.expect_download() as download:
            page.get_by_role("button", name="下载出示文件").click()
        shown = f"{home}/shown.json"
        download.value.save_as(shown)
        assert "location" in open(shown).read() and buyer["name"] not in open(shown).read()
        key = city.dengbu("key", "log", "--data", city.data).strip()
        said = city.dengbu("verify", "disclosure", shown, "--key", key)
        assert number in said and "location: " in said and "holders" not in said, said
        assert not city.problems, city.problems
        browser.close()

        wanted = {"housing", "tax", "water", "power", "gas", "television", "upper-registry", "sms"}
        for _ in range(50):
            if wanted <= {item["department"] for item in city.told()}:
                break
            time.sleep(0.1)
        assert wanted <= {item["department"] for item in city.told()}, city.told()
        city.verify()
    print("journey: 1 passed, 0 failed")


main()
