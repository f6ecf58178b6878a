"""Money in escrow, with both real programs over HTTP: orders of several parties from the opening to the seller's account, through played banks, fund and
notary, and with what can go wrong: a custodian that lies, a bank that is silent, parties that withdraw, a seizure in between, a payoff that
changed. In the end every fen is where it belongs in the banks' own books, and the audit finds nothing.
"""
import json, sys, time

import apicaller, apisale, stage
from apiorder import post
from apisale import YUAN, accounts
from apisteps import desk, until


class Order(apisale.Sale):
    """Ready to be signed, handed in, paid: the stages between which something goes wrong here."""

    def open(self, custodian="公证处", **answers):
        super().open(custodian, **answers)
        self.ready()

    def hand_in(self):
        super().hand_in()
        until(lambda: self.money("buyer").get("pay_in"), 40)

    def pay_in(self):
        """The custodian's page says to the buyer where the money goes, and leads back to the case."""
        pay = until(lambda: self.money("buyer").get("pay_in"), 40)
        page = stage.get(pay["pay_url"]).decode()
        assert pay["account"] in page and f"{self.city.origin}/cases/{self.case}" in page, page
        super().pay_in()

    def change_custodian(self, name):
        """Seller and buyer choose another together; nobody else has a say, and one of them alone changes nothing."""
        code = next(code for known, code in self.custodians.items() if code != self.custodian and name in known)
        wish, path = {"custodian": code}, f"/api/v1/cases/{self.case}/custodian"
        assert self.caller("standing-lender").post(path, wish).status in (403, 404)
        assert self.caller("seller").post(path, {"custodian": self.standing}).status == 422, "a bank that doesn't hold money"
        assert self.caller("seller").post(path, wish).status == 200
        former = self.money("buyer")["custodian"]
        assert [wish["custodian"] for wish in self.order("buyer")["custodian_wishes"]] == [code], "the other side reads it"
        assert self.caller("buyer").post(path, wish).status == 200
        until(lambda: (m := self.money("buyer")).get("custodian") not in (None, former) and m.get("pay_in"), 40)
        assert self.caller("buyer").post(path, wish).status == 200, "said again it is as it is"
        self.custodian = code


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
    """Provident fund and bank together, fees of both sides, another custodian than the one chosen first, the bank's answers lost and its bells out of order, a
    custodian slow and silent: registered and settled."""
    order = Order(city, contract, "带押过户：买受人用公积金和商业组合贷款，新设顺位抵押", "transfer.mortgaged.new-rank")
    agency, property_office = "36050100000000008888", "36050100000000007777"
    order.open(**{
        "loan-order": "provident-first", "brokerage-buyer": f"3,000.00 南昌安居房产经纪有限公司 中国银行南昌分行 {agency}",
        "property-fee": f"860.50 南昌安家物业服务有限公司 中国银行南昌分行 {property_office}", "brokerage-seller": "no"})
    order.on_top, order.off_rest = 3_000 * YUAN, 860_50
    answers = json.dumps(order.state()["answers"], ensure_ascii=False)
    assert agency not in answers and "安居" not in answers, answers
    order.hand_in()
    order.change_custodian("银行")
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
    now = accounts(city)
    assert now[agency] == 3_000 * YUAN and now[property_office] == 860_50, (now.get(agency), now.get(property_office))

    def fees(role):
        return {flow["name"]: flow.get("amount") for flow in order.money(role)["flows"] if flow["name"].startswith("charge-")}
    assert fees("buyer") == {"charge-brokerage-buyer": 3_000 * YUAN, "charge-property-fee": None}, fees("buyer")
    assert fees("seller") == {"charge-brokerage-buyer": None, "charge-property-fee": 860_50}, fees("seller")
    return order


