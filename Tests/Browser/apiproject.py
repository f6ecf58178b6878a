"""A developer's project over the JSON API, from its permit to the first buyer's certificate."""
import csv, os, subprocess, tempfile, uuid

import apicaller, apistanding, stage
from apisteps import PDF, SERVICE, desk, hand_in, open_case, phase, ready, signature, signed_in, table, until


def outlines(caller, project, rows):
    """Outlines that no survey has: each is refused at its cell, and where two overlap both are named."""

    def refused(changes):
        changed = [list(row) for row in rows]
        for row, cell in changes.items():
            changed[row - 1][12] = cell
        answer = caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table(changed))})
        assert answer.status == 422 and {e["field"] for e in answer.json["errors"]} <= {f"M{row}" for row in changes}, answer
        return [e["detail"] for e in answer.json["errors"]]

    for cell in ["0,0 1,1", "0,0 5,5 5,0 0,5", "x", "0,0 " * 120, "-1,0 9,0 9,9 -1,9", "38412345.67,3171234.5 38412355,3171234 38412355,3171244", "0,0 1,0 1,1 0,1", "=1,1 2,2 3,4", "9" * 400]:
        assert len(refused({2: cell})) == 1, cell
    # The second home on the storey, two metres into the first.
    alike = next(number for number, row in enumerate(rows, 1) if number > 2 and row[5] == rows[1][5])
    shifted = " ".join(f"{float(corner.split(',')[0]) - 2:.2f},{corner.split(',')[1]}" for corner in rows[alike - 1][12].split())
    moved = caller.send(
        "POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table([row[:12] + [shifted if number == alike else row[12]] for number, row in enumerate(rows, 1)]))})
    assert moved.status == 422 and f"M{alike}" in [e["field"] for e in moved.json["errors"]], moved
    assert any("第2行" in e["detail"] and "重叠21.60平方米" in e["detail"] for e in moved.json["errors"]), moved
    heading = table([["平面轮廓" if number == 0 else cell for number, cell in enumerate(row)] for row in rows[:1]])
    assert caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", heading)}).status == 422
    assert caller.get(project).json["units"] == 0


def floor_plan(buyer, certificate, unit, rows):
    """The sealed file has the plan of exactly this home: its sides in metres, its room, who surveyed it."""
    file = buyer.get(certificate["file_url"])
    assert file.status == 200 and file.body.startswith(b"%PDF"), file
    with tempfile.NamedTemporaryFile(suffix=".pdf") as kept:
        kept.write(file.body)
        kept.flush()
        text = subprocess.run(["pdftotext", "-raw", kept.name, "-"], capture_output=True, text=True, check=True).stdout
        # Titles are set with space between their characters.
        text = "".join(text.split())
        if stage.SHOTS:
            os.makedirs(stage.SHOTS, exist_ok=True)
            subprocess.run(["pdftoppm", "-r", "70", "-png", kept.name, f"{stage.SHOTS}/floor-plan"], check=True)
    row = next(row for row in rows if row[0] == unit)
    xs, ys = zip(*(map(float, corner.split(",")) for corner in row[12].split()))
    for words in ["房产分户图", row[1], f"{max(xs) - min(xs):.2f}", f"{max(ys) - min(ys):.2f}", f"{row[7]}平方米", "南昌市测绘勘察研究院有限公司"]:
        assert words in text, (words, text)


def developer(city, contract):
    """A project from the permit to the public list by the developer's own system, with a registered key (private_key_jwt), and a buyer
    who draws a signature: no page is opened, and of the developer nobody is signed in."""
    person = city.demo("开发企业：导入")
    system = apicaller.Institution("developer-system")
    pem = f"{city.home}/developer.pem"
    open(pem, "w").write(system.public_pem())
    city.dengbu(
        "client", "add", system.client, "--data", city.data, "--name", person["name"], "--credit-code", person["creditCode"], "--key", pem, "--role", "developer")
    shown = city.dengbu("organisation", "show", person["creditCode"], "--data", city.data)
    assert "developer" in shown and system.client in shown, shown
    caller = apicaller.Caller(city.origin, contract)
    caller.token = system.sign_in(caller, system.assertion(f"{city.origin}/api/v1/token")).json["access_token"]
    assert caller.get("/api/v1/session").json["roles"] == ["citizen", "developer"]
    root = "/api/v1/developer/projects"
    known = [p["id"] for p in caller.get(root).json["items"]]
    permit = next(p for p in caller.get("/api/v1/developer/permits").json["items"] if p["name"] in person["story"])
    assert permit["project"] not in known
    refused = caller.post(root, {"project": "nothing"})
    assert refused.status == 422 and refused.code == "not-eligible", refused
    added = caller.post(root, {"project": permit["project"]})
    assert added.status == 201 and added.json["state"]["code"] == "preparing", added
    project = added.headers["location"]
    buyer = signed_in(city, contract, city.demos[0])
    assert buyer.get(root).status == 403 and buyer.get(project).status == 403
    early = caller.get(project + "/pledge").json
    assert early["self_service"] == 0 and early["letter"], early

    rows = list(csv.reader(open(f"{city.data}/upcoming-units.csv", encoding="utf-8-sig")))
    bad = [list(row) for row in rows]
    bad[1][0], bad[2][7] = bad[1][0][:-1], "999.99"
    wrong = caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table(bad))})
    assert wrong.status == 422 and {"A2", "H3"} <= {e["field"] for e in wrong.json["errors"]}, wrong
    outlines(caller, project, rows)
    disguised = caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", b"MZ\x00\x00\x90")})
    assert disguised.status in (415, 422) and disguised.code == "upload", disguised
    browser = signed_in(city, contract, person)
    forged = browser.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table(rows))}, headers={"X-CSRF-Token": "x"})
    assert forged.status == 403 and forged.code == "forged-request", forged
    assert caller.get(project).json["units"] == 0
    listed = caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table(rows))})
    assert listed.status == 200 and listed.json["units"] == len(rows) - 1 and not listed.json["ready"], listed
    assert listed.json["outlined"] == len(rows) - 1, listed
    for number, building in enumerate(listed.json["buildings"]):
        place = f"{project}/reports/{building['code']}"
        fields = {"number": f"洪测字〔2026〕第0900{number}号", "surveyor": "南昌市测绘勘察研究院有限公司"}
        none = caller.send("POST", place, parts=fields)
        assert none.status == 422 and none.json["errors"][0]["field"] == "report", none
        filed = caller.send("POST", place, parts={**fields, "report": ("报告.pdf", "application/pdf", PDF + b"%d" % number)})
        assert filed.status == 200 and filed.json["buildings"][number]["reported"], filed
    assert caller.post(project + "/pledge", {"name": "别人", "years": 3}).json["errors"][0]["field"] == "name"
    signed = caller.post(project + "/pledge", {"name": person["name"], "years": 3}, key=str(uuid.uuid4()))
    assert signed.status == 200 and signed.json["ready"] and signed.json["pledge"]["digest"], signed

    opened = open_case(caller, permit["project"], service="first.project.by-developer", role="developer")
    assert opened.status == 201, opened
    case = opened.json["id"]
    handed = hand_in(caller, case, person["name"])
    assert handed.status == 200, handed
    assert caller.send("POST", project + "/units", parts={"table": ("清单.csv", "text/csv", table(rows))}).code == "not-eligible"
    if handed.json["phase"]["code"] == "waitingPayment":
        caller.send("POST", caller.get(f"/api/v1/cases/{case}/payment").json["pay_url"], form={"way": "unionpay"})
    until(lambda: phase(caller, case) == "waitingOfficer")
    for name in ("shenhe", "fushen"):
        official = desk(city, contract, name)
        seen = official.get(f"/api/v1/office/cases/{case}").json
        done = official.post(f"/api/v1/office/cases/{case}/approve", {"opinion": "同意登记", "version": seen["version"]})
        assert done.status == 200, done
    until(lambda: phase(caller, case) == "completed", 60)
    assert caller.get(project).json["state"]["code"] == "listed"
    anybody = apicaller.Caller(city.origin, contract)
    apistanding.letter(anybody, caller, desk(city, contract, "dengji"), permit["project"], person["name"])

    owner = city.demo("开发企业首次登记后可自己办证")
    buyer = signed_in(city, contract, owner)
    unit = next(c["subject"] for c in buyer.get(f"/api/v1/services/{SERVICE}/choices").json["items"] if "problem" not in c)
    case = open_case(buyer, unit).json["id"]
    ready(buyer, case)
    wish = signature(buyer, case, owner["name"])
    scribble = buyer.post(f"/api/v1/cases/{case}/sign", {**wish, "strokes": "300,100;1,1,0"})
    assert scribble.status == 422 and scribble.json["errors"][0]["field"] == "strokes", scribble
    drawn = "300,100;" + " ".join(f"{20 + 12 * step},{30 + step * step % 40},{40 * step}" for step in range(20))
    assert buyer.post(f"/api/v1/cases/{case}/sign", {**wish, "strokes": drawn}).json["phase"]["code"] == "waitingPayment"
    buyer.send("POST", buyer.get(f"/api/v1/cases/{case}/payment").json["pay_url"], form={"way": "unionpay"})
    until(lambda: phase(buyer, case) == "completed")
    floor_plan(buyer, buyer.get(f"/api/v1/cases/{case}").json["certificates"][0], unit, rows)
