"""The stage of every browser test: both programs on free ports, a small city, accounts for the officials, and ways to sign in.

    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        page = city.page(browser, phone=True)
        stage.sign_in_citizen(page, city.demos[0])
        stage.sign_in_official(city.page(browser), "shenhe")

Pages are made with the site's address as their base, so that tests write `page.goto("/office/queue")`.
Everything that was started is ended and everything that was written is removed when the block is left.
Set DENGBU_BIN to the folder of the programs, DENGBU_SHOTS to a folder for pictures.
"""
import contextlib, json, os, re, shutil, socket, subprocess, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("DENGBU_BIN", os.path.join(ROOT, ".build/debug"))
SHOTS = os.environ.get("DENGBU_SHOTS")
PASSWORD = "Dengbu-demo-2026"
# Name, name shown, roles; officials belong to the office `nanchang`. The same as the demo accounts of `./run`.
ACCOUNTS = [
    ("shouli", "张受理", "clerk"), ("shenhe", "李审核", "examiner"), ("fushen", "王复审", "examiner"), ("dengji", "赵登簿", "registrar"),
    ("xitong", "系统管理员", "systemAdministrator"), ("anquan", "安全管理员", "securityAdministrator"), ("shenji", "审计管理员", "auditAdministrator"),
]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def chromium(play):
    """Debian's Chromium without the parts that a window needs, which takes a third less of the processor; else the one that Playwright installed."""
    path = "/usr/bin/chromium-headless-shell"
    return play.chromium.launch(executable_path=path if os.path.exists(path) else None, args=["--no-sandbox"])


class City:
    """A running registry with its departments."""

    def __init__(self, units, seed, accounts, serve=(), between=None):
        self.home = tempfile.mkdtemp(prefix="dengbu-stage-")
        self.data, self.departments_data = f"{self.home}/data", f"{self.home}/departments"
        os.makedirs(self.data), os.makedirs(self.departments_data)
        self.processes = []
        self.problems = []
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        self.dengbu("load", "--data", self.data, "--units", str(units), "--seed", str(seed))
        for name, shown, roles in accounts:
            office = ["--office", "nanchang"] if roles in ("clerk", "examiner", "registrar") else []
            self.dengbu("user", "add", name, "--data", self.data, "--name", shown, "--roles", roles, *office, stdin=PASSWORD + "\n")
        departments = self.start(
            f"{BIN}/departments", "serve", "--port", "0", "--port-file", f"{self.home}/departments.port", "--data", self.departments_data,
            "--city", f"{self.data}/city.jsonl", "--registry-url", self.origin, "--registry-key", f"{self.data}/registry-key.json",
            log="departments.log")
        self.departments = f"http://127.0.0.1:{self.wait_for('departments.port', departments)}"
        directory = json.loads(get(f"{self.departments}/directory.json"))
        if between:
            between(self, directory)
        with open(f"{self.data}/departments.json", "w") as file:
            json.dump(directory, file)
        self.server = self.start(
            f"{BIN}/dengbu", "serve", "--data", self.data, "--port", str(port), "--port-file", f"{self.home}/port", "--origin", self.origin,
            "--identity-secret", f"{self.departments_data}/client-secret", *serve, log="serve.log")
        self.wait_for("port", self.server)
        self.demos = json.loads(get(f"{self.departments}/control/demos.json"))

    def dengbu(self, *arguments, stdin=None):
        """Runs one command to its end; its output is shown where it fails."""
        done = subprocess.run([f"{BIN}/dengbu", *arguments], cwd=ROOT, input=stdin, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"dengbu {arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *command, log):
        process = subprocess.Popen(command, stdout=open(f"{self.home}/{log}", "w"), stderr=subprocess.STDOUT, cwd=ROOT)
        self.processes.append(process)
        return process

    def wait_for(self, name, process):
        path = f"{self.home}/{name}"
        for _ in range(600):
            if os.path.exists(path) and open(path).read().strip():
                return open(path).read().strip()
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"{process.args[0]} did not start:\n{self.log('serve.log')}{self.log('departments.log')}")

    def log(self, name):
        path = f"{self.home}/{name}"
        return open(path, errors="replace").read() if os.path.exists(path) else ""

    def demo(self, words):
        """The first suggested person or enterprise whose story has these words."""
        for demo in self.demos:
            if words in demo["story"]:
                return demo
        raise SystemExit(f"no demo with {words!r}: {[demo['story'] for demo in self.demos]}")

    def told(self):
        """What the registry has pushed to the departments."""
        return json.loads(get(f"{self.departments}/control/told.json"))

    def fault(self, department, kind, **more):
        """Makes a department fail: slow, down, wrong, forged, replayed, duplicate, lost, out-of-order, absent; None mends it."""
        url = f"{self.departments}/control/faults/{department}"
        body = None if kind is None else json.dumps({"kind": kind, **more}).encode()
        request = urllib.request.Request(url, data=body, method="DELETE" if kind is None else "PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def page(self, browser, phone=False, **options):
        """A page in a context of its own: nobody is signed in, and nothing moves by itself. Errors on the console and broken scripts are collected
        in `problems`."""
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        page = browser.new_context(viewport=size, locale="zh-CN", base_url=self.origin, reduced_motion="reduce", **options).new_page()
        page.on("console", lambda message: self.problems.append(f"{page.url}: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        return page

    def verify(self):
        """Stops the server and replays the register: raises if anything diverges."""
        self.server.terminate()
        self.server.wait(timeout=20)
        audit = subprocess.run([f"{BIN}/dengbu", "verify", "--quiet", "--data", self.data], cwd=ROOT, capture_output=True, text=True)
        assert audit.returncode == 0 and "clean" in audit.stdout, audit.stdout + audit.stderr

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.home, ignore_errors=True)


@contextlib.contextmanager
def open_city(units=120, seed=7, accounts=ACCOUNTS, serve=(), between=None):
    """`serve`: further flags of the server. `between(city, directory)` may put something between the registry and its departments."""
    city = City.__new__(City)
    city.processes, city.home = [], ""
    try:
        city.__init__(units, seed, accounts, serve, between)
        yield city
    finally:
        city.close()


def shot(page, name):
    """A picture of the whole page, where pictures are wanted."""
    if SHOTS:
        os.makedirs(SHOTS, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def sign_in_citizen(page, person, to="/my/cases"):
    """Through unified identity, as a person or an enterprise of the city. `to` is the page to go on to."""
    number = person.get("creditCode") or person["identityNumber"]
    page.goto(f"/sign-in?next={to}")
    page.get_by_role("link", name=re.compile("统一身份认证")).click()
    page.locator("input:not([type=hidden])").first.fill(number)
    page.get_by_label("密码或验证码").fill(number[-6:])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(re.escape(to)))


def sign_in_official(page, name, to=None, password=PASSWORD):
    """By user name and password; lands on the role's own first page unless `to` says otherwise."""
    page.goto("/sign-in/official" + (f"?next={to}" if to else ""))
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_out(page):
    page.locator("header").get_by_role("button", name=re.compile("退出")).click()
