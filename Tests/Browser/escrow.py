"""Money in escrow, with both real programs over HTTP: orders of several parties from the opening to the seller's account, through played banks, fund and
notary, and with what can go wrong: a custodian that lies, a bank that is silent, parties that withdraw, a seizure in between, a payoff that
changed. In the end every fen is where it belongs in the banks' own books, and the audit finds nothing.
"""
import hashlib, json, re, sys, time, urllib.parse, urllib.request

import apicaller, buyer as citizen, stage
from apisteps import desk, ready, signature, signed_in, until

REST = "6217000010009990001"
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


def post(url, form):
    urllib.request.urlopen(urllib.request.Request(url, data=urllib.parse.urlencode(form).encode()), timeout=10).close()


class Order:
    """A sale with its parties, each with a session of its own."""

    def __init__(self, city, contract, story, service):
        self.city, self.service = city, service
        self.seller, self.buyer = city.demo(f"{story}（出卖人）"), city.demo(f"{story}（买受人）")
        self.unit = self.find_unit()
        self.loans = [value["approval"] | {"lender": value["lender"]} for kind, value in citizen.records(city) if kind == "approval" and value["approval"]["unit"] == self.unit]
        self.price = next(value["price"] for kind, value in citizen.records(city) if kind == "contract" and value["unit"] == self.unit)
        names = {entry["institution"]: entry["name"] for entry in directory(city) if entry["department"] == "lender"}
        standing = city.demo("贷款机构")["creditCode"]
        self.standing = standing
        self.parties = [("seller", self.seller), ("buyer", self.buyer), ("standing-lender", {"creditCode": standing, "name": names[standing]})]
        for loan in self.loans:
            if loan["lender"] != standing:
                self.parties.append(("new-lender", {"creditCode": loan["lender"], "name": names[loan["lender"]]}))
        self.callers = [(role, person, signed_in(city, contract, person)) for role, person in self.parties]
        options = next(field for field in self.caller("seller").get(f"/api/v1/services/{service}").json["form"] if field["type"] == "custodian")["options"]
        self.custodians = {option["name"]: option["code"] for option in options}
        self.case = None

    def find_unit(self):
        """The one unit of which this buyer has a filed contract with this seller."""
        def key(person):
            return f"credit-code:{person['creditCode']}" if person.get("creditCode") else f"identity-card:{person['identityNumber']}"
        for kind, value in citizen.records(self.city):
            if kind == "contract" and [b["identifier"] for b in value["buyers"]] == [key(self.buyer)] and [s["identifier"] for s in value["sellers"]] == [key(self.seller)]:
                self.buyer_key = key(self.buyer)
                return value["unit"]
        raise SystemExit(f"no contract for {self.buyer['story']}")

    def caller(self, role):
        return next(caller for known, _, caller in self.callers if known == role)

    # What the parties do.

    def open(self, custodian="公证处", **answers):
        """Everybody opens or joins by its own door; one fills in the form."""
        for role, _, caller in self.callers:
            done = caller.post("/api/v1/cases", {"service": self.service, "role": role, "subject": self.unit})
            assert done.status == 201, (role, done)
            assert self.case in (None, done.json["id"]), (role, done.json)
            self.case = done.json["id"]
        self.custodian = next(code for name, code in self.custodians.items() if custodian in name)
        seller = self.caller("seller")
        wrong = seller.post(f"/api/v1/cases/{self.case}/answers", {"answers": {"rest": "没有账号", "custodian": self.standing}})
        assert wrong.status == 422, wrong
        filled = {"custodian": self.custodian, "rest": f"中国银行南昌分行 {self.rest_number()}", **answers}
        done = seller.post(f"/api/v1/cases/{self.case}/answers", {"answers": filled})
        assert done.status == 200 and self.rest_number() not in json.dumps(done.json), "an account number is kept sealed"
        ready(seller, self.case)

    def rest_number(self):
        return REST + self.unit[-4:]

    def sign(self):
        for role, person, caller in self.callers:
            done = caller.post(f"/api/v1/cases/{self.case}/sign", signature(caller, self.case, person["name"]))
            assert done.status == 200, (role, done)

    def pay_fee(self):
        buyer = self.caller("buyer")
        state = until(lambda: (s := self.state())["phase"]["code"] in ("waitingPayment", "waitingDepartment", "waitingOfficer") and "accepted_at" in s and s)
        if state["phase"]["code"] == "waitingPayment":
            buyer.send("POST", buyer.get(f"/api/v1/cases/{self.case}/payment").json["pay_url"], form={"way": "unionpay"})

    def hand_in(self):
        self.sign()
        self.pay_fee()
        return until(lambda: self.money("buyer").get("pay_in"), 40)

    def pay_in(self):
        """The buyer pays on the custodian's own page, where the case leads."""
        pay = until(lambda: self.money("buyer").get("pay_in"), 40)
        assert pay["amount"] == self.own_funds(), (pay, self.own_funds())
        page = stage.get(pay["pay_url"]).decode()
        assert pay["account"] in page and f"{self.city.origin}/cases/{self.case}" in page, page
        assert "pay_in" not in self.money("seller") and "pay_in" not in self.money("standing-lender"), "only whoever pays is told where"
        form = dict(re.findall(r'name="(source|seen|back)" value="([^"]*)"', page))
        post(pay["pay_url"], {**form, "amount": f"{pay['amount'] / YUAN:.2f}"})

    def own_funds(self):
        return self.price - sum(loan["amount"] for loan in self.loans)

    def withdraw(self):
        for _, _, caller in self.callers:
            done = caller.post(f"/api/v1/cases/{self.case}/withdraw", {"reason": "各方协商一致不再买卖"})
            assert done.status == 200, done
        assert self.state()["phase"]["code"] == "withdrawn"

    # What there is to see.

    def state(self, role="seller"):
        return self.caller(role).get(f"/api/v1/cases/{self.case}").json

    def order(self, role="seller"):
        return self.caller(role).get(f"/api/v1/cases/{self.case}/order").json

    def money(self, role="seller"):
        return self.order(role).get("money", {})

    def flow(self, name, role="seller"):
        return next(flow for flow in self.money(role)["flows"] if flow["name"] == name)

    def wait_for(self, phase, seconds=60):
        try:
            return until(lambda: (m := self.money()).get("phase") == phase and m, seconds)
        except AssertionError:
            raise AssertionError(f"{phase} did not come: {json.dumps(self.order(), ensure_ascii=False)} {self.state()['phase']} {self.state().get('waiting')}")

    def cleared(self, short=0):
        """Registered, certified, the old loan paid off to the fen, the rest with the seller, the new loan lent once."""
        self.wait_for("cleared")
        done = until(lambda: (s := self.state())["phase"]["code"] == "completed" and s, 30)
        assert self.caller("buyer").get(f"/api/v1/cases/{self.case}").json["certificates"], done
        payoff, rest = self.flow("payoff-1"), self.flow("remainder")
        assert payoff["moved"] + rest["moved"] == self.price, (payoff, rest, self.price)
        now = accounts(self.city)
        assert now[self.rest_number()] == rest["moved"] - short, (now[self.rest_number()], rest)
        spent = 20_000_000 * YUAN - now[account_number("6217", self.buyer_key)] if "identity-card" in self.buyer_key else None
        assert spent in (None, self.own_funds()), (spent, self.own_funds())
        owner = self.caller("buyer").get("/api/v1/my/property").json["items"]
        assert self.unit in [item["facts"]["unit"] for item in owner], owner
        # Each side sees its own amounts and that the others' have moved.
        assert "amount" not in self.flow("remainder", "buyer") and self.flow("remainder", "buyer")["state"] == "done"
        assert self.flow("payoff-1", "standing-lender")["amount"] == payoff["moved"]
        self.everybody_is_told()

    def everybody_is_told(self):
        for role, _, _ in self.callers:
            assert self.order(role)["next"] == "已经办结。", self.order(role)

    def returned(self, before):
        """All that came in is back where it came from."""
        own = account_number("6217", self.buyer_key)

        def elsewhere():
            now = accounts(self.city)
            # A buyer's own account is opened with the first deposit.
            had = {own: (20_000_000 if "identity-card" in self.buyer_key else 2_000_000_000) * YUAN, **before}
            return {number: now[number] - had.get(number, 0) for number in now if now[number] != had.get(number, 0)}

        self.wait_for("returned")
        try:
            until(lambda: not elsewhere(), 90)
        except AssertionError:
            raise AssertionError(f"{elsewhere()} {self.order()}")
        self.wait_for("returned")


