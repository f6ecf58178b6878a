"""An order of several parties over the JSON API, walked in one way whatever its mode: the first opens it and fills in the form, the others find it
and join by their own doors, each signs its part and all see so at once. People speak by their sessions; who speaks for a lender is the walk's to say."""
import json, urllib.parse, urllib.request

import apicaller
from apisteps import PDF, desk, signature, signed_in, until

LENDERS = ("standing-lender", "new-lender")
ENDED = "已经办结。"


def post(url, form):
    """A form at a department or a bank, which are no part of the registry."""
    urllib.request.urlopen(urllib.request.Request(url, data=urllib.parse.urlencode(form).encode()), timeout=10).close()


def key(person):
    """As departments name people and organisations to each other."""
    return f"credit-code:{person['creditCode']}" if person.get("creditCode") else f"identity-card:{person['identityNumber']}"


class Order:
    def __init__(self, city, contract, service, unit, parties, lender=signed_in):
        """`parties`: role and person, in the order in which they come. `lender` gives the caller that speaks for a lender."""
        self.city, self.contract, self.service, self.unit, self.parties, self.case = city, contract, service, unit, parties, None
        self.callers = [(role, person, (lender if role in LENDERS else signed_in)(city, contract, person)) for role, person in parties]

    def caller(self, role):
        return next(caller for known, _, caller in self.callers if known == role)

    def person(self, role):
        return next(person for known, person in self.parties if known == role)

    # What the parties do.

    def ways(self, told):
        """The wizard says to whoever opens it that this is the right way, and in which role."""
        role, _, caller = self.callers[0]
        found = caller.get(f"/api/v1/transfer-ways?{urllib.parse.urlencode({'unit': self.unit, **told})}").json
        assert found.get("right") == self.service and found["role"] == role and not found["questions"], found
        assert all(fact["registered"] for fact in found["facts"] if fact["fact"] in ("mortgage", "notices")), found["facts"]
        # On which terms it is mortgaged concerns those on its page and whoever buys it by a filed contract; by whom, those on its page.
        terms = {fact["fact"] for fact in found["facts"] if fact["registered"]} & {"ban", "undetermined"}
        assert bool(terms) == (role in ("seller", "buyer", "giver", "standing-lender")), (role, found["facts"])
        assert bool(found["mortgagees"]) == (role in ("seller", "giver", "standing-lender")), (role, found["mortgagees"])

    def enter(self, role, caller):
        """Opens the order, or joins the one that another has begun."""
        done = caller.post("/api/v1/cases", {"service": self.service, "role": role, "subject": self.unit})
        assert done.status == 201, (role, done)
        assert self.case in (None, done.json["id"]), (role, done.json)
        self.case = done.json["id"]

    def answer(self, answers, role=None):
        caller = self.caller(role) if role else self.callers[0][2]
        done = caller.post(f"/api/v1/cases/{self.case}/answers", {"answers": answers})
        assert done.status == 200, done
        return done

    def whose(self, answers):
        """Answers by the role that gives them: whoever came first where the question is theirs, else whom it concerns."""
        form = self.callers[0][2].get(f"/api/v1/services/{self.service}").json["form"]
        by, roles, parts = {field["name"]: field["by"] for field in form}, [role for role, _, _ in self.callers], {}
        for name, value in answers.items():
            role = next(role for role in roles if not by[name] or role in by[name])
            parts.setdefault(role, {})[name] = value
        return parts

    def open(self, **answers):
        self.enter(*self.callers[0][::2])
        parts = self.whose(answers)
        if first := parts.pop(self.callers[0][0], None):
            self.answer(first)
        for role, _, caller in self.callers[1:]:
            if role == "standing-lender":
                self.invited(role, caller)
            elif role in ("seller", "buyer", "taker"):
                self.named(role, caller)
            self.enter(role, caller)
        for role, later in parts.items():
            self.answer(later, role)

    def invited(self, role, caller):
        """Its mortgage stands on the page, so it is asked to join, and nobody has to tell it the case's number."""
        found = until(lambda: caller.get(f"/api/v1/institution/cases?view=invited&q={self.case}").json["items"])
        assert found[0]["id"] == self.case and role in found[0]["roles"], found

    def named(self, role, caller):
        """The filed contract or whoever came first names them, so the draft stands on their own list until they have joined it."""
        found = until(lambda: [i for i in caller.get("/api/v1/invitations").json["items"] if i["id"] == self.case], pause=0.3)
        assert found[0]["role"] == role and found[0]["unit"] == self.unit, found

    def upload(self, material, role):
        file = (f"{material}.pdf", "application/pdf", PDF + f"%{self.case} {material}".encode())
        done = self.caller(role).send("POST", f"/api/v1/cases/{self.case}/materials/{material}", parts={"file": file})
        assert done.status == 200, done

    def ready(self):
        """The departments have answered, and nothing is found against it."""
        def found():
            state = self.state()
            return state.get("waiting", {}).get("for") == "applicant" and not [f for f in state["findings"] if f["consequence"] != "note"]
        try:
            until(found, 40, pause=0.3)
        except AssertionError:
            state = self.state()
            raise AssertionError(f"{self.service} can't be signed: {state['phase']} {state.get('waiting')} {json.dumps(state['findings'], ensure_ascii=False)}")

    def sign(self, backwards=False):
        """In any order: each signature is seen by the others at once, the last hands it in."""
        turns = self.callers[::-1] if backwards else self.callers
        for number, (role, person, caller) in enumerate(turns):
            if len(turns) > 2:
                seen = self.order(turns[number - 1][0])["parties"]
                assert len(seen) == len(self.parties) and sum(party["signed"] for party in seen) == number, seen
            if role in LENDERS:
                waiting = caller.get(f"/api/v1/institution/cases?q={self.case}").json["items"]
                assert [(item["id"], item["task"], item["roles"]) for item in waiting] == [(self.case, "sign", [role])], waiting
            done = caller.post(f"/api/v1/cases/{self.case}/sign", signature(caller, self.case, person["name"]))
            assert done.status == 200, (role, done)

    def pay_fee(self, role):
        caller = self.caller(role)
        going_on = ("waitingPayment", "waitingDepartment", "waitingOfficer", "completed")
        state = until(lambda: (s := self.state())["phase"]["code"] in going_on and "accepted_at" in s and s, pause=0.3)
        if state["phase"]["code"] == "waitingPayment":
            caller.send("POST", caller.get(f"/api/v1/cases/{self.case}/payment").json["pay_url"], form={"way": "unionpay"})

    def approve(self, *officials):
        """Those who decide where the program doesn't: one after the other, each on what they saw."""
        path = f"/api/v1/office/cases/{self.case}"
        for name in officials:
            official = desk(self.city, self.contract, name)
            until(lambda: self.state()["phase"]["code"] == "waitingOfficer", pause=0.3)
            done = official.post(f"{path}/approve", {"opinion": "同意登记", "version": official.get(path).json["version"]})
            assert done.status == 200, done

    def withdraw(self):
        for _, _, caller in self.callers:
            done = caller.post(f"/api/v1/cases/{self.case}/withdraw", {"reason": "各方协商一致不再办理"})
            assert done.status == 200, done
        assert self.state()["phase"]["code"] == "withdrawn"

    # What there is to see.

    def state(self, role=None):
        return (self.caller(role) if role else self.callers[0][2]).get(f"/api/v1/cases/{self.case}").json

    def order(self, role=None):
        return (self.caller(role) if role else self.callers[0][2]).get(f"/api/v1/cases/{self.case}/order").json

    def completed(self):
        try:
            done = until(lambda: (s := self.state())["phase"]["code"] == "completed" and s, 60, pause=0.3)
        except AssertionError:
            raise AssertionError(f"{self.service} did not end: {json.dumps(self.state(), ensure_ascii=False)}")
        for role, _, caller in self.callers if len(self.callers) > 2 else []:
            picture = caller.get(f"/api/v1/cases/{self.case}/order").json
            assert picture["next"] == ENDED and all(party["signed"] for party in picture["parties"]), picture
            if role in LENDERS:
                assert not caller.get(f"/api/v1/institution/cases?q={self.case}").json["items"], "nothing waits for it any more"
                assert caller.get(f"/api/v1/institution/cases?view=ended&q={self.case}").json["items"]
        return done
