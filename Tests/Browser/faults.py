"""The fault matrix (docs/FAULTS.md) over HTTP, on SQLite and PostgreSQL: whatever a department does, the case waits and says for whom,
finishes when the fault is gone, and is never registered wrongly. And every refusal that a page can show.

Each row has a buyer, a home and a case of its own; its faults are about that home, person or case alone, so all rows run side by side.
"""
import concurrent.futures, json, os, re, sys, threading, time, urllib.parse, urllib.request

import buyer as citizen, engines, stage

SECURITY, HOUSING, TAX, PAYMENT = "public-security", "housing", "tax", "payment"
CHINESE = {SECURITY: "公安局", HOUSING: "住房和城乡建设局", TAX: "税务局", PAYMENT: "非税收入缴款平台"}
SILENT = "暂时没有回应，系统会自动重试"
DISTRUSTED = "未通过安全验证，系统没有采信"
DONE = "证书已经颁发"
OFFICIAL = "已转工作人员审核"
COURT = "南昌市中级人民法院"


class Row:
    """One line of the matrix."""

    def __init__(self, city, buyer):
        self.city, self.buyer, self.case = city, buyer, citizen.Case(city, buyer)

    def about(self, department):
        return {SECURITY: self.buyer["number"], PAYMENT: self.case.id}.get(department, self.buyer["unit"])

    def fault(self, department, kind, about=None, **more):
        body = json.dumps({"kind": kind, "about": about or self.about(department), **more}).encode()
        self.control("PUT", f"faults/{department}", body)

    def lift(self, department, about=None):
        self.control("DELETE", f"faults/{department}?about=" + urllib.parse.quote(about or self.about(department)))

    def control(self, method, path, body=b""):
        url = f"{self.city.departments}/control/{path}"
        urllib.request.urlopen(urllib.request.Request(url, data=None if method == "DELETE" else body, method=method), timeout=20).close()

    def tell(self, department):
        """The department tells the registry that what it had said no longer stands."""
        self.control("POST", f"contracts/{self.buyer['unit']}/tell" if department == HOUSING else f"receipts/{self.buyer['unit']}/tell")

    def owned(self):
        """Whether the register has the buyer as the owner: a certificate stands on the case's page."""
        return DONE in self.case.page().text

    def to_payment(self):
        self.case.wait("下一步：核对并签署")
        self.case.sign()
        return self.case.wait("请缴纳登记费")

    def finish(self):
        return self.case.number(self.case.finish())


# MARK: rows

def clean(row):
    row.case.open()
    return row.finish()


def waits_for_answer(department, kind, says, **more):
    """While the materials are fetched: nothing can be signed, the page names the department."""
    def run(row):
        row.fault(department, kind, **more)
        row.case.open()
        # A department that fails many at once is left alone for a while: then it is waited for all the same, in other words.
        page = row.case.wait(CHINESE[department] + ("的答复" if says is DISTRUSTED else "") + says, CHINESE[department] + SILENT, seconds=20)
        assert "下一步：核对并签署" not in page.text, page.text[:600]
        row.case.sign()
        assert "请缴纳登记费" not in row.case.page().text and not row.owned()
        row.lift(department)
        return row.finish()
    return run


def lies(department, kind, finding):
    """A signed answer that is wrong: the applicant or an official has to look, the register is not touched."""
    def run(row):
        row.fault(department, kind)
        page = row.case.open()
        page = row.case.wait("下一步：核对并签署", "解决之前不能提交")
        assert finding in page.text and "依据：《" in page.text, page.text[:900]
        if "解决之前不能提交" in page.text:
            row.case.sign()
            assert "请缴纳登记费" not in row.case.page().text and not row.owned()
            row.lift(department)
            row.case.post("correct")
            return row.finish()
        row.to_payment()
        row.case.pay()
        page = row.case.wait(OFFICIAL)
        assert finding in page.text and "依据：《" in page.text and DONE not in page.text, page.text[:900]
        row.lift(department)
        row.tell(department)
        return row.finish()
    return run


def waits_for_order(kind, says, **more):
    """The order for the fee can't be placed."""
    def run(row):
        row.case.open()
        row.case.wait("下一步：核对并签署")
        row.fault(PAYMENT, kind, **more)
        row.case.sign()
        page = row.case.wait("正在等待", seconds=20)
        assert CHINESE[PAYMENT] + SILENT in page.text or CHINESE[PAYMENT] + "的答复" + says in page.text, page.text[:600]
        row.lift(PAYMENT)
        return row.finish()
    return run


def callback(kind, **more):
    """The receipt of a payment gets lost, comes twice or comes late."""
    def run(row):
        row.case.open()
        row.to_payment()
        row.fault(PAYMENT, kind, **more)
        row.case.pay()
        page = row.case.wait(DONE)
        assert page.text.count("已缴费") == 1, page.text
        if more.get("milliseconds"):
            time.sleep(more["milliseconds"] / 1000)
        row.lift(PAYMENT)
        page = row.case.page()
        assert page.text.count("已缴费") == 1 and page.text.count("登簿,") <= 1, page.text
        return row.case.number(page)
    return run


