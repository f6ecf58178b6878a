"""The JSON API from outside, with both real programs: case 1 from sign-in to certificate, repetitions, strangers, races, forged payments,
officials, a bank's own system. Every answer is held against /openapi.json, which a published validator has checked before."""
import concurrent.futures, hashlib, json, time, urllib.request, uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openapi_spec_validator import validate

import apicaller, apipeer, apiproject, apistanding, stage
from apisteps import PDF, SERVICE, desk, hand_in, open_case, phase, ready, signature, signed_in, until


def certificate(city, contract):
    """Case 1, with a second click on everything."""
    person = city.demos[0]
    anybody = apicaller.Caller(city.origin, contract)
    services = anybody.get("/api/v1/services?q=办房产证".replace("办房产证", urllib.request.quote("办房产证"))).json["items"]
    assert SERVICE in [s["id"] for s in services], services
    assert anybody.get(f"/api/v1/services/{SERVICE}").json["applicants"][0]["role"] == "buyer"
    assert anybody.get("/api/v1/cases").code == "sign-in-required"
    project = anybody.get("/api/v1/projects?limit=1").json["items"][0]
    assert anybody.get(f"/api/v1/projects/{project['id']}").json == project
    buyer = signed_in(city, contract, person)
    choices = buyer.get(f"/api/v1/services/{SERVICE}/choices").json["items"]
    unit = next(c["subject"] for c in choices if "problem" not in c)
    assert anybody.get(f"/api/v1/units/{unit}").json["registered"] is True

    key = str(uuid.uuid4())
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: open_case(buyer, unit, key), range(6)))
    opened = [a for a in answers if a.status == 201]
    assert opened and all(a.status in (201, 409) for a in answers), answers
    assert all(a.code == "idempotency-key-busy" for a in answers if a.status == 409), answers
    case = opened[0].json["id"]
    again = open_case(buyer, unit, key)
    assert again.status == 201 and again.json["id"] == case and again.headers["idempotent-replayed"] == "true", again
    assert {a.json["id"] for a in opened} == {case}
    assert [c["id"] for c in buyer.get("/api/v1/cases").json["items"]] == [case]
    reused = buyer.post("/api/v1/cases", {"service": SERVICE, "role": "buyer", "subject": "x"}, key=key)
    assert reused.status == 422 and reused.code == "idempotency-key-reused", reused
    forged = buyer.send("POST", "/api/v1/cases", {"service": SERVICE, "role": "buyer", "subject": unit}, {"X-CSRF-Token": "x"})
    assert forged.status == 403 and forged.code == "forged-request", forged

    ready(buyer, case)
    wish = signature(buyer, case, person["name"])
    assert buyer.post(f"/api/v1/cases/{case}/sign", {**wish, "digest": "0" * 64}).code == "changed-meanwhile"
    wrong = buyer.post(f"/api/v1/cases/{case}/sign", {**wish, "name": "别人"})
    assert wrong.status == 422 and wrong.json["errors"][0]["field"] == "name", wrong
    assert buyer.post(f"/api/v1/cases/{case}/sign", {**wish, "accept": []}).status == 422
    key = str(uuid.uuid4())
    signed = buyer.post(f"/api/v1/cases/{case}/sign", wish, key=key)
    assert signed.status == 200 and signed.json["phase"]["code"] == "waitingPayment", signed
    assert buyer.post(f"/api/v1/cases/{case}/sign", wish, key=key).json == signed.json
    assert buyer.post(f"/api/v1/cases/{case}/submit").code == "not-possible-now"

    strangers(city, contract, case, unit)
    held = buyer.get(f"/api/v1/cases/{case}/payment")
    fee = held.json
    assert fee["total"] > 0 and not fee["paid"], fee
    again = buyer.send("GET", f"/api/v1/cases/{case}/payment", None, {"If-None-Match": held.headers["etag"]})
    assert again.status == 304 and not again.body and again.headers["etag"] == held.headers["etag"], again
    callback = payments(city, buyer, case, fee)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        watching = pool.submit(buyer.events, f"/api/v1/cases/{case}/events", "completed")
        buyer.send("POST", fee["pay_url"], form={"way": "unionpay"})
        watching.result()
    done = buyer.get(f"/api/v1/cases/{case}").json
    assert done["phase"]["code"] == "completed" and done["fee"]["paid"], done
    assert buyer.send("GET", f"/api/v1/cases/{case}/payment", None, {"If-None-Match": held.headers["etag"]}).json["paid"]
    # The same payment told again, by the platform's own key: nothing is registered twice.
    for message in ("test-again", "test-again", None):
        assert callback(fee["total"], message=message).status == 200
    assert buyer.get(f"/api/v1/cases/{case}").json["version"] == done["version"]
    number = done["certificates"][0]["number"]
    own = buyer.get("/api/v1/my/certificates").json["items"]
    assert number in [c["number"] for c in own], own
    assert unit in [h["facts"]["unit"] for h in buyer.get("/api/v1/my/property").json["items"]]
    page = buyer.get(f"/api/v1/my/property/{unit}").json
    assert page["page"]["ownership"]["holders"], page
    file = buyer.get(done["certificates"][0]["file_url"])
    assert file.status == 200 and file.body.startswith(b"%PDF"), file
    checked = anybody.get("/api/v1/certificates/check?number=" + urllib.request.quote(number)).json
    assert checked["status"] == "valid" and person["name"] not in json.dumps(checked, ensure_ascii=False), checked
    token = checked["check_url"].rsplit("/", 1)[1]
    assert anybody.get(f"/api/v1/certificates/{token}").json["number"] == number
    assert anybody.get(f"/api/v1/certificates/{token}/file").status == 401
    other = signed_in(city, contract, city.demo("名下已有房屋"))
    assert other.get(f"/api/v1/certificates/{token}/file").status == 404
    assert buyer.get("/api/v1/my/looks").json["items"] == [] and buyer.get("/api/v1/my/extracts").json["items"] == []
    assert buyer.get(f"/api/v1/extracts/{token}/file").status == 404
    return case