def withdrawn_then_silent_then_overnight(city, contract):
    """At the standing lender: withdrawn after the deposit; then anew, while the bank is silent and its payoff changes overnight."""
    order = Order(city, contract, "带押过户：买受人在原贷款银行贷款", "transfer.mortgaged.same-lender")
    before = accounts(city)
    order.open()
    order.hand_in()
    # Silent: the loan is ordered and isn't paid; so the buyer's money lies alone when the parties withdraw.
    city.fault(f"lender:{order.standing}", "pending", about=order.case)
    order.pay_in()
    until(lambda: order.flow("loan-1", "buyer")["state"] == "ordered", 40)
    lender = dict(order.parties)["standing-lender"]["name"]
    assert order.order()["next"] == f"自有资金已经到齐，等待{lender}放款到监管账户。", order.order()["next"]
    order.withdraw()
    order.returned(before)
    city.fault(f"lender:{order.standing}", None)

    order.case = None
    order.open()
    order.hand_in()
    quoted = order.flow("payoff-1")["amount"]
    city.fault(f"lender:{order.standing}", "down")
    post(f"{city.departments}/control/lenders/{order.standing}/days", {"days": 1})
    order.pay_in()
    time.sleep(2)
    assert order.state().get("registered_at") is None and order.money()["phase"] == "collecting"
    city.fault(f"lender:{order.standing}", None)
    order.cleared()
    assert order.flow("payoff-1")["moved"] > quoted, (order.flow("payoff-1"), quoted)
    page = order.caller("buyer").get(f"/api/v1/my/property/{order.unit}").json["page"]
    assert len(page["mortgages"]) == 1, page["mortgages"]
    return order


