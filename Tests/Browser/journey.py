"""Case 1 in a real browser, phone size: from the home page to a certificate whose QR page proves itself.

Starts both programs on free ports with a small city, walks the journey, checks the PDF's signature and the register's audit.
"""
import json, os, re, shutil, subprocess, sys, tempfile, time, urllib.request

from playwright.sync_api import sync_playwright, expect

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("DENGBU_BIN", os.path.join(ROOT, ".build/debug"))
SHOTS = os.environ.get("DENGBU_SHOTS")
processes = []


def start(*command, log):
    process = subprocess.Popen(command, stdout=open(log, "w"), stderr=subprocess.STDOUT, cwd=ROOT)
    processes.append(process)
    return process


def wait_for(path, process, what):
    for _ in range(300):
        if os.path.exists(path) and open(path).read().strip():
            return open(path).read().strip()
        if process.poll() is not None:
            raise SystemExit(f"{what} did not start")
        time.sleep(0.05)
    raise SystemExit(f"{what} did not start in time")


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def free_port():
    import socket
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def main():
    home = tempfile.mkdtemp(prefix="dengbu-journey-")
    data, dep = f"{home}/data", f"{home}/dep"
    os.makedirs(data), os.makedirs(dep)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    subprocess.run([f"{BIN}/dengbu", "load", "--data", data, "--units", "120", "--seed", "7"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    departments = start(f"{BIN}/departments", "serve", "--port", "0", "--port-file", f"{home}/dep.port", "--data", dep, "--city", f"{data}/city.jsonl",
                        "--registry-url", origin, "--registry-key", f"{data}/registry-key.json", log=f"{home}/dep.log")
    played = f"http://127.0.0.1:{wait_for(f'{home}/dep.port', departments, 'departments')}"
    open(f"{data}/departments.json", "wb").write(get(f"{played}/directory.json"))
    server = start(f"{BIN}/dengbu", "serve", "--data", data, "--port", str(port), "--port-file", f"{home}/port", "--origin", origin,
                   "--identity-secret", f"{dep}/client-secret", log=f"{home}/serve.log")
    wait_for(f"{home}/port", server, "dengbu")
    demos = json.loads(get(f"{played}/control/demos.json"))
    buyer = demos[0]

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page = context.new_page()
        problems = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

        def shot(name):
            if SHOTS:
                os.makedirs(SHOTS, exist_ok=True)
                page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)

        page.goto(origin)
        expect(page.get_by_role("heading", level=1)).to_contain_text("不动产登记")
        shot("1-home")
        page.get_by_label("搜索服务").fill("办房产证")
        page.get_by_role("button", name="搜索").click()
        page.locator("a.card", has_text="全款购房人自行办理").first.click()
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
        page.get_by_role("link", name="下一步:核对并签署").click()
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
        if SHOTS:
            shutil.copy(pdf, f"{SHOTS}/certificate.pdf")

        page.get_by_role("link", name="查验并核对存证").click()
        expect(page.locator("[data-proof]")).to_contain_text("登记簿确有此登记", timeout=10000)
        shot("9-check")
        # Anybody may look, without signing in; nobody is named.
        stranger = browser.new_context()
        other = stranger.new_page()
        other.goto(page.url)
        expect(other.locator("main")).to_contain_text("证书有效")
        assert buyer["name"] not in other.content()
        refused = stranger.request.get(f"{origin}/certificates/{page.url.rsplit('/', 1)[1]}.pdf", max_redirects=0)
        assert refused.status in (302, 303, 401), refused.status
        page.goto(f"{origin}/my")
        expect(page.locator("main")).to_contain_text(number)
        shot("10-my")
        assert not problems, problems
        browser.close()

    told = json.loads(get(f"{played}/control/told.json"))
    for _ in range(50):
        told = json.loads(get(f"{played}/control/told.json"))
        if {"housing", "tax", "water", "power", "gas", "television", "upper-registry", "sms"} <= {item["department"] for item in told}:
            break
        time.sleep(0.1)
    assert {"housing", "tax", "water", "power", "gas", "television", "upper-registry", "sms"} <= {item["department"] for item in told}, told
    server.terminate()
    server.wait(timeout=20)
    audit = subprocess.run([f"{BIN}/dengbu", "verify", "--quiet", "--data", data], cwd=ROOT, capture_output=True, text=True)
    assert audit.returncode == 0 and "clean" in audit.stdout, audit.stdout + audit.stderr
    shutil.rmtree(home)
    print("journey: 1 passed, 0 failed")


try:
    main()
finally:
    for process in processes:
        if process.poll() is None:
            process.terminate()
