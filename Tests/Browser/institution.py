"""A lender at its own desk: what waits for it, its mortgages, applications by table, call-backs to a system of its own that checks every
signature; by page and over the API, under axe, on a phone and on a desk.
"""
import base64, http.server, json, re, threading, time, urllib.parse, uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import sync_playwright, expect

import apicaller, looking, stage
from apisteps import signed_in, until


class Listener:
    """The lender's system: keeps what comes, answers tests with their challenge, and everything else as it is told to."""

    def __init__(self):
        self.heard, self.status = [], 200
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                listener.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                test = json.loads(body)["type"] == "callback.test"
                self.send_response(200 if test else listener.status)
                self.end_headers()
                self.wfile.write(body if test else b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/dengbu"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, kind):
        return [(headers, json.loads(body)["data"]) for headers, body in self.heard if json.loads(body)["type"] == kind]

    def check(self, keys):
        """Everything that came is signed by the registry over id, time and body."""
        assert self.heard
        for headers, body in self.heard:
            key = next(k for k in keys if k["id"] == headers["dengbu-key-id"])
            assert base64.b64decode(key["webhook_key"].removeprefix("whpk_")).hex() == key["key"]
            version, signature = headers["webhook-signature"].split(",", 1)
            assert version == "v1a" and abs(time.time() - int(headers["webhook-timestamp"])) < 300
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["key"])).verify(base64.b64decode(signature), signed)


def callbacks(city, bank, listener):
    """An address is added, proves itself, and can be looked at."""
    bank.goto("/institution/callbacks")
    looking.look(bank, "i-callbacks-empty")
    bank.get_by_label("网址").fill("http://10.0.0.1/x")
    bank.get_by_role("button", name="登记并发送测试").click()
    expect(bank.locator("[role=alert]")).to_contain_text("内部网络")
    looking.look(bank, "i-callbacks-error")
    bank.get_by_label("网址").fill(listener.url)
    bank.get_by_role("button", name="登记并发送测试").click()
    bank.wait_for_url(re.compile(r"/institution/callbacks/ep_"))
    place = bank.url
    until(lambda: listener.of("callback.test"))
    for _ in range(40):
        bank.goto(place)
        if bank.get_by_text("使用中").count():
            break
        time.sleep(0.25)
    expect(bank.locator("main")).to_contain_text("使用中")
    looking.look(bank, "i-callback")
    stage.shot(bank, "institution-callback")
    return place


def batches(city, bank, units):
    """A table with faults is refused with every cell; one without becomes cases."""
    bank.goto("/institution/batches")
    looking.look(bank, "i-batches")
    bank.get_by_role("link", name=re.compile("批量抵押登记")).click()
    looking.look(bank, "i-batch-form")
    template = bank.request.get(bank.get_by_role("link", name="下载模板").get_attribute("href"))
    heading = template.text().lstrip("\ufeff").strip().split(",")
    assert heading[:2] == ["业务编号", "不动产单元号"], heading
    good = {"抵押方式": "一般抵押", "被担保的债权数额（最高债权额）": "300000.00", "债务履行期限（债权确定期间）起": "2026-11-23", "债务履行期限（债权确定期间）止": "2046/11/22",
            "担保范围": "主债权及其利息", "是否存在禁止或限制转让抵押不动产的约定？": "否"}

    def table(rows):
        lines = [",".join(heading)]
        for number, unit, change in rows:
            cells = {"业务编号": number, "不动产单元号": unit, **good, **change}
            lines.append(",".join(cells.get(name, "") for name in heading))
        return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()

    def send(number, content):
        bank.get_by_label("批次编号").fill(number)
        bank.get_by_label("申请表格（CSV）").set_input_files({"name": "表.csv", "mimeType": "text/csv", "buffer": content})
        bank.locator("main").get_by_role("button", name=re.compile("提交$")).click()

    send("PL-1", table([("L-1", units[0], {}), ("L-1", "123", {"抵押方式": "别的"})]))
    expect(bank.locator("[role=alert]")).to_contain_text("第3行 A列（业务编号）")
    expect(bank.locator("[role=alert]")).to_contain_text("第3行 B列（不动产单元号）")
    looking.look(bank, "i-batch-faults")
    stage.shot(bank, "institution-batch-faults")
    missing = units[0][:-4] + "9999"
    content = table([("L-1", units[0], {}), ("L-2", missing, {})])
    send("PL-1", content)
    bank.wait_for_url(re.compile(r"/institution/batches/b"))
    expect(bank.locator("main")).to_contain_text("处理完毕，有1行没有受理", timeout=20000)
    looking.look(bank, "i-batch")
    stage.shot(bank, "institution-batch")
    case = bank.locator("tbody a").first.inner_text()
    results = bank.request.get(bank.get_by_role("link", name="下载结果").get_attribute("href")).text()
    assert "L-1" in results and case in results and "登记簿中没有不动产单元" in results, results
    # The same again is the same batch.
    place = bank.url
    bank.goto("/institution/new-batch?service=mortgage.first")
    send("PL-1", content)
    bank.wait_for_url(place)
    bank.goto(f"/cases/{case}")
    expect(bank.locator("main")).to_contain_text("300,000.00" if bank.get_by_text("300,000.00").count() else "抵押登记")
    return case, content