def strangers(city, contract, case, unit):
    """Somebody else's case and home are not there for a stranger."""
    stranger = signed_in(city, contract, city.demo("名下已有房屋"))
    for path in (f"cases/{case}", f"cases/{case}/application", f"cases/{case}/payment", f"cases/{case}/events", f"my/property/{unit}"):
        assert stranger.get(f"/api/v1/{path}").status == 404, path
    for action, body in (
        ("sign", {"name": "x", "accept": [], "digest": "0" * 64}), ("submit", {}), ("correct", {}), ("withdraw", {}), ("answers", {"answers": {}}),
    ):
        assert stranger.post(f"/api/v1/cases/{case}/{action}", body).status == 404, action
    for path in ("office/cases", f"office/cases/{case}"):
        assert stranger.get(f"/api/v1/{path}").status == 403, path
    draft = open_case(stranger, unit)
    assert draft.status == 201 and draft.json["id"] != case, draft
    content = json.dumps(stranger.get(f"/api/v1/cases/{draft.json['id']}/application").json, ensure_ascii=False)
    assert "合同价款" not in content, content
    assert stranger.post(f"/api/v1/cases/{draft.json['id']}/withdraw").json["phase"]["code"] == "withdrawn"


def payments(city, buyer, case, fee):
    """Payment callbacks that are forged, about another amount, or repeated do nothing."""
    payment, order = apipeer.Peer(city, "payment"), fee["pay_url"].rsplit("/", 1)[1]

    def callback(amount, **more):
        payload = {"amount": amount, "caseID": case, "number": order, "payURL": fee["pay_url"], "receipt": "票", "status": "paid"}
        return payment.post("payment.paid", payload, case=case, **more)

    stolen = callback(fee["total"], key=Ed25519PrivateKey.generate())
    assert stolen.status == 401 and stolen.code == "signature", stolen
    elsewhere = callback(fee["total"], key_id="housing-1")
    assert elsewhere.status == 401, elsewhere
    less = callback(1)
    assert less.status == 200 and json.loads(less.body)["outcome"]["status"] == "refused", less
    assert phase(buyer, case) == "waitingPayment"
    return callback