def by_tariff(order):
    """The custodian's fee as its own tariff says: typed otherwise it stops the order, by `tariff` nobody types anything."""
    account = apisale.account_number("8802", order.custodian)
    typed = order.answer({"custody-fee": f"1.00 某某公司 某银行 {account}"}, role="seller").json["answers"]["custody-fee"]
    assert typed.startswith("charge:100:"), typed
    said = until(lambda: [finding for finding in order.state()["findings"] if finding["check"] == "custody-fee-as-stated"], 20)
    assert "金额填写的是1.00元" in said[0]["message"], said
    assert order.caller("seller").post(f"/api/v1/cases/{order.case}/answers", {"answers": {"brokerage-seller": "tariff"}}).status == 422, "nobody else has one"
    kept = order.answer({"custody-fee": "tariff"}, role="seller").json["answers"]["custody-fee"].split(":")
    until(lambda: not [finding for finding in order.state()["findings"] if finding["check"] == "custody-fee-as-stated"], 20)
    assert kept[3] == account[-4:], (kept, account)
    return {"amount": int(kept[1]), "account": account}


def lying_custodian(city, contract):
    """Pays the seller a yuan too little and says that it paid: everything stops, a person says what has reached the seller, and the yuan is paid as well."""
    order = Order(city, contract, "带押过户：买受人全款，用房款还清原贷款", "transfer.mortgaged.paid")
    order.open("银行")
    fee = by_tariff(order)
    order.off_rest = fee["amount"]
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
    assert seen["differences"][0]["countable"] == seen["differences"][0]["stated"], seen
    bare = registrar.post(f"{path}/resume", {"reason": "已核对", "receipts": receipts, "version": seen["version"]})
    assert bare.status == 422, "left aside, the seller would never get the yuan"
    done = registrar.post(f"{path}/resume", {"reason": "卖方确认收到，少付的一元另行发出指令", "counted": receipts, "version": seen["version"]})
    assert done.status == 200, done
    order.wait_for("cleared", 120)
    order.cleared()
    assert accounts(city)[fee["account"]] == fee["amount"], (fee, accounts(city).get(fee["account"]))
    return order


def seized(city, contract):
    """A court seizes between the deposit and the registration: nothing is registered, and all the money goes back whole."""
    order = Order(city, contract, "带押过户：企业之间买卖厂房", "transfer.mortgaged.new-rank")
    before = accounts(city)
    order.open(**{"seller-resolution": "no", "buyer-resolution": "no"})
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


def strangers_account(city, contract):
    """The old lender's statement names somebody else's account once all the money is there: nothing is registered on it, a person clears it up. Then the custodian
    refuses an order that it has carried out and whose answer nobody could believe: it is paid once."""
    order = Order(city, contract, "带押过户：买受人在另一家银行贷款", "transfer.mortgaged.other-lender")
    apisale.Sale.open(order, assignment="ZR2026-0015")
    order.upload("assignment-contract", "standing-lender")
    order.ready()
    order.hand_in()
    lender = f"lender:{order.standing}"
    city.fault(lender, "other-account", about=order.unit)
    order.pay_in()
    stopped = until(lambda: (m := order.money()).get("stopped") and m, 60)
    assert stopped["stopped"] == "原贷款机构更换了收款账户", stopped
    assert order.state().get("registered_at") is None
    city.fault(lender, None)
    custodian = f"custodian:{order.custodian}"
    city.fault(custodian, "forged", times=1, about=f"{order.case}-payoff-1-1")
    city.fault(custodian, "refuses-known", times=1, about=order.case)
    registrar = desk(city, contract, "dengji")
    path = f"/api/v1/office/cases/{order.case}/money"
    seen = until(lambda: (m := registrar.get(path).json).get("stop") and m)
    done = registrar.post(f"{path}/resume", {"reason": "原贷款机构已更正还款账户", "version": seen["version"]})
    assert done.status == 200, done
    order.wait_for("cleared", 120)
    order.cleared()
    return order


def main():
    every = {run.__name__: run for run in (withdrawn_then_silent_then_overnight, combined_loans, lying_custodian, seized, strangers_account)}
    with stage.open_city() as city:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        orders = [every[name](city, contract) for name in sys.argv[1:] or every]
        city.verify()
    print(f"escrow: {len(orders)} orders between {sum(len(order.parties) for order in orders)} parties, every fen where it belongs")


if __name__ == "__main__":
    main()
