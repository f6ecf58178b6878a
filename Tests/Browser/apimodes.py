"""Each way in which a mortgaged home passes on (案例二、三、十六), over the API alone: no page of the registry is opened. People act by their sessions,
lenders by their systems' signed assertions, officials decide where the law wants it. In the end the register, the certificates, the log and the
banks' own books all say the same, to the fen.

    var/python/bin/python Tests/Browser/apimodes.py [mode …]
"""
import collections, concurrent.futures, json, os, sys, time, traceback
from dataclasses import dataclass, field

import apicaller, apiorder, apiregister, apisale, stage
from apisteps import desk, signed_in, system, until

SALE = "带押过户：买受人"


@dataclass
class Mode:
    """What one way needs beside what all need."""
    story: str
    # What the wizard is told.
    told: dict
    answers: dict = field(default_factory=dict)
    # What only an applicant has: material and who hands it in.
    uploads: dict = field(default_factory=dict)
    service: str = ""
    custodian: str = "公证处"
    # Of a sale: who comes first. Any of them may.
    opener: str = "seller"
    # Without a sale: roles and the story's parts, how deed tax is declared, who decides, who gets the home.
    parts: list = field(default_factory=list)
    declared: str = ""
    officials: list = field(default_factory=list)
    owners: list = field(default_factory=list)


SALES = {
    "same-lender": Mode(f"{SALE}在原贷款银行贷款", dict(transfer="sale", loan="standing-lender"), opener="standing-lender"),
    "other-lender": Mode(
        f"{SALE}在另一家银行贷款", dict(transfer="sale", loan="other-lender", debt="assigned"), dict(assignment="ZR2026-0012"),
        {"assignment-contract": "standing-lender"}, custodian="银行", opener="buyer"),
    "new-rank": Mode(
        f"{SALE}用公积金和商业组合贷款，新设顺位抵押", dict(transfer="sale", loan="other-lender", debt="repaid", place="no"), {"loan-order": "provident-first"},
        opener="custodian"),
    "enterprises": Mode(
        "带押过户：企业之间买卖厂房", dict(transfer="sale", loan="other-lender", debt="repaid", place="no"), {"seller-resolution": "yes", "buyer-resolution": "yes"},
        {"seller-resolution": "seller", "buyer-resolution": "buyer"},
        service="new-rank", opener="new-lender"),
    "paid": Mode(f"{SALE}全款，用房款还清原贷款", dict(transfer="sale", loan="none", debt="repaid"), custodian="银行"),
    "assumed": Mode(
        f"{SALE}承担原贷款，由原贷款银行同意", dict(transfer="sale", loan="none", debt="assumed"), uploads={"change-agreement": "standing-lender"}, opener="buyer",
        officials=["shenhe"]),
    "notices": Mode(f"{SALE}的贷款银行要求先办双预告，再转为正式登记", dict(transfer="sale", loan="other-lender", debt="repaid", place="yes")),
}
FROM_NOTICES = Mode(SALES["notices"].story, dict(transfer="sale", loan="other-lender", debt="repaid"))
PASSING = {
    "family": Mode(
        "带押析产：给配偶加名，贷款照旧", dict(transfer="family", debt="stays"), {"cause": "spouseAdded", "giver-keeps": "yes", "form": "joint", "debtor": "unchanged"},
        {"family-agreement": "giver", "change-agreement": "standing-lender"}, parts=[("giver", "原权利人"), ("taker", "配偶")], declared="spouses",
        officials=["shenhe"], owners=["giver", "taker"]),
    "inheritance": Mode(
        "带押继承：房主已故，两位继承人继续还贷", dict(transfer="inheritance", debt="stays"), dict(cause="inheritance", proof="notarial", form="joint", debtor="taker"),
        {"inheritance-proof": "taker", "change-agreement": "standing-lender"}, parts=[("taker", "继承人"), ("taker", "另一位继承人")], declared="inheritance",
        officials=["shenhe", "fushen"], owners=["taker"]),
    "gift": Mode(
        "带押赠与：房屋赠与他人，受赠人继续还贷", dict(transfer="gift", debt="stays"), dict(cause="gift", debtor="taker"),
        {"gift-contract": "giver", "change-agreement": "standing-lender"}, parts=[("giver", "赠与人"), ("taker", "受赠人")], declared="gift",
        officials=["shenhe"], owners=["taker"]),
}