def sold_twice(city):
    """A flat that was paid in full by one buyer, and the lines that make the departments know another buyer of it besides."""
    lines = [json.loads(line) for line in open(f"{city.data}/city.jsonl")]
    known = {kind: {line[kind]["_0"]["unit"]: line[kind]["_0"] for line in lines if kind in line} for kind in ("contract", "receipt", "fund")}
    people = {line["person"]["_0"]["identityNumber"]: line["person"]["_0"] for line in lines if "person" in line}
    demos = {demo.get("identityNumber") for demo in city.demos}
    for unit, sale in known["contract"].items():
        first = sale["buyers"][0]["identifier"].split(":")[1]
        receipt, fund = known["receipt"].get(unit), known["fund"].get(unit)
        sound = sale["paymentMethod"] == "full" and sale["status"] == "filed" and sale["paid"] == sale["price"] and sale.get("project")
        if len(sale["buyers"]) > 1 or first in demos or not sound or not receipt or not fund:
            continue
        if receipt["status"] != "paid" or receipt["contractPrice"] != sale["price"] or fund["paid"] < fund["due"]:
            continue
        rival = city.demo("名下已有房屋")
        identifier = f"identity-card:{rival['identityNumber']}"
        other = {**sale, "number": sale["number"] + "9", "buyers": [{"identifier": identifier, "name": rival["name"]}]}
        more = [{"contract": {"_0": other}}, {"receipt": {"_0": {**receipt, "contract": other["number"], "taxpayers": [identifier]}}}]
        return unit, people[first], rival, more
    raise SystemExit("no flat of this city can be sold twice")


def race(city, contract):
    """Two buyers of one flat hand in at the same moment: one is accepted, the other told to wait."""
    unit, person, rival, more = sold_twice(city)
    one, two = signed_in(city, contract, person), signed_in(city, contract, rival)
    cases = [open_case(one, unit).json["id"]]
    ready(one, cases[0])
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in more).encode()
    loaded = one.send("POST", f"{city.departments}/control/load", lines)
    assert loaded.status == 200, loaded
    cases.append(open_case(two, unit).json["id"])
    assert cases[0] != cases[1], cases
    parties = [(one, cases[0], person["name"]), (two, cases[1], rival["name"])]
    wishes = []
    for caller, case, name in parties:
        ready(caller, case)
        wishes.append(signature(caller, case, name))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda item: item[0][0].post(f"/api/v1/cases/{item[0][1]}/sign", item[1]), zip(parties, wishes)))
    assert all(a.status == 200 for a in answers), answers
    states = until(
        lambda: (s := [c.get(f"/api/v1/cases/{case}").json for c, case, _ in parties])
        and all("accepted_at" in x or x.get("waiting", {}).get("for") == "earlierCase" for x in s) and s)
    accepted = [s["id"] for s in states if "accepted_at" in s]
    assert len(accepted) == 1, (answers, [(s["phase"], s.get("waiting"), s["findings"]) for s in states])
    loser = next(s for s in states if s["id"] not in accepted)
    assert loser["waiting"]["for"] == "earlierCase" and any(f["check"] == "not-already-in-progress" for f in loser["findings"]), loser
    for caller, case, _ in parties:
        assert caller.post(f"/api/v1/cases/{case}/withdraw").json["phase"]["code"] == "withdrawn"