def false_receipt(row):
    """The platform says "paid", but another amount: nobody is believed to have paid."""
    row.case.open()
    row.to_payment()
    row.fault(PAYMENT, "wrong")
    time.sleep(5)
    assert "请缴纳登记费" in row.case.page().text and not row.owned()
    row.lift(PAYMENT)
    return row.finish()


def told_later(row):
    """Everybody who is told is away: the registration stands, and each hears of it once when they are back."""
    receivers = [HOUSING, TAX, "water", "power", "gas", "television", "upper-registry"]
    row.case.open()
    row.to_payment()
    for receiver in receivers:
        row.fault(receiver, "down")
    row.fault("sms", "down", about=row.case.id)
    number = row.finish()
    told = [item for item in row.city.told() if row.buyer["unit"] in item["payload"] or row.case.id in item["payload"]]
    assert not told, told
    for receiver in receivers:
        row.lift(receiver)
    row.lift("sms", about=row.case.id)
    for _ in range(120):
        told = sorted(item["department"] for item in row.city.told() if row.buyer["unit"] in item["payload"] or row.case.id in item["payload"])
        if len(told) >= 8:
            break
        time.sleep(0.25)
    assert told == sorted(receivers + ["sms"]), told
    return number


def picking(row):
    """Housing is away while the buyer picks a home: a page that says so, not an empty list."""
    row.case.client.sign_in(row.buyer["number"])
    row.fault(HOUSING, "down", about=row.buyer["number"])
    page = row.case.pick()
    assert CHINESE[HOUSING] in page.text and "没有您名下" not in page.text, (page.status, page.text[:500])
    row.lift(HOUSING, about=row.buyer["number"])
    row.case.open()
    return row.finish()


def identity(kind):
    """Unified identity is away or signs with a key that isn't its own: nobody is signed in."""
    def run(row):
        row.fault("unified-identity", kind, about=row.buyer["number"])
        try:
            row.case.client.sign_in(row.buyer["number"])
            raise SystemExit("signed in with an identity that nobody vouches for")
        except AssertionError as refused:
            assert "登录" in str(refused), refused
        row.case.client.cookies.clear()
        row.lift("unified-identity", about=row.buyer["number"])
        row.case.open()
        return row.finish()
    return run


def contract_cancelled(row):
    """The contract is cancelled while the fee is being paid: what was fetched before no longer counts."""
    row.case.open()
    row.to_payment()
    row.control("POST", f"contracts/{row.buyer['unit']}/cancel")
    time.sleep(1)
    row.case.pay()
    page = row.case.wait(OFFICIAL)
    assert "注销" in page.text or "撤销" in page.text or "失效" in page.text, page.text[:700]
    row.control("POST", f"contracts/{row.buyer['unit']}/file")
    return row.finish()


def seized_meanwhile(row):
    """A court seizes the home while the buyer pays: no machine registers over it. It is lifted, and the case goes on by itself."""
    row.case.open()
    row.to_payment()
    order = f"(2026)赣01执{row.case.id[-6:]}号"

    def send(word, **fields):
        row.control("POST", f"court/{word}", urllib.parse.urlencode({"unit": row.buyer["unit"], "court": COURT, **fields}).encode())

    # The same order comes twice and is entered once.
    send("seize", document=order)
    send("seize", document=order)
    time.sleep(1.5)
    row.case.pay()
    page = row.case.wait(OFFICIAL)
    assert "查封" in page.text and "依据：《" in page.text and DONE not in page.text, page.text[:700]
    send("lift", document=order + "之一", seizure=order)
    return row.finish()


ROWS = [("clean", clean)]
for department in (SECURITY, HOUSING, TAX):
    ROWS += [
        (f"{department} down", waits_for_answer(department, "down", SILENT)),
        (f"{department} slow", waits_for_answer(department, "slow", SILENT, milliseconds=6500)),
        (f"{department} forged", waits_for_answer(department, "forged", DISTRUSTED)),
        (f"{department} replayed", waits_for_answer(department, "replayed", DISTRUSTED)),
        (f"{department} other-subject", waits_for_answer(department, "other-subject", DISTRUSTED)),
    ]