def bank(city, contract, organisation):
    return system(city, contract, organisation, "bank")


def sell(city, contract, name, mode, backwards):
    """A sale, its money in custody, to the certificates and to the last fen."""
    order = apisale.Sale(city, contract, mode.story, f"transfer.mortgaged.{mode.service or name}", bank, mode.opener)
    order.ways(mode.told)
    register = apiregister.Register(order)
    squat = intrude(city, contract, order) if name == "paid" else None
    order.open(mode.custodian, **mode.answers)
    assert order.case != squat, "they were drawn into a stranger's draft"
    for material, role in mode.uploads.items():
        order.upload(material, role)
    order.ready()
    order.sign(backwards)
    seller, buyer = order.seller["name"], order.buyer["name"]
    if name == "notices":
        # No money moves yet, and the mortgage that stands is as it was.
        order.completed()
        register.check([seller], notices=1 + len(order.loans))
        register.certificates(["proof"] * (1 + len(order.loans)), ends=False)
        return [order] + sell(city, contract, "from-notices", FROM_NOTICES, not backwards)
    order.pay_fee()
    if not order.custodians:
        # Nothing is paid off and nothing held: whoever buys owes what the mortgage secures (民法典 551).
        order.approve(*mode.officials)
        order.completed()
        register.check([buyer], gone=["seller"])
        register.certificates(["certificate", "proof"])
        return [order]
    order.pay_in()
    order.settled, order.old_proof = order.cleared(), register.proofs[0]
    register.check([buyer], order.loans_here, gone=["seller"])
    register.certificates(["certificate"] + ["proof"] * len(order.loans))
    return [order]


def intrude(city, contract, order):
    """A stranger says to be the buyer, before anybody else has come."""
    stranger = signed_in(city, contract, city.demo("名下已有房屋"))
    draft = stranger.post("/api/v1/cases", {"service": order.service, "role": "buyer", "subject": order.unit}).json
    until(lambda: any(f["check"] == "buyer-is-contract-buyer" for f in stranger.get(f"/api/v1/cases/{draft['id']}").json["findings"]))
    return draft["id"]


def uninvited(city, contract, service, unit, giver, named):
    """A stranger who calls themselves the donee: the owner is told that somebody else is there than they named, and goes away."""
    stranger, owner = signed_in(city, contract, city.demo("名下已有房屋")), signed_in(city, contract, giver)
    draft = stranger.post("/api/v1/cases", {"service": service, "role": "taker", "subject": unit}).json["id"]
    assert owner.post("/api/v1/cases", {"service": service, "role": "giver", "subject": unit}).json["id"] == draft
    assert owner.post(f"/api/v1/cases/{draft}/answers", {"answers": {"taker-id": named}}).status == 200

    def told():
        said = [f["message"] for f in owner.get(f"/api/v1/cases/{draft}").json["findings"] if f["check"] == "every-role-applies"]
        return any("没有填写在申请中" in each for each in said) and any(f"尾号{named[-4:]}" in each for each in said)
    until(told)
    assert owner.post(f"/api/v1/cases/{draft}/withdraw").json["phase"]["code"] == "withdrawn"