def officials(city, contract):
    """A seized home goes to people: they see it, decide on what they saw, and are seen."""
    person = city.demo("法院查封")
    buyer = signed_in(city, contract, person)
    unit = buyer.get(f"/api/v1/services/{SERVICE}/choices").json["items"][0]["subject"]
    case = open_case(buyer, unit).json["id"]
    hand_in(buyer, case, person["name"])
    fee = buyer.get(f"/api/v1/cases/{case}/payment")
    if fee.status == 200 and not fee.json["paid"]:
        buyer.send("POST", fee.json["pay_url"], form={"way": "unionpay"})
    until(lambda: phase(buyer, case) == "waitingOfficer")
    clerk = apicaller.official(city, contract, "shouli", stage.PASSWORD)
    examiner = desk(city, contract, "shenhe")
    queue = examiner.get("/api/v1/office/cases?limit=5").json["items"]
    assert case in [c["id"] for c in queue], queue
    path = f"/api/v1/office/cases/{case}"
    seen = examiner.get(path)
    assert seen.json["applicants"][0]["name"] == person["name"] and seen.json["findings"] and seen.json["evidence"], seen
    version = seen.json["version"]
    assert clerk.post(f"{path}/approve", {"version": version}).status == 403
    assert examiner.post(f"{path}/suspend", {"reason": "等待法院函复", "ground": "court"}).status == 428
    assert examiner.post(f"{path}/suspend", {"reason": "等待法院函复", "ground": "court", "version": version - 1}).status == 409
    suspended = examiner.send("POST", f"{path}/suspend", {"reason": "等待法院函复", "ground": "court"}, {"If-Match": seen.headers["etag"]})
    assert suspended.json["phase"]["code"] == "suspended", suspended
    assert examiner.send("POST", f"{path}/resume", {}, {"If-Match": seen.headers["etag"]}).status == 412
    resumed = examiner.send("POST", f"{path}/resume", {"reason": "已函复"}, {"If-Match": suspended.headers["etag"]})
    assert resumed.status == 200, resumed
    until(lambda: phase(buyer, case) == "waitingOfficer")
    version = examiner.get(path).json["version"]
    claimed = examiner.post(f"{path}/claim", {"version": version})
    assert claimed.json["claimed_by"] == "李审核", claimed
    version = claimed.json["version"]
    taken = clerk.post(f"{path}/return", {"items": ["请补充身份证明"], "version": version})
    assert taken.status == 409 and taken.code == "claimed-by-another", taken
    version = examiner.post(f"{path}/release", {"version": version}).json["version"]
    empty = examiner.post(f"{path}/return", {"version": version})
    assert empty.status == 422, empty
    returned = clerk.post(f"{path}/return", {"items": ["请补充身份证明", "请说明查封情况"], "version": version})
    assert returned.status == 200 and returned.json["phase"]["code"] == "waitingApplicant", returned
    notice = buyer.get(f"/api/v1/cases/{case}").json
    assert [f["message"] for f in notice["returned"]] == ["请补充身份证明", "请说明查封情况"], notice
    assert buyer.post(f"/api/v1/cases/{case}/correct").status == 200
    hand_in(buyer, case, person["name"])
    until(lambda: phase(buyer, case) == "waitingOfficer")
    version = examiner.get(path).json["version"]
    refused = examiner.post(f"{path}/refuse", {"ground": "不动产被查封，依法不予登记", "version": version})
    assert refused.json["phase"]["code"] == "refused", refused
    looks = buyer.get("/api/v1/my/looks?limit=2").json
    assert len(looks["items"]) == 2 and looks["next"], looks
    assert buyer.get(f"/api/v1/my/looks?cursor={looks['next']}").json["items"]
    search = {"query": unit, "purpose": "assistance", "purpose_text": "协助东湖区人民法院查询"}
    found = clerk.post("/api/v1/office/register/search", search).json
    assert found["total"] == 1 and found["by"] == "unit", found
    page = clerk.post(f"/api/v1/office/register/units/{unit}", {k: search[k] for k in ("purpose", "purpose_text")}).json
    assert page["page"]["seizures"], page


def institution(city, contract):
    """A bank's system with a registered key opens a mortgage case; used-up and false assertions get nothing."""
    bank = city.demo("贷款机构")
    system = apicaller.Institution("hongcheng-bank")
    pem = f"{city.home}/bank.pem"
    open(pem, "w").write(system.public_pem())
    city.dengbu(
        "client", "add", system.client, "--data", city.data, "--name", bank["name"], "--credit-code", bank["creditCode"], "--key", pem, "--role", "bank")
    assert system.client in city.dengbu("client", "list", "--data", city.data)
    caller = apicaller.Caller(city.origin, contract)
    audience = f"{city.origin}/api/v1/token"
    once = system.assertion(audience)
    answer = system.sign_in(caller, once)
    assert answer.status == 200, answer
    for lie in (
        once, system.assertion("https://elsewhere.example"), system.assertion(audience, exp=int(time.time()) - 3600),
        system.assertion(audience, sub="other"), apicaller.Institution(system.client).assertion(audience),
    ):
        refused = system.sign_in(caller, lie)
        assert refused.status == 401 and refused.json["error"] == "invalid_client", refused
    caller.token = answer.json["access_token"]
    assert caller.get("/api/v1/session").json["roles"] == ["bank", "citizen"]
    owner = signed_in(city, contract, city.demo("名下已有房屋"))
    unit = owner.get("/api/v1/my/property").json["items"][0]["facts"]["unit"]
    opened = open_case(caller, unit, str(uuid.uuid4()), service="mortgage.first", role="mortgagee")
    assert opened.status == 201, opened
    case = opened.json["id"]
    answered = caller.post(f"/api/v1/cases/{case}/answers", {"answers": {"kind": "ordinary", "amount": "500000", "scope": "主债权及利息"}})
    assert answered.status == 200 and answered.json["answers"]["amount"] == "500000", answered
    wrong = caller.post(f"/api/v1/cases/{case}/answers", {"answers": {"amount": "many"}})
    assert wrong.status == 422 and wrong.json["errors"], wrong
    assert owner.get(f"/api/v1/cases/{case}").status == 404
    files(caller, owner, case)
    other = open_case(caller, unit, service=SERVICE)
    assert other.status == 422 and other.code == "not-eligible", other
    assert caller.get("/api/v1/office/cases").status == 403
    city.dengbu("client", "disable", system.client, "--data", city.data)
    gone = caller.get("/api/v1/session")
    assert gone.status == 401 and gone.code == "token-rejected", gone