def by_program(city, contract, bank, listener, place, case, content):
    """The same over the API, with the institution's own key."""
    system = apicaller.Institution("hongcheng-desk")
    pem = f"{city.home}/desk.pem"
    open(pem, "w").write(system.public_pem())
    city.dengbu("client", "add", system.client, "--data", city.data, "--name", bank["name"], "--credit-code", bank["creditCode"], "--key", pem, "--role", "bank")
    caller = apicaller.Caller(city.origin, contract)
    caller.token = system.sign_in(caller, system.assertion(f"{city.origin}/api/v1/token")).json["access_token"]
    root = "/api/v1/institution"
    todo = caller.get(f"{root}/cases?view=todo&limit=1").json
    assert todo["items"] and todo["items"][0]["task"] == "sign" and todo["items"][0]["roles"] == ["mortgagee"], todo
    every = {item["id"] for item in caller.get(f"{root}/cases?view=open&limit=100").json["items"]}
    assert case in every
    assert caller.get(f"{root}/cases?view=nothing").status == 422
    mortgages = caller.get(f"{root}/mortgages?limit=2").json["items"]
    if mortgages:
        assert caller.get(f"{root}/mortgages?q={urllib.parse.quote(mortgages[0]['unit'])}").json["items"][0]["entry"] == mortgages[0]["entry"]
    assert caller.get(f"{root}/cases?view=invited").json["items"] == [] and caller.get(f"{root}/cases?view=ended").status == 200

    def take(number, table, service="mortgage.first"):
        return caller.send("POST", f"{root}/batches", parts={"service": service, "number": number, "table": ("表.csv", "text/csv", table)})

    same = take("PL-1", content)
    assert same.status == 201 and same.json["rows"] == 2 and same.json["failed"] == 1, same
    assert take("PL-1", content + b"L-9,x\r\n").code == "batch-number-reused"
    known = take("PL-2", content)
    assert known.status == 422 and [error["field"] for error in known.json["errors"]] == ["2"], known
    assert take("PL-3", content, "transfer.existing.sale").code == "not-for-batches"
    assert [batch["number"] for batch in caller.get(f"{root}/batches").json["items"]] == ["PL-1"]
    rows = caller.get(f"{root}/batches/{same.json['id']}/rows?limit=1").json
    assert rows["items"][0]["case"] == case and rows["next"], rows
    assert caller.get(f"{root}/batches/{same.json['id']}/rows?state=failed").json["items"][0]["reference"] == "L-2"
    assert caller.get(f"{root}/batches/{same.json['id']}").json["ended_at"] and caller.get(f"{root}/batches/none").code == "unknown-batch"

    endpoint = place.rsplit("/", 1)[1]
    assert caller.get(f"{root}/callbacks").json["items"][0]["id"] == endpoint
    assert caller.post(f"{root}/callbacks", {"url": "https://169.254.169.254/latest"}).code == "callback-address"
    assert caller.post(f"{root}/callbacks", {"url": listener.url}).code == "callback-known"
    deliveries = caller.get(f"{root}/callbacks/{endpoint}/deliveries?state=done&limit=100").json["items"]
    assert {"callback.test", "case.changed", "batch.ended"} <= {item["type"] for item in deliveries}, deliveries
    # One that the receiver doesn't take waits and comes again; by hand it comes at once, under its own id.
    listener.status = 500
    opened = caller.post(f"/api/v1/cases/{case}/withdraw", {"reason": "演练"})
    assert opened.status == 200, opened
    until(lambda: [d for d in caller.get(f"{root}/callbacks/{endpoint}/deliveries?state=waiting").json["items"] if d.get("status") == 500])
    listener.status = 200
    until(lambda: not caller.get(f"{root}/callbacks/{endpoint}/deliveries?state=waiting").json["items"], 40)
    last = next(d for d in caller.get(f"{root}/callbacks/{endpoint}/deliveries").json["items"] if d["type"] == "case.changed")
    before = len([1 for headers, _ in listener.of("case.changed") if headers["webhook-id"] == last["event"]])
    assert caller.post(f"{root}/callbacks/{endpoint}/replay", {"event": last["event"]}).json["events"] == 1
    until(lambda: len([1 for headers, _ in listener.of("case.changed") if headers["webhook-id"] == last["event"]]) == before + 1)
    assert caller.post(f"{root}/callbacks/{endpoint}/off").json["state"] == "off"
    assert caller.post(f"{root}/callbacks/{endpoint}/replay", {}).code == "callback-not-on"
    assert caller.post(f"{root}/callbacks/{endpoint}/prove").json["state"] == "unproved"
    until(lambda: caller.get(f"{root}/callbacks/{endpoint}").json["state"] == "on")
    more = caller.post(f"{root}/callbacks", {"url": listener.url + "/2"}, key=str(uuid.uuid4()))
    assert more.status == 201, more
    assert caller.send("DELETE", f"{root}/callbacks/{more.json['id']}").status == 200
    assert caller.get(f"{root}/callbacks/{more.json['id']}").code == "unknown-callback"
    listener.check(apicaller.Caller(city.origin, contract).get(f"{root}/callback-keys").json["keys"])
    # Nobody else has a desk.
    stranger = signed_in(city, contract, city.demos[0])
    for path in ("cases", "mortgages", "batches", "callbacks"):
        assert stranger.get(f"{root}/{path}").status == 403, path