def pass_on(city, contract, name, mode, backwards):
    """No price and no money: the loan stays, and so does its mortgage, with the new owners as mortgagors."""
    people = [(role, city.demo(f"{mode.story}（{part}）")) for role, part in mode.parts]
    unit, standing = people[0][1]["unit"], city.demo("贷款机构")
    order = apiorder.Order(city, contract, f"transfer.mortgaged.{name}", unit, people + [("standing-lender", standing)], lender=bank)
    order.ways(mode.told)
    if name == "gift":
        uninvited(city, contract, order.service, unit, people[0][1], people[1][1]["identityNumber"])
    register = apiregister.Register(order)
    named = "heirs" if name == "inheritance" else "taker-id"
    gone = dict(deceased=city.demo(f"{mode.story}（去世的房主")["identityNumber"]) if name == "inheritance" else {}
    order.open(**mode.answers, **gone, **{named: people[1][1]["identityNumber"]})
    takers = ",".join(person["identityNumber"] for role, person in people if role == "taker")
    apiorder.post(f"{city.departments}/declare-tax/{unit}", {"matter": mode.declared, "taxpayers": takers, "value": "1000000"})
    if mode.declared == "gift":
        apiorder.post(f"{city.departments}/pay-tax/{unit}", {})
    for material, role in mode.uploads.items():
        order.upload(material, role)
    order.ready()
    order.sign(backwards)
    order.pay_fee("taker")
    order.approve(*mode.officials)
    order.completed()
    owners = [person["name"] for role, person in people if role in mode.owners]
    register.check(owners, gone=[role for role, _ in people if role not in mode.owners])
    register.certificates(["certificate", "proof"])
    return [order]


def books(city, before, orders):
    """All accounts of all banks together: what the orders moved, and nothing else."""
    moved, opened = {}, {}
    def add(account, amount):
        moved[account] = moved.get(account, 0) + amount
    for order in orders:
        payoff, rest = order.settled
        number, opened[order.own_account[0]] = order.own_account
        add(number, -order.own_funds)
        add(order.rest_number, rest)
        add(apisale.account_number("3002", f"{order.standing} {order.unit} {order.old_proof}"), payoff)
        for lender, amount in order.loans_here:
            add(apisale.account_number("1001", lender), -amount)
    now = apisale.accounts(city)
    changed = {number: now[number] - before.get(number, opened.get(number, 0)) for number in now}
    assert {number: amount for number, amount in changed.items() if amount} == moved, (changed, moved)


def counted(city, contract, orders, sold):
    """What the reform reports has come of the orders themselves."""
    report = desk(city, contract, "dengji").get("/api/v1/statistics/mortgaged-transfers").json
    passed = collections.Counter(order.service for order in orders if not order.service.endswith(".notices"))
    assert {way["service"]["code"]: way["number"] for way in report["ways"]} == passed, report
    sums = {
        "price": sum(order.price for order in orders if isinstance(order, apisale.Sale) and not order.service.endswith(".notices")), "lent": sum(amount for order in sold for _, amount in order.loans_here),
        "bridge": sum(order.settled[0] for order in sold),
        "between_enterprises": sum(bool(order.seller.get("creditCode") and order.buyer.get("creditCode")) for order in sold),
    }
    assert {name: report["total"][name] for name in sums} == sums, (report["total"], sums)


def main():
    os.environ["DENGBU_HTTP_TRUSTED_PROXIES"] = "1"
    wanted = sys.argv[1:] or [*SALES, *PASSING]
    started = time.time()
    with stage.open_city() as city:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        # Whom several orders share is known before they begin.
        for entry in apisale.directory(city):
            if entry["department"] == "lender":
                bank(city, contract, {"creditCode": entry["institution"], "name": entry["name"]})
        for name in ("shenhe", "fushen", "dengji"):
            desk(city, contract, name)
        before = apisale.accounts(city)
        runs = [(sell, name, SALES[name]) for name in wanted if name in SALES] + [(pass_on, name, PASSING[name]) for name in wanted if name in PASSING]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            walks = {name: pool.submit(run, city, contract, name, mode, number % 2 == 1) for number, (run, name, mode) in enumerate(runs)}
        failed = [f"{name}: {''.join(traceback.format_exception(walk.exception()))}" for name, walk in walks.items() if walk.exception()]
        assert not failed, "\n".join(failed)
        orders = [order for walk in walks.values() for order in walk.result()]
        sold = [order for order in orders if isinstance(order, apisale.Sale) and order.settled]
        books(city, before, sold)
        counted(city, contract, orders, sold)
        city.verify()
    print(f"apimodes: {len(orders)} orders between {sum(len(order.parties) for order in orders)} parties, over the API alone, in {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