def files(caller, stranger, case):
    """A file is handed in by the bank's system and taken back; what isn't what it says is refused, and a stranger sees nothing."""
    place = f"/api/v1/cases/{case}/materials/loan-contract"
    ready(caller, case)
    fake = caller.send("POST", place, parts={"file": ("合同.pdf", "application/pdf", b"<html>no</html>")})
    assert fake.status in (415, 422) and fake.code == "upload", fake
    assert caller.send("POST", f"/api/v1/cases/{case}/materials/nothing", parts={"file": ("x.pdf", "application/pdf", PDF)}).status == 404
    assert stranger.send("POST", place, parts={"file": ("x.pdf", "application/pdf", PDF)}).status == 404
    given = caller.send("POST", place, parts={"file": ("合同.pdf", "application/pdf", PDF)})
    assert given.status == 200, given
    upload = given.json["uploads"][-1]
    assert upload["material"] == "loan-contract" and upload["size"] == len(PDF) and upload["sha256"] == hashlib.sha256(PDF).hexdigest(), upload
    address = f"/api/v1/cases/{case}/uploads/{upload['id']}"
    assert caller.get(address).body == PDF
    assert stranger.get(address).status == 404 and stranger.send("DELETE", address).status == 404
    gone = caller.send("DELETE", address)
    assert gone.status == 200 and gone.json["uploads"] == [], gone
    assert caller.get(address).status == 404


def notices(city, contract):
    """A lost certificate: what the registry publishes about it is there for everybody, without the holder's full name."""
    owner = city.demo("名下已有房屋")
    anybody, caller = apicaller.Caller(city.origin, contract), signed_in(city, contract, owner)
    unit = caller.get("/api/v1/my/property").json["items"][0]["facts"]["unit"]
    case = open_case(caller, unit, service="certificate.reissue", role="holder").json["id"]
    caller.post(f"/api/v1/cases/{case}/answers", {"answers": {"reason": "lost"}})
    handed = hand_in(caller, case, owner["name"])
    assert handed.status == 200, handed
    if handed.json["phase"]["code"] == "waitingPayment":
        caller.send("POST", caller.get(f"/api/v1/cases/{case}/payment").json["pay_url"], form={"way": "unionpay"})
    until(lambda: phase(caller, case) == "waitingOfficer")
    official = desk(city, contract, "shenhe")
    version = official.get(f"/api/v1/office/cases/{case}").json["version"]
    assert official.post(f"/api/v1/office/cases/{case}/approve", {"opinion": "同意补发", "version": version}).status == 200
    until(lambda: phase(caller, case) == "completed", 60)
    notice = anybody.get("/api/v1/notices?limit=1").json["items"][0]
    assert notice["title"] == "不动产权属证书遗失声明" and owner["name"] not in notice["body"], notice
    assert anybody.get(f"/api/v1/notices/{notice['id']}").json == notice
    assert anybody.get("/api/v1/notices/0000000000000000").status == 404


def main():
    with stage.open_city() as city:
        document = json.loads(stage.get(f"{city.origin}/openapi.json"))
        validate(document)
        contract = apicaller.Contract(document)
        certificate(city, contract)
        race(city, contract)
        officials(city, contract)
        institution(city, contract)
        apiproject.developer(city, contract)
        apistanding.organisations(city, contract, desk(city, contract, "anquan"), desk(city, contract, "dengji"))
        notices(city, contract)
        city.verify()
        unused = {
            f"{method.upper()} {path}" for path, methods in document["paths"].items() if path.startswith("/api/") for method in methods
        } - contract.seen
    print(f"api: {len(contract.seen)} operations walked and held against the description; not walked here: {sorted(unused) or 'none'}")


main()