ROWS += [
    (f"{SECURITY} wrong", lies(SECURITY, "wrong", "身份")), (f"{SECURITY} absent", lies(SECURITY, "absent", "身份")),
    (f"{HOUSING} wrong", lies(HOUSING, "wrong", "维修资金")), (f"{HOUSING} absent", lies(HOUSING, "absent", "合同")),
    (f"{TAX} wrong", lies(TAX, "wrong", "不一致")), (f"{TAX} absent", lies(TAX, "absent", "契税")),
    (f"{HOUSING} down while picking", picking),
    (f"{PAYMENT} down", waits_for_order("down", SILENT)), (f"{PAYMENT} slow", waits_for_order("slow", SILENT, milliseconds=6500)),
    (f"{PAYMENT} forged", waits_for_order("forged", DISTRUSTED)), (f"{PAYMENT} replayed", waits_for_order("replayed", DISTRUSTED)),
    (f"{PAYMENT} other-subject", waits_for_order("other-subject", DISTRUSTED)), (f"{PAYMENT} wrong order", waits_for_order("wrong", DISTRUSTED)),
    (f"{PAYMENT} wrong receipt", false_receipt), (f"{PAYMENT} callback lost", callback("lost")),
    (f"{PAYMENT} callback three times", callback("duplicate")), (f"{PAYMENT} callback late", callback("out-of-order", milliseconds=7000)),
    ("all who are told down", told_later), ("unified-identity down", identity("down")), ("unified-identity forged", identity("forged")),
    ("contract cancelled meanwhile", contract_cancelled), ("seized meanwhile", seized_meanwhile),
]


# MARK: refusals that a page shows (issue: law)

REFUSALS = [
    ("房屋被法院查封", "查封"), ("契税尚未缴清", "契税"), ("维修资金尚未交存", "维修资金"), ("贷款购房，不属于全款", "付清"), ("合同价与计税价不一致", "不一致"),
    ("他人的预告登记", "预告登记"), ("异议登记", "异议"), ("抵押约定禁止转让", "转让"), ("不动产单元已注销", "注销"),
]


def refused(city, story, words):
    """The story's person goes as far as the pages let them: the obstacle is named, with its law, and nothing is registered."""
    demo = city.demo(story)
    unit = next(value["unit"] for kind, value in citizen.records(city) if kind == "contract" and demo["identityNumber"] in json.dumps(value))
    case = citizen.Case(city, {"name": demo["name"], "number": demo["identityNumber"], "unit": unit})
    page = case.pick()
    if not any(("subject", unit) in form["fields"] for form in page.forms):
        # Told before anything is opened.
        assert "现在还不能办理" in page.text and words in page.text and "《" in page.text.split(words)[1], page.text[:700]
        return page.text
    case.open()
    page = case.wait("下一步：核对并签署", "解决之前不能提交")
    assert words in page.text and re.search(r"依据：《[^》]+》", page.text) and "怎么办：" in page.text, page.text[:900]
    if "下一步" in page.text:
        case.sign()
        page = case.wait("请缴纳登记费", OFFICIAL)
        if "请缴纳登记费" in page.text:
            case.pay()
        page = case.wait(OFFICIAL)
        assert words in page.text and re.search(r"依据：《[^》]+》", page.text), page.text[:900]
    assert DONE not in page.text
    return page.text


def not_the_buyer(city, buyer, other):
    """Somebody asks for a home that another person bought."""
    case = citizen.Case(city, {**other, "unit": buyer["unit"]})
    page = case.pick()
    form = next(form for form in page.forms if any(name == "subject" for name, _ in form["fields"]))
    fields = [(name, buyer["unit"] if name == "subject" else value) for name, value in form["fields"]]
    page = case.client.request(f"/apply/{citizen.SERVICE}", fields)
    case.id = page.url.rsplit("/", 1)[1]
    page = case.wait("解决之前不能提交", "下一步：核对并签署")
    assert "购房人" in page.text or "买受人" in page.text, page.text[:700]
    assert "解决之前不能提交" in page.text and re.search(r"依据：《[^》]+》", page.text), page.text[:900]
    return page.text


# MARK: running

def run_rows(city, rows, workers):
    buyers = iter(citizen.buyers(city))
    jobs = [(name, run, Row(city, next(buyers))) for name, run in rows]
    # The first makes an answer of every contract that can be replayed to the others.
    numbers, failures, lock = [jobs[0][1](jobs[0][2])], [], threading.Lock()

    def one(name, run, row):
        try:
            number = run(row)
            with lock:
                numbers.append(number)
        except BaseException as error:
            with lock:
                failures.append(f"{name}: {type(error).__name__}: {str(error)[:1200]}")

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for job in jobs[1:]:
            pool.submit(one, *job)
    assert not failures, "\n".join(failures)
    assert len(set(numbers)) == len(jobs), "a certificate number was given twice"


def on_engine(name, wanted):
    os.environ["DENGBU_HTTP_TRUSTED_PROXIES"] = "1"
    started = time.monotonic()
    with stage.open_city(units=360, seed=11, accounts=[]) as city:
        rows = [row for row in ROWS if not wanted or wanted in row[0] or row[0] == "clean"]
        run_rows(city, rows, workers=12)
        count = len(rows)
        if not wanted:
            for story, words in REFUSALS:
                text = refused(city, story, words)
                if os.environ.get("DENGBU_SHOW"):
                    print(story, "->", text[:400])
            spare = citizen.buyers(city)[len(rows) :]
            not_the_buyer(city, spare[0], spare[1])
            count += len(REFUSALS) + 1
        city.verify()
    print(f"faults on {name}: {count} passed, 0 failed, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for name in engines.each("faults"):
        on_engine(name, wanted)
