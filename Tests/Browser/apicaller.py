"""Calling the API as programs do: cookies or a token, no redirects followed, and every answer held against /openapi.json."""
import base64, hashlib, http.client, itertools, json, re, time, urllib.parse, uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from jsonschema import Draft202012Validator, FormatChecker


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json.get("code") if self.body else None

    def __repr__(self):
        return f"{self.status} {self.body[:600].decode(errors='replace')}"


class Contract:
    """The published description: each answer must be one that it promises."""

    def __init__(self, document):
        self.document, self.seen = document, set()
        self.paths = []
        for template, methods in document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)) + "$")
            self.paths.append((template.count("{"), pattern, template, methods))
        # A written-out path goes before one with parts in it.
        self.paths.sort(key=lambda path: path[0])

    def operation(self, method, path):
        for _, pattern, template, methods in self.paths:
            if pattern.match(path) and method.lower() in methods:
                return template, methods[method.lower()]
        return None, None

    def check(self, method, path, answer):
        template, operation = self.operation(method, path)
        assert operation, f"{method} {path} is not described"
        self.seen.add(f"{method} {template}")
        promised = operation["responses"].get(str(answer.status)) or operation["responses"]["default"]
        content = answer.headers.get("content-type", "").split(";")[0]
        assert content in promised.get("content", {content: None}), f"{method} {path}: {content} was not promised: {answer}"
        schema = promised.get("content", {}).get(content, {}).get("schema")
        if schema is None or not content.endswith("json"):
            return
        whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": self.document["components"], **schema}
        errors = sorted(Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(answer.json), key=str)
        assert not errors, f"{method} {path}: {errors[0].message} at {list(errors[0].absolute_path)}: {answer}"


class Caller:
    """Each calls from an address of its own, which the server believes where it was started with DENGBU_HTTP_TRUSTED_PROXIES=1: many at once
    are then not taken for one that asks too much."""

    numbers = itertools.count(1)

    def __init__(self, origin, contract=None):
        self.origin, self.contract = origin, contract
        number = next(Caller.numbers)
        self.address = f"10.2.{number // 250}.{number % 250 + 1}"
        self.host = urllib.parse.urlparse(origin).netloc
        self.cookies, self.csrf, self.token = {}, None, None

    def send(self, method, url, body=None, headers=None, form=None, parts=None):
        """`parts`: fields and files of a multipart form: name to text, or to (file name, media type, bytes)."""
        headers = {"X-Forwarded-For": self.address, **(headers or {})}
        parsed = urllib.parse.urlparse(url if url.startswith("http") else self.origin + url)
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif parts is not None:
            mark = uuid.uuid4().hex
            data = b""
            for name, value in parts.items():
                if isinstance(value, str):
                    data += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                else:
                    data += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{value[0]}"\r\nContent-Type: {value[1]}\r\n\r\n'.encode()
                    data += value[2] + b"\r\n"
            data += f"--{mark}--\r\n".encode()
            headers.setdefault("Content-Type", f"multipart/form-data; boundary={mark}")
        elif body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        if parsed.netloc == self.host:
            if self.cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if self.token:
                headers.setdefault("Authorization", f"Bearer {self.token}")
            elif self.csrf and method != "GET":
                headers.setdefault("X-CSRF-Token", self.csrf)
        connection = http.client.HTTPConnection(parsed.netloc, timeout=60)
        try:
            connection.request(method, parsed.path + (f"?{parsed.query}" if parsed.query else ""), data, headers)
            response = connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
            for name, value in response.getheaders():
                if name.lower() == "set-cookie" and parsed.netloc == self.host:
                    pair = value.split(";")[0].split("=", 1)
                    self.cookies[pair[0]] = pair[1]
        finally:
            connection.close()
        if self.contract and parsed.netloc == self.host and parsed.path.startswith("/api/"):
            self.contract.check(method, parsed.path, answer)
        return answer

    def get(self, url, **more):
        return self.send("GET", url, **more)

    def post(self, url, body=None, key=None, **more):
        headers = dict(more.pop("headers", {}))
        if key:
            headers["Idempotency-Key"] = key
        return self.send("POST", url, {} if body is None else body, headers, **more)

    def events(self, url, wanted, seconds=30):
        """Reads server-sent events until one has `wanted` as its data."""
        connection = http.client.HTTPConnection(self.host, timeout=seconds)
        connection.request("GET", url, headers={"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())})
        response = connection.getresponse()
        assert response.status == 200 and response.headers["content-type"].startswith("text/event-stream"), response.status
        end, seen = time.time() + seconds, []
        while time.time() < end:
            line = response.readline().decode().strip()
            if line.startswith("data:"):
                seen.append(line[5:].strip())
                if seen[-1] == wanted:
                    connection.close()
                    return seen
        raise AssertionError(f"{wanted} did not come: {seen}")


def citizen(city, contract, person):
    """Signed in through unified identity, over plain HTTP."""
    caller = Caller(city.origin, contract)
    number = person.get("creditCode") or person["identityNumber"]
    leave = caller.get("/sign-in/unified")
    assert leave.status == 303, leave
    place = urllib.parse.urlparse(leave.headers["location"])
    form = {"request": place.query, "number": number, "method": "pwd", "secret": number[-6:]}
    back = caller.send("POST", f"{place.scheme}://{place.netloc}{place.path}", form=form)
    assert back.status in (302, 303, 307), back
    callback = urllib.parse.urlparse(back.headers["location"])
    done = caller.get(f"{callback.path}?{callback.query}")
    assert done.status == 303, done
    caller.csrf = caller.get("/api/v1/session").json["csrf_token"]
    return caller


def official(city, contract, name, password):
    caller = Caller(city.origin, contract)
    done = caller.send("POST", "/sign-in/official", form={"user_name": name, "password": password})
    assert done.status == 303, done
    caller.csrf = caller.get("/api/v1/session").json["csrf_token"]
    return caller


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Institution:
    """A bank's system with a key of its own."""

    def __init__(self, client):
        self.client, self.key = client, ec.generate_private_key(ec.SECP256R1())

    def public_pem(self):
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def assertion(self, audience, **change):
        now = int(time.time())
        claims = {"iss": self.client, "sub": self.client, "aud": audience, "iat": now, "exp": now + 120, "jti": str(uuid.uuid4()), **change}
        text = f"{base64url(json.dumps({'alg': 'ES256', 'typ': 'JWT'}).encode())}.{base64url(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def sign_in(self, caller, assertion):
        return caller.send(
            "POST", "/api/v1/token",
            form={
                "grant_type": "client_credentials", "client_assertion": assertion,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            })