def main():
    listener = Listener()
    # Call-backs to this machine are development's.
    with stage.open_city(serve=["--development"]) as city, sync_playwright() as play:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        browser = stage.chromium(play)
        lender = city.demo("贷款机构")
        holder = next(demo for demo in city.demos if "名下已有房屋" in demo["story"] and not demo.get("creditCode"))
        unit = signed_in(city, contract, holder).get("/api/v1/my/property").json["items"][0]["facts"]["unit"]
        bank = city.page(browser)
        stage.sign_in_citizen(bank, lender, to="/institution")
        looking.look(bank, "i-desk-empty")
        place = callbacks(city, bank, listener)
        case, content = batches(city, bank, [unit])
        changed = listener.of("case.changed")
        assert case in {data["case"] for _, data in changed} and lender["name"] not in json.dumps(changed, ensure_ascii=False), changed
        bank.goto("/institution")
        expect(bank.locator("main")).to_contain_text("填写、核对并签署")
        looking.look(bank, "i-desk")
        stage.shot(bank, "institution-desk")
        bank.goto("/institution/mortgages")
        looking.look(bank, "i-mortgages")
        stage.shot(bank, "institution-mortgages")
        phone = city.page(browser, phone=True)
        stage.sign_in_citizen(phone, lender, to="/institution")
        stage.shot(phone, "institution-desk-phone")
        by_program(city, contract, lender, listener, place, case, content)
        bank.goto(place)
        looking.look(bank, "i-callback-log")
        stage.shot(bank, "institution-callback-log")
        refusals = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not refusals, refusals
        browser.close()
        city.verify()
    print(f"institution: desk, mortgages, batches, {len(listener.heard)} call-backs checked")


main()
