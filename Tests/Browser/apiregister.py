"""What the register, its certificates and its log say when an order has ended, asked for over the API by those whom it concerns: each owner reads the
page, each lender its own mortgages, anybody the public facts; and every receipt is verified offline, with nothing but the log's key."""
import json, subprocess, urllib.parse

import apicaller, apiorder, stage
from apisteps import until


class Register:
    """Of one order: what stood before it began, and what stands after it."""

    def __init__(self, order, watching=()):
        """`watching`: role, person and caller of those whom it concerns and who take no part in it."""
        self.order, self.city, self.callers = order, order.city, [*order.callers, *watching]
        self.anybody = apicaller.Caller(order.city.origin, order.contract)
        self.lenders = {
            person["creditCode"]: (person["name"], caller) for role, person, caller in self.callers if role in apiorder.LENDERS}
        self.before, self.proofs = self.mortgages(), [proof for _, _, _, proof in self.standing()]
        self.valid = set(self.numbers())

    # What stands, as those who have a part in it read it.

    def lent(self, caller):
        return caller.get(f"/api/v1/institution/mortgages?q={self.order.unit}").json["items"]

    def standing(self):
        """Each lender's own mortgages on the unit: rank, who, how much, under which proof."""
        return sorted((item["rank"], name, item["amount"], item["proof"]) for name, caller in self.lenders.values() for item in self.lent(caller))

    def mortgages(self):
        """All that stand, as the owner reads the page; where no owner takes part, as their lenders list them."""
        page = next((page for role, _, _ in self.callers if role not in apiorder.LENDERS and (page := self.page(role))), None)
        if page is None:
            return [(rank, [name], amount) for rank, name, amount, _ in self.standing()]
        return sorted((each["rank"], each["mortgagees"], each["amount"]) for each in page["mortgages"])

    def numbers(self):
        """Certificates and proofs of the unit that are valid, as their holders list them."""
        for role, _, caller in self.callers:
            listed = [] if role in apiorder.LENDERS else caller.get("/api/v1/my/certificates?limit=100").json["items"]
            yield from (item["number"] for item in listed if item["unit"] == self.order.unit)
        yield from (proof for _, _, _, proof in self.standing())

    def page(self, role):
        caller = next(caller for known, _, caller in self.callers if known == role)
        answer = caller.get(f"/api/v1/my/property/{self.order.unit}")
        return answer.json["page"] if answer.status == 200 else None

    # What must stand.

    def check(self, owners, mortgages=None, notices=0, gone=()):
        """`owners`: those who hold the unit now, by name; `mortgages`: lender and amount by rank, where they aren't what they were; `gone`: roles
        that have no part in the page any more."""
        pages = [
            (person, answer.json["page"]) for _, person, caller in self.callers if person["name"] in owners
            and (answer := caller.get(f"/api/v1/my/property/{self.order.unit}")).status == 200]
        assert sorted(person["name"] for person, _ in pages) == sorted(owners), pages
        for person, page in pages:
            # Each by their own full name, the others covered.
            holders = [each["name"] for each in page["ownership"]["holders"]]
            assert len(holders) == len(owners) and person["name"] in holders, holders
            assert all(each["mortgagors"] == holders for each in page["mortgages"]), page["mortgages"]
        ranked = sorted((each["rank"], each["mortgagees"], each["amount"]) for each in page["mortgages"])
        known = self.before if mortgages is None else [(rank, [self.lenders[code][0]], amount) for rank, (code, amount) in enumerate(mortgages, 1)]
        assert ranked == known, (ranked, known)
        assert len(page["notices"]) == notices and not page["seizures"], page
        assert not [role for role in gone if self.page(role)], f"{gone} still read the page"
        taking_part = [name for name, _ in self.lenders.values()]
        own = [(rank, [name], amount) for rank, name, amount, _ in self.standing()]
        assert own == [mortgage for mortgage in known if mortgage[1][0] in taking_part], (own, known)
        facts = self.anybody.get(f"/api/v1/units/{self.order.unit}").json
        assert facts["mortgaged"] == bool(known) and facts["advance_notice"] == bool(notices) and not facts["seized"], facts
        self.state(facts)

    def certificates(self, kinds, ends=True):
        """Each that was issued: its holder has the sealed file, nobody else has, its receipt verifies; those of before are valid no more."""
        order, issued = self.order, {}
        for _, _, caller in order.callers:
            for each in caller.get(f"/api/v1/cases/{order.case}").json["certificates"]:
                issued.setdefault(each["number"], (each, []))[1].append(caller)
        assert sorted(each["kind"] for each, _ in issued.values()) == sorted(kinds), issued
        lent = {item["proof"]: caller for _, caller in self.lenders.values() for item in self.lent(caller)}
        for each, holders in issued.values():
            token = each["check_url"].rsplit("/", 1)[1]
            checked = self.anybody.get(f"/api/v1/certificates/{token}").json
            assert checked["number"] == each["number"] and checked["status"] == "valid" and checked["unit"] == order.unit, checked
            self.receipt(checked)
            assert each["number"] not in lent or holders == [lent[each["number"]]], each
            assert holders == [caller for _, _, caller in self.callers if caller.get(each["file_url"]).status == 200], "nobody else has the file"
            assert len(holders) < len(self.callers), f"{each['number']} is everybody's"
            self.file(holders[0].get(each["file_url"]).body)
        for number in self.valid:
            status = self.anybody.get(f"/api/v1/certificates/check?number={urllib.parse.quote(number)}").json["status"]
            assert (status != "valid") == ends, (number, status)

    # Proofs, verified offline.

    def receipt(self, checked):
        found = until(lambda: (a := self.anybody.get(checked["receipt_url"])).status == 200 and a.body, pause=0.3)
        said = self.verify("receipt", found, "tlog-proof", "--key", checked["log_key"])
        assert self.order.unit in said, said

    def file(self, body):
        assert body.startswith(b"%PDF"), body[:20]
        chain = f"{self.city.home}/chain-{self.order.case}.pem"
        open(chain, "wb").write(stage.get(f"{self.city.origin}/seal-chain.pem"))
        self.verify("certificate", body, "pdf", "--key", self.log_key(), "--seal", chain)

    def state(self, facts):
        """The latest entry of the unit says of its page what the public facts say."""
        def covered():
            answer = self.anybody.get(f"/api/v1/units/{self.order.unit}/state")
            return answer.status == 200 and (said := json.loads(answer.json["state"]))["mortgage"] == facts["mortgaged"] and (answer.body, said)
        body, said = until(covered, pause=0.3)
        assert said["notice"] == facts["advance_notice"] and said["seizure"] == facts["seized"], said
        self.verify("state", body, "json", "--key", self.log_key())

    def log_key(self):
        return self.anybody.get("/api/v1/log").json["key"]

    def verify(self, what, body, ending, *more):
        path = f"{self.city.home}/{what}-{self.order.case}.{ending}"
        open(path, "wb").write(body)
        done = subprocess.run([f"{stage.BIN}/dengbu", "verify", what, path, *more], capture_output=True, text=True)
        assert done.returncode == 0, f"{what} of {self.order.service}: {done.stdout}{done.stderr}"
        return done.stdout
