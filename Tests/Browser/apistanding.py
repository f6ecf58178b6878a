"""What lets a buyer register alone, and a developer and a bank act at all, over the JSON API: promise letters, the public list, roles."""
import hashlib, uuid

import apicaller, buyer as citizen


def letter(anybody, caller, registrar, project, name):
    """The letter is renewed, withdrawn and signed anew; everybody reads the sealed file, a registrar suspends the project and resumes it."""
    own, public, office = (f"/api/v1/{place}projects/{project}" for place in ("developer/", "", "office/"))
    first = anybody.get(public).json
    assert first["open"] and first["pledge"]["in_force"], first
    file = anybody.get(public + "/pledge/file")
    assert file.status == 200 and hashlib.sha256(file.body).hexdigest() == first["pledge"]["file_sha256"], file
    assert caller.get(own + "/pledge/file").body == file.body
    assert caller.post(own + "/pledge/renew", {"name": name, "years": 5}).json["errors"][0]["field"] == "years"
    renewed = caller.post(own + "/pledge/renew", {"name": name, "years": 1}, key=str(uuid.uuid4()))
    assert renewed.status == 200 and renewed.json["pledge"]["valid_until"] > first["pledge"]["valid_until"], renewed
    assert caller.post(own + "/pledge/withdraw", {"name": "别人", "reason": "与购房人协商一致"}).json["errors"][0]["field"] == "name"
    gone = caller.post(own + "/pledge/withdraw", {"name": name, "reason": "与购房人协商一致"}, key=str(uuid.uuid4()))
    assert gone.status == 200 and gone.json["pledge"]["withdrawn_for"] == "与购房人协商一致", gone
    assert caller.post(own + "/pledge/withdraw", {"name": name, "reason": "与购房人协商一致"}).code == "not-eligible"
    closed = anybody.get(public).json
    assert not closed["open"] and "协商一致" in closed["closed_for"], closed
    again = caller.post(own + "/pledge/renew", {"name": name, "years": 3})
    assert again.status == 200 and again.json["pledge"]["in_force"], again

    assert project in [p["id"] for p in registrar.get("/api/v1/office/projects?limit=100").json["items"]]
    assert registrar.get(office + "/pledge/file").status == 200
    seen = registrar.get(office)
    version = seen.json["version"]
    assert seen.headers["etag"] == f'"{version}"' and [e["what"]["code"] for e in seen.json["history"]][:3] == ["pledgeRenewed", "pledgeWithdrawn", "pledgeRenewed"], seen
    wish = {"reason": "人民法院裁定受理破产申请"}
    assert registrar.post(office + "/suspend", wish).status == 428
    assert registrar.post(office + "/suspend", {**wish, "version": version - 1}).code == "changed-meanwhile"
    done = registrar.post(office + "/suspend", {**wish, "version": version}, key=str(uuid.uuid4()))
    assert done.status == 200 and not done.json["open"], done
    assert anybody.get(public).json["suspended_for"] == wish["reason"]
    back = registrar.post(office + "/resume", {"reason": "破产申请已被驳回", "version": done.json["version"]})
    assert back.status == 200 and back.json["open"], back


def organisations(city, contract, security, registrar):
    """The security administrator takes a bank's role and gives it back; the bank's own words don't."""
    root = "/api/v1/admin/organisations"
    bank = city.demo("贷款机构")
    wrong = bank["creditCode"][:-1] + ("1" if bank["creditCode"][-1] != "1" else "2")
    refused = security.get(f"{root}?credit_code={wrong}")
    assert refused.status == 422, refused
    found = security.get(f"{root}?credit_code={bank['creditCode']}").json["items"][0]
    assert found["roles"] == ["bank"] and found["id"] in [o["id"] for o in security.get(f"{root}?limit=100").json["items"]], found
    place = f"{root}/{found['id']}"
    seen = security.get(place)
    assert seen.headers["etag"] == f'"{seen.json["version"]}"', seen
    wish = {"role": "bank", "ground": "监管部门书面函告"}
    assert security.post(place + "/revoke", wish).status == 428
    taken = security.post(place + "/revoke", {**wish, "version": seen.json["version"]}, key=str(uuid.uuid4()))
    assert taken.status == 200 and taken.json["roles"] == [] and not taken.json["history"][0]["granted"], taken
    assert security.post(place + "/revoke", {**wish, "version": taken.json["version"]}).status == 422
    assert "bank" not in apicaller.citizen(city, contract, bank).get("/api/v1/session").json["roles"], "the department's word doesn't give it back"
    given = security.post(place + "/grant", {**wish, "version": taken.json["version"]})
    assert given.status == 200 and given.json["roles"] == ["bank"], given
    city.dengbu("organisation", "revoke", bank["creditCode"], "--role", "bank", "--ground", "演练：撤销", "--data", city.data)
    city.dengbu("organisation", "grant", bank["creditCode"], "--role", "bank", "--ground", "演练：恢复", "--data", city.data)
    shown = city.dengbu("organisation", "show", bank["creditCode"], "--data", city.data)
    assert shown.splitlines()[0].endswith("bank") and "演练：恢复" in shown, shown
    assert registrar.get(place).status == 403
    # The provident fund has no licence and lends by statute; a notary office lends nothing.
    fund, notary = city.demo("公积金贷款机构"), next(value for kind, value in citizen.records(city) if kind == "institution" and value["kinds"] == ["custodian"])
    assert "bank" in apicaller.citizen(city, contract, fund).get("/api/v1/session").json["roles"]
    roles = apicaller.citizen(city, contract, notary).get("/api/v1/session").json["roles"]
    assert "bank" not in roles and "custodian" in roles, roles
