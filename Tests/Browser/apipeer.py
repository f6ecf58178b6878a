"""Messages of the exchange as a department's or a court's own system sends them: canonical JSON, signed by its key, to POST /exchange/{contract}; and
the registry's answer, believed only if it is signed by the registry and is the answer to this very message (docs/how-to-add-a-department.md)."""
import hashlib, json, time, uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import apicaller, stage


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Peer:
    """One that is connected, by its name on the wire: `payment`, `court:11360100…`."""

    def __init__(self, city, wire):
        self.city, self.wire = city, wire
        self.key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(json.load(open(f"{city.departments_data}/keys.json"))[wire]))
        self.caller = apicaller.Caller(city.origin)
        self.sent = {}

    def post(self, contract, payload, case=None, message=None, key=None, key_id=None):
        """What the registry's door answers. The same `message` again is sent with the same bytes; `key` and `key_id` are somebody else's where
        it is forged."""
        now = int(time.time() * 1_000_000)
        envelope = {
            "contract": contract, "expiresAt": now + 60_000_000, "from": self.wire, "id": message or f"test-{uuid.uuid4()}", "issuedAt": now,
            "legalBasis": "x", "payload": canonical(payload), "purpose": "x", "to": "registry", **({"caseID": case} if case else {}),
        }
        body = self.sent.setdefault(envelope["id"], canonical(envelope).encode())
        headers = {
            "Dengbu-Key": key_id or f"{self.wire}-1", "Dengbu-Signature": (key or self.key).sign(body).hex(), "Content-Type": "application/json"}
        answer = self.caller.send("POST", f"/exchange/{contract}", body, headers)
        if answer.status == 200:
            self.believe(answer, envelope["id"], body)
        return answer

    def believe(self, answer, message, body):
        said = json.loads(answer.body)
        signed = Ed25519PublicKey.from_public_bytes(registry_key(self.city, answer.headers["dengbu-key"]))
        signed.verify(bytes.fromhex(answer.headers["dengbu-signature"]), answer.body)
        assert said["inReplyTo"] == message and said["requestDigest"] == hashlib.sha256(body).hexdigest(), said
        assert said["from"] == "registry" and said["to"] == self.wire, said

    def order(self, contract, payload, **more):
        """What an order that was carried out is answered; a refusal is an error."""
        said = json.loads(self.post(contract, payload, **more).body)
        assert said["outcome"]["status"] == "ok", said["outcome"]
        return json.loads(said["payload"])


def registry_key(city, key_id):
    known = json.load(open(f"{city.data}/registry-key.json"))
    return bytes.fromhex({known["id"]: known["key"], **{entry["id"]: entry["key"] for entry in known.get("keys") or []}}[key_id])


def courts(city):
    """Courts by name: each under its own credit code."""
    entries = json.loads(stage.get(f"{city.departments}/directory.json"))["departments"]
    return {entry["name"]: f"court:{entry['institution']}" for entry in entries if entry["department"] == "court"}
