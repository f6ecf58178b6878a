"""What every walk over the JSON API does: sessions, cases from opening to signature, waiting for what must come."""
import csv, io, time

import apicaller, stage

SERVICE = "transfer.presold.by-buyer"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


CALLERS = {}


def signed_in(city, contract, person):
    """One session for each citizen: nobody may sign in more than ten times a minute."""
    number = person.get("creditCode") or person["identityNumber"]
    if number not in CALLERS:
        CALLERS[number] = apicaller.citizen(city, contract, person)
    return CALLERS[number]


def desk(city, contract, name):
    if name not in CALLERS:
        CALLERS[name] = apicaller.official(city, contract, name, stage.PASSWORD)
    return CALLERS[name]


def system(city, contract, organisation, role):
    """An organisation's own system: a key that the registry has entered, a signed assertion, ten minutes' token (RFC 7523)."""
    number = organisation["creditCode"]
    if f"system {number}" not in CALLERS:
        machine = apicaller.Institution(f"{role}-{number.lower()}")
        pem = f"{city.home}/{machine.client}.pem"
        open(pem, "w").write(machine.public_pem())
        city.dengbu("client", "add", machine.client, "--data", city.data, "--name", organisation["name"], "--credit-code", number, "--key", pem, "--role", role)
        caller = apicaller.Caller(city.origin, contract)
        caller.token = machine.sign_in(caller, machine.assertion(f"{city.origin}/api/v1/token")).json["access_token"]
        CALLERS[f"system {number}"] = caller
    return CALLERS[f"system {number}"]


def until(check, seconds=30, pause=0.1):
    end = time.time() + seconds
    while time.time() < end:
        found = check()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"did not happen within {seconds} s: {check}")


def open_case(caller, subject, key=None, service=SERVICE, role="buyer"):
    return caller.post("/api/v1/cases", {"service": service, "role": role, "subject": subject}, key=key)


def ready(caller, case):
    """Waits until the departments have answered and the case waits for its applicant."""
    return until(lambda: (c := caller.get(f"/api/v1/cases/{case}").json).get("waiting", {}).get("for") == "applicant" and c)


def signature(caller, case, name):
    application = caller.get(f"/api/v1/cases/{case}/application").json
    return {"name": name, "accept": [d["name"] for d in application["declarations"]], "digest": application["digest"]}


def hand_in(caller, case, name, key=None):
    ready(caller, case)
    return caller.post(f"/api/v1/cases/{case}/sign", signature(caller, case, name), key=key)


def phase(caller, case):
    return caller.get(f"/api/v1/cases/{case}").json["phase"]["code"]


def table(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")
