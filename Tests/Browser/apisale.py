"""A sale of a mortgaged home over the JSON API, with its money: who lends, who holds it, what comes in, and where every fen of it ends in the banks'
own books."""
import hashlib, json

import apiorder, buyer as citizen, stage
from apisteps import signed_in, until

YUAN = 100


def directory(city):
    return json.loads(stage.get(f"{city.departments}/directory.json"))["departments"]


def accounts(city):
    """The banks' own books: every account, in fen; nothing was made and nothing lost."""
    money = json.loads(stage.get(f"{city.departments}/control/money.json"))
    assert money["drift"] == 0, money
    return money["accounts"]


def account_number(prefix, purpose):
    """As the played banks number an account by what it is for."""
    return prefix + "".join(str(byte % 10) for byte in hashlib.sha256(purpose.encode()).digest()[:13])


class Sale(apiorder.Order):
    # What paid the old loan off, and what was left for the seller, once it is cleared; the proof of the mortgage that it secured.
    settled = old_proof = None
    # Fees that the sides agreed on: the buyer's on top of the price, the seller's off the rest.
    on_top = off_rest = 0

    def __init__(self, city, contract, story, service, lender=signed_in, opener="seller"):
        """`opener`: the role that comes first; any of them may."""
        self.seller, self.buyer = city.demo(f"{story}（出卖人）"), city.demo(f"{story}（买受人）")
        sale = self.filed(city)
        self.price = sale["price"]
        offered = [value for kind, value in citizen.records(city) if kind == "approval" and value["approval"]["unit"] == sale["unit"]]
        self.loans = [value["approval"] | {"lender": value["lender"]} for value in offered]
        names = {entry["institution"]: entry["name"] for entry in directory(city) if entry["department"] == "lender"}
        self.standing = city.demo("贷款机构")["creditCode"]
        described = apiorder.apicaller.Caller(city.origin, contract).get(f"/api/v1/services/{service}").json
        lenders = [("standing-lender", self.standing)] + [("new-lender", loan["lender"]) for loan in self.loans if loan["lender"] != self.standing]
        taking_part = {applicant["role"] for applicant in described["applicants"]}
        parties = [("seller", self.seller), ("buyer", self.buyer)]
        parties += [(role, {"creditCode": code, "name": names[code]}) for role, code in lenders if role in taking_part]
        if opener == "custodian":
            # A notary office opens it for those whose money it is to hold (公证提存).
            parties.append((opener, next(value for kind, value in citizen.records(city) if kind == "institution" and value["kinds"] == ["custodian"])))
        parties.sort(key=lambda party: party[0] != opener)
        super().__init__(city, contract, service, sale["unit"], parties, lender)
        self.custodians = {option["name"]: option["code"] for field in described["form"] if field["type"] == "custodian" for option in field["options"]}

    def filed(self, city):
        """The one contract that this buyer has with this seller."""
        sides = [[apiorder.key(self.seller)], [apiorder.key(self.buyer)]]
        for kind, value in citizen.records(city):
            if kind == "contract" and [[party["identifier"] for party in value[side]] for side in ("sellers", "buyers")] == sides:
                return value
        raise SystemExit(f"no contract for {self.buyer['story']}")

    @property
    def loans_here(self):
        """Each lender and what it lends, in the order in which their mortgages stand."""
        return [(loan["lender"], loan["amount"]) for loan in self.loans]

    # What the parties do.

    def open(self, custodian="公证处", **answers):
        super().open(**answers)
        if not self.custodians:
            return
        self.custodian = next(code for name, code in self.custodians.items() if custodian in name)
        if "custodian" in [role for role, _ in self.parties]:
            assert self.state("seller")["answers"]["custodian"] == self.custodian, "who opens it to hold the money is who holds it"
            other = next(code for code in self.custodians.values() if code != self.custodian)
            refused = self.caller("seller").post(f"/api/v1/cases/{self.case}/answers", {"answers": {"custodian": other}})
            assert refused.status == 422 and refused.json["errors"][0]["field"] == "custodian", refused
        wrong = self.caller("seller").post(f"/api/v1/cases/{self.case}/answers", {"answers": {"rest": "没有账号", "custodian": self.standing}})
        assert wrong.status == 422, wrong
        stolen = self.caller("buyer").post(f"/api/v1/cases/{self.case}/answers", {"answers": {"rest": f"中国银行南昌分行 {self.rest_number}"}})
        assert (stolen.status, stolen.code) == (403, "answered-by-others"), stolen
        missing = {question["name"]: question["by"] for question in self.state()["open_questions"]}
        assert missing.get("rest") == ["seller"], missing
        done = self.answer({"custodian": self.custodian, "rest": f"中国银行南昌分行 {self.rest_number}"}, role="seller")
        assert self.rest_number not in json.dumps(done.json), "an account number is kept sealed"

    @property
    def rest_number(self):
        """The seller's own account, in nobody else's order."""
        return "62170000100" + self.unit[-8:]

    def hand_in(self, backwards=False):
        self.sign(backwards)
        self.pay_fee()

    def pay_fee(self, role="buyer"):
        super().pay_fee(role)

    def pay_in(self):
        """The buyer pays at the custodian, to whose desk the case leads."""
        pay = until(lambda: self.money("buyer").get("pay_in"), 60, pause=0.3)
        assert pay["amount"] == self.own_funds, (pay, self.own_funds)
        for role, _, _ in self.callers:
            assert role == "buyer" or "pay_in" not in self.money(role), "only whoever pays is told where"
        apiorder.post(pay["pay_url"], {"source": "own-funds", "seen": "0", "amount": f"{pay['amount'] // YUAN}.{pay['amount'] % YUAN:02}"})
        return pay

    @property
    def own_funds(self):
        return self.price - sum(loan["amount"] for loan in self.loans) + self.on_top

    # What there is to see of the money.

    def money(self, role=None):
        return self.order(role).get("money", {})

    def flow(self, name, role=None):
        return next(flow for flow in self.money(role)["flows"] if flow["name"] == name)

    def wait_for(self, phase, seconds=60):
        try:
            return until(lambda: (m := self.money()).get("phase") == phase and m, seconds, pause=0.3)
        except AssertionError:
            raise AssertionError(f"{phase} did not come: {json.dumps(self.order(), ensure_ascii=False)} {self.state()['phase']} {self.state().get('waiting')}")

    @property
    def own_account(self):
        """The buyer's account, and what was in it when it was opened, with the first deposit."""
        return account_number("6217", apiorder.key(self.buyer)), (20_000_000 if "identity-card" in apiorder.key(self.buyer) else 2_000_000_000) * YUAN

    def cleared(self):
        """Registered, certified, the old loan paid off to the fen, the rest with the seller, the new loans lent once."""
        self.wait_for("cleared")
        self.completed()
        assert self.caller("buyer").get(f"/api/v1/cases/{self.case}").json["certificates"]
        payoff, rest = self.flow("payoff-1", "seller"), self.flow("remainder", "seller")
        assert payoff["moved"] + rest["moved"] + self.off_rest == self.price, (payoff, rest, self.price)
        now = accounts(self.city)
        assert now[self.rest_number] == rest["moved"], (now[self.rest_number], rest)
        number, opening = self.own_account
        assert opening - now[number] == self.own_funds, (now[number], self.own_funds)
        owner = self.caller("buyer").get("/api/v1/my/property").json["items"]
        assert self.unit in [item["facts"]["unit"] for item in owner], owner
        # Each side sees its own amounts and that the others' have moved.
        assert "amount" not in self.flow("remainder", "buyer") and self.flow("remainder", "buyer")["state"] == "done"
        assert self.flow("payoff-1", "standing-lender")["amount"] == payoff["moved"]
        return payoff["moved"], rest["moved"]

    def returned(self, before):
        """All that came in is back where it came from."""
        number, opening = self.own_account

        def elsewhere():
            now = accounts(self.city)
            had = {number: opening, **before}
            return {name: now[name] - had.get(name, 0) for name in now if now[name] != had.get(name, 0)}

        self.wait_for("returned")
        try:
            until(lambda: not elsewhere(), 90, pause=0.3)
        except AssertionError:
            raise AssertionError(f"{elsewhere()} {self.order()}")
        self.wait_for("returned")