def combined_loans(city, contract):
    """Provident fund and bank together, the bank's answers lost and its bells out of order, a custodian slow and silent: registered and settled."""
    order = Order(city, contract, "带押过户：买受人用公积金和商业组合贷款，新设顺位抵押", "transfer.mortgaged.new-rank")
    order.open(**{"loan-order": "provident-first"})
    order.hand_in()
    fund, bank = order.loans[0]["lender"], order.loans[1]["lender"]
    city.fault(f"lender:{bank}", "down")
    city.fault(f"custodian:{order.custodian}", "lost")
    order.pay_in()
    # The custodian's bell is lost: the statement asked for within a minute shows the deposit.
    until(lambda: order.flow("own-funds", "buyer")["state"] == "done", 90)
    city.fault(f"custodian:{order.custodian}", None)
    until(lambda: order.flow("loan-1", "buyer")["state"] == "done", 40)
    assert order.flow("loan-2", "buyer")["state"] in ("ordered", "waiting") and order.state().get("registered_at") is None
    city.fault(f"lender:{bank}", None)
    order.wait_for("cleared", 120)
    order.cleared()
    return order


def lying_custodian(city, contract):
    """Pays the seller a yuan too little and says that it paid: everything stops, a person clears it up, and it ends."""
    order = Order(city, contract, "带押过户：买受人全款，用房款还清原贷款", "transfer.mortgaged.paid")
    order.open("银行")
    order.hand_in()
    city.fault(f"custodian:{order.custodian}", "other-amount", times=1, about=f"{order.case}-remainder")
    order.pay_in()
    stopped = until(lambda: (m := order.money()).get("stopped") and m, 60)
    assert stopped["stopped"] in ("监管机构的回执前后不一致", "付款金额与指令不一致"), stopped
    assert order.state()["phase"]["code"] != "completed"
    registrar = desk(city, contract, "dengji")
    path = f"/api/v1/office/cases/{order.case}/money"
    seen = until(lambda: (m := registrar.get(path).json).get("stop") and m)
    assert desk(city, contract, "shenhe").post(f"{path}/resume", {"reason": "已核对", "version": seen["version"]}).status == 403
    # Not cleared up: it stops again at once.
    again = registrar.post(f"{path}/resume", {"reason": "再看一次", "version": seen["version"]})
    assert again.status == 200, again
    seen = until(lambda: (m := registrar.get(path).json).get("stop") and m["version"] > again.json["version"] and m, 60)
    receipts = [difference["receipt"] for difference in seen["differences"]]
    assert len(receipts) == 1 and seen["differences"][0]["expected"] - seen["differences"][0]["stated"] == 1 * YUAN, seen
    done = registrar.post(f"{path}/resume", {"reason": "监管机构已另行补付一元，双方对账一致", "receipts": receipts, "version": seen["version"]})
    assert done.status == 200, done
    order.wait_for("cleared", 120)
    order.cleared(short=1 * YUAN)
    return order


def seized(city, contract):
    """A court seizes between the deposit and the registration: nothing is registered, and all the money goes back whole."""
    order = Order(city, contract, "带押过户：企业之间买卖厂房", "transfer.mortgaged.new-rank")
    before = accounts(city)
    order.open(resolution="no")
    order.hand_in()
    bank = order.loans[0]["lender"]
    city.fault(f"lender:{bank}", "pending", about=order.case)
    order.pay_in()
    until(lambda: order.flow("loan-1", "buyer")["state"] == "ordered", 40)
    post(f"{city.departments}/control/court/seize", {"document": "（2026）赣01执99号", "court": "南昌市中级人民法院", "unit": order.unit})
    examiner = desk(city, contract, "shenhe")
    time.sleep(1)
    city.fault(f"lender:{bank}", None)
    until(lambda: order.state()["phase"]["code"] == "waitingOfficer", 180)
    assert order.money()["phase"] == "secured" and order.state().get("registered_at") is None
    path = f"/api/v1/office/cases/{order.case}"
    refused = examiner.post(f"{path}/refuse", {"ground": "不动产被查封，依法不予登记", "version": examiner.get(path).json["version"]})
    assert refused.json["phase"]["code"] == "refused", refused
    order.returned(before)
    return order


def main():
    every = {run.__name__: run for run in (withdrawn_then_silent_then_overnight, combined_loans, lying_custodian, seized)}
    with stage.open_city() as city:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        orders = [every[name](city, contract) for name in sys.argv[1:] or every]
        city.verify()
    print(f"escrow: {len(orders)} orders between {sum(len(order.parties) for order in orders)} parties, every fen where it belongs")


if __name__ == "__main__":
    main()
