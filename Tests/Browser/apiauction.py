"""A court's auction from the seizure to the winner's certificate (案例十二), over the API alone, between five: the court over its own line, by its own
key; a court of another province by its system's signed assertion; the winner and the debtor by their sessions; the bank whose mortgage ends by its system's.
"""
import json, os, time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import apicaller, apiorder, apipeer, apiregister, stage
from apisteps import signed_in, system, until

SERVICE = "transfer.auction"
TODAY = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
YEAR = int(TODAY[:4])
SEIZURE, WAITING, RULING = "(2026)赣0102执177号", "(2026)湘0111执18号", "(2026)赣0102执恢177号之一"


class Auction:
    def __init__(self, city, contract):
        self.city, self.contract = city, contract
        demos = [demo for demo in city.demos if demo["story"].startswith("人民法院")]
        (self.court, visitor), lines = demos, apipeer.courts(city)
        self.line = apipeer.Peer(city, lines[self.court["name"]])
        self.stranger = apipeer.Peer(city, next(wire for name, wire in lines.items() if name not in (self.court["name"], visitor["name"])))
        self.visitor = system(city, contract, visitor, "court")
        self.lender = city.demo("贷款机构")
        self.bank = system(city, contract, self.lender, "bank")
        # The debtor's home is mortgaged; the winner is anybody.
        self.debtor = city.demo("带押赠与：房屋赠与他人，受赠人继续还贷（赠与人）")
        self.winner = city.demo("维修资金尚未交存")
        self.unit = self.debtor["unit"]
        self.owner = signed_in(city, contract, self.debtor)

    def against(self):
        return {"name": self.debtor["name"], "identifier": apiorder.key(self.debtor)}

    def page(self):
        return self.owner.get(f"/api/v1/my/property/{self.unit}").json["page"]

    def seize(self):
        """The one court is first, the other waits in line; nobody orders in another's name or by another's key."""
        order = {"document": SEIZURE, "court": self.court["name"], "unit": self.unit, "from": TODAY, "until": f"{YEAR + 2}-06-01", "against": self.against()}
        said = self.stranger.post("court.seizure-order", order)
        assert json.loads(said.body)["outcome"]["status"] == "refused", said
        forged = self.line.post("court.seizure-order", order, key=Ed25519PrivateKey.generate())
        assert forged.status == 401 and forged.code == "signature", forged
        assert not self.page()["seizures"]
        first = self.line.order("court.seizure-order", order, message="seizure-177")
        assert self.line.order("court.seizure-order", order, message="seizure-177") == first
        assert self.line.order("court.seizure-order", order) == first, "the same order by another message is the same order"
        wish = {"document": WAITING, "units": [self.unit], "until": f"{YEAR + 1}-06-01", "against": f"{self.debtor['name']} {self.debtor['identityNumber']}"}
        waits = self.visitor.post("/api/v1/court/seizures", wish, key="seizure-18")
        assert waits.status == 200 and "轮候第1位" in waits.json["note"], waits
        assert [(each["place"], each["document"]) for each in self.page()["seizures"]] == [(0, SEIZURE), (1, WAITING)], self.page()
        assert [item["seized"] for item in self.bank.get(f"/api/v1/institution/mortgages?q={self.unit}").json["items"]] == [True]
        for caller in (self.owner, self.bank):
            assert caller.post("/api/v1/court/liftings", {"document": "解1号", "seizure": SEIZURE, "units": [self.unit]}).status == 403
        self.warned()

    def warned(self):
        """Whoever would give it away is told first (房地产管理法 38)."""
        notes = self.owner.get(f"/api/v1/transfer-ways?unit={self.unit}&transfer=gift&debt=stays").json["notes"]
        assert [note for note in notes if "查封" in note["says"]], notes

    def review(self):
        """What departments know before the sale is published, and names nobody."""
        said = self.line.order("court.auction-review", {"document": "(2026)赣0102执恢177号", "court": self.court["name"], "unit": self.unit})
        anybody = apicaller.Caller(self.city.origin, self.contract)
        sheet = until(lambda: (a := anybody.get(f"/api/v1/auctions/{said['receipt']}")).status == 200 and a.json.get("complete") and a.json, 60)
        text = json.dumps(sheet, ensure_ascii=False)
        assert SEIZURE in text and WAITING in text and sheet["court"] == self.court["name"] and not sheet["silent"], sheet
        assert self.debtor["name"] not in text and self.debtor["identityNumber"] not in text
        assert said["receipt"] in [item["token"] for item in anybody.get("/api/v1/auctions").json["items"]]

    def rule(self):
        ruling = {
            "document": RULING, "notice": "(2026)赣0102执恢177号", "court": self.court["name"], "unit": self.unit, "servedOn": TODAY, "form": "sole",
            "debtors": [{"name": self.debtor["name"], "identifier": apiorder.key(self.debtor)}],
            "winners": [{"name": self.winner["name"], "identifier": apiorder.key(self.winner)}], "price": 71_234_500, "lifts": [], "endsOthers": True,
            "paid": [{"to": "供水公司", "amount": 12_350}],
        }
        assert json.loads(self.stranger.post("court.auction-ruling", ruling).body)["outcome"]["status"] == "refused"
        self.line.order("court.auction-ruling", ruling)
        # The right has passed: whoever seizes from the former owner now comes too late (民法典 229).
        late = {"document": "(2026)湘0111执19号", "units": [self.unit], "until": f"{YEAR + 1}-06-01", "against": f"{self.debtor['name']} {self.debtor['identityNumber']}"}
        assert self.visitor.post("/api/v1/court/seizures", late).status in (409, 422)

    def pay_tax(self):
        """At the tax bureau, which hears of the sale from the registry."""
        def paid():
            try:
                apiorder.post(f"{self.city.departments}/pay-tax/{self.unit}", {})
                return True
            except OSError:
                return False
        until(paid)

    def win(self):
        """One application, one payment, no official."""
        order = apiorder.Order(self.city, self.contract, SERVICE, self.unit, [("winner", self.winner)])
        register = apiregister.Register(order, watching=[("debtor", self.debtor, self.owner), ("standing-lender", self.lender, self.bank)])
        assert register.before and register.proofs, "a mortgage stands"
        # A stranger who says to have won is told nothing of the sale, and nobody is drawn into the stranger's draft.
        squat = self.owner.post("/api/v1/cases", {"service": SERVICE, "role": "winner", "subject": self.unit}).json
        assert "sale" not in squat, squat
        caller = order.caller("winner")
        offered = caller.get(f"/api/v1/services/{SERVICE}/choices").json["items"]
        assert self.unit in [choice["subject"] for choice in offered], offered
        order.open()
        assert order.case != squat["id"]
        sale = order.state()["sale"]
        assert (sale["court"], sale["ruling"], sale["price"], sale["served_on"]) == (self.court["name"], RULING, 71_234_500, TODAY), sale
        assert sale["paid"] == [{"to": "供水公司", "amount": 12_350}] and sale["ends_all_seizures"] and not sale["share_only"], sale
        assert caller.get(f"/api/v1/cases/{order.case}/order").code == "no-order"
        self.pay_tax()
        order.ready()
        order.sign()
        order.pay_fee("winner")
        order.completed()
        assert "approved" not in json.dumps(order.state()["history"]), order.state()["history"]
        register.check([self.winner["name"]], [], gone=["debtor"])
        register.certificates(["certificate"])
        page = register.page("winner")
        assert page["ownership"]["passed_on"] == TODAY, page["ownership"]
        return order

    def told(self):
        """Both courts' seizures have ended, and both know; tax, housing and the utilities have heard who is the owner."""
        def ended():
            changes = [json.loads(item["payload"]) for item in self.city.told() if item["contract"] == "court.seizure-changed"]
            return {(change["court"], change["document"]) for change in changes if change["event"] == "auctioned" and change["unit"] == self.unit}
        until(lambda: {document for _, document in ended()} == {SEIZURE, WAITING})
        orders = self.visitor.get("/api/v1/court/orders").json["items"]
        assert [order["state"] for order in orders if order["document"] == WAITING] == ["ended"], orders
        wanted = {"housing", "tax", "water", "power", "gas", "television"}
        until(lambda: wanted <= {item["department"] for item in self.city.told() if self.unit in item["payload"]})


def main():
    os.environ["DENGBU_HTTP_TRUSTED_PROXIES"] = "1"
    with stage.open_city() as city:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        auction = Auction(city, contract)
        auction.seize()
        auction.review()
        auction.rule()
        order = auction.win()
        auction.told()
        city.verify()
    print(f"apiauction: {order.unit} sold over the API alone, between two courts, winner, debtor and bank")


if __name__ == "__main__":
    main()
