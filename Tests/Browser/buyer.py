"""A buyer without a browser: plain HTTP, cookies, forms. For tests of what happens behind the pages, many cases at a time.

    buyers = buyer.buyers(city)               # people with a home that they have paid for and not yet registered
    case = buyer.Case(city, buyers[0])
    case.open(); case.sign(); case.pay(); case.wait("已办结")
"""
import html.parser, itertools, json, re, time, urllib.error, urllib.parse, urllib.request

SERVICE = "transfer.presold.by-buyer"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.words, self.links, self.link = [], None, [], [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.form = {"action": attributes.get("action", ""), "method": attributes.get("method", "get"), "fields": [], "boxes": []}
            self.forms.append(self.form)
        elif tag == "input" and self.form is not None and attributes.get("name"):
            field = (attributes["name"], attributes.get("value", ""))
            if attributes.get("type") == "checkbox":
                self.form["boxes"].append(field)
            elif attributes.get("type") == "hidden":
                self.form["fields"].append(field)
        elif tag == "a":
            self.link = attributes.get("href", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "a":
            self.link = None

    def handle_data(self, data):
        if data.strip():
            self.words.append(data.strip())
            if self.link is not None:
                self.links.append((data.strip(), self.link))


class Page:
    def __init__(self, url, status, body):
        self.url, self.status, self.body = url, status, body
        parser = _Forms()
        parser.feed(body)
        self.forms, self.links = parser.forms, parser.links
        self.text = " ".join(parser.words)

    def form(self, action):
        for form in self.forms:
            if action in form["action"]:
                return form
        raise AssertionError(f"no form for {action} on {self.url} ({self.status}): {self.text[:400]}")

    def link(self, words):
        for text, href in self.links:
            if words in text:
                return href
        raise AssertionError(f"no link {words} on {self.url} ({self.status}): {self.text[:400]}")


class Client:
    """Keeps cookies by host, follows redirects, gives the origin that a browser would.

    Each comes from an address of its own, so that many of them are not taken for one that guesses passwords: the city must have been
    started with DENGBU_HTTP_TRUSTED_PROXIES=1.
    """

    addresses = itertools.count(1)

    def __init__(self, origin):
        self.origin = origin
        self.cookies = {}
        number = next(Client.addresses)
        self.address = f"10.1.{number // 250}.{number % 250 + 1}"
        self.opener = urllib.request.build_opener(_NoRedirect)

    def request(self, url, fields=None):
        if url.startswith("/"):
            url = self.origin + url
        for _ in range(10):
            host = urllib.parse.urlsplit(url).netloc
            data = None if fields is None else urllib.parse.urlencode(fields).encode()
            request = urllib.request.Request(url, data=data)
            if self.cookies.get(host):
                request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies[host].items()))
            request.add_header("X-Forwarded-For", self.address)
            if data is not None:
                request.add_header("Origin", "http://" + host)
            try:
                answer = self.opener.open(request, timeout=30)
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                for line in answer.headers.get_all("Set-Cookie") or []:
                    name, _, value = line.split(";")[0].partition("=")
                    self.cookies.setdefault(host, {})[name] = value
                if answer.status in (301, 302, 303, 307, 308):
                    url, fields = urllib.parse.urljoin(url, answer.headers["Location"]), None
                    answer.read()
                    continue
                return Page(url, answer.status, answer.read().decode(errors="replace"))
        raise AssertionError(f"too many redirects: {url}")

    def sign_in(self, number):
        page = self.request("/sign-in/unified?next=/my/cases")
        form = page.form("/unified-identity/authorize")
        page = self.request(urllib.parse.urljoin(page.url, form["action"]), form["fields"] + [("number", number), ("secret", number[-6:]), ("method", "pwd")])
        assert page.url.startswith(self.origin + "/my/cases"), (page.url, page.status, page.text[:300])

    def sign_in_official(self, name, password):
        form = self.request("/sign-in/official").form("/sign-in/official")
        page = self.request("/sign-in/official", form["fields"] + [("user_name", name), ("password", password)])
        assert "/sign-in" not in page.url, page.text[:300]


class Case:
    """One buyer's case 1."""

    def __init__(self, city, buyer):
        self.city, self.buyer, self.client, self.id = city, buyer, Client(city.origin), None

    @property
    def unit(self):
        return self.buyer["unit"]

    def pick(self):
        if not self.client.cookies:
            self.client.sign_in(self.buyer["number"])
        return self.client.request(f"/apply/{SERVICE}")

    def open(self, seconds=30):
        """Picks the home. A department that fails many at once is left alone for some seconds, and the page says so: it is opened once more, as it asks for."""
        until = time.monotonic() + seconds
        page = self.pick()
        while page.status == 503 and time.monotonic() < until:
            time.sleep(1)
            page = self.pick()
        for form in page.forms:
            if ("subject", self.unit) in form["fields"]:
                page = self.client.request(f"/apply/{SERVICE}", form["fields"])
                self.id = page.url.rsplit("/", 1)[1]
                assert re.fullmatch(r"\d{14,18}", self.id), (page.url, page.text[:300])
                return page
        raise AssertionError(f"{self.unit} can't be picked ({page.status}): {page.text[:600]}")

    def page(self):
        return self.client.request(f"/cases/{self.id}")

    def post(self, action, fields=()):
        form = self.page().form(f"/cases/{self.id}/{action}")
        return self.client.request(f"/cases/{self.id}/{action}", form["fields"] + list(fields))

    def sign(self):
        """Signs everything and hands it in; where there is nothing to sign yet, the page that says so."""
        page = self.client.request(f"/cases/{self.id}/sign")
        if not any(form["action"] == f"/cases/{self.id}/sign" for form in page.forms):
            return page
        form = page.form(f"/cases/{self.id}/sign")
        return self.client.request(f"/cases/{self.id}/sign", form["fields"] + form["boxes"] + [("name", self.buyer["name"])])

    def pay(self):
        # What came meanwhile is looked into before the page offers it once more.
        return self.client.request(self.wait("去缴费").link("去缴费"), [])

    def finish(self):
        """From wherever it stands to the certificate."""
        page = self.wait("下一步：核对并签署", "请缴纳登记费", "证书已经颁发")
        if "下一步：核对并签署" in page.text:
            self.sign()
            page = self.wait("请缴纳登记费", "证书已经颁发")
        if "请缴纳登记费" in page.text:
            self.pay()
            page = self.wait("证书已经颁发")
        return page

    def wait(self, *words, seconds=40):
        """Looks at the page until one of the words stands on it."""
        limit = time.monotonic() + seconds
        while True:
            page = self.page()
            if any(word in page.text for word in words):
                return page
            assert time.monotonic() < limit, f"case {self.id} did not come to {words}: {page.text[:900]}"
            time.sleep(0.4)

    def number(self, page):
        return re.search(r"赣\(\d{4}\)南昌市不动产权第\d{7}号", page.text).group(0)


def records(city):
    with open(f"{city.data}/city.jsonl") as lines:
        for line in lines:
            (kind, value), = json.loads(line).items()
            yield kind, value.get("_0", value)


def buyers(city):
    """Everybody who alone has paid a home, its fund and its tax in full, and has not registered it: name, number, unit, project, price."""
    people, contracts, funds, receipts = {}, [], {}, {}
    for kind, value in records(city):
        if kind == "person":
            people[value["identityNumber"]] = value["name"]
        elif kind == "contract":
            contracts.append(value)
        elif kind == "fund":
            funds[value["unit"]] = value
        elif kind == "receipt":
            receipts[value["unit"]] = value
    found, demos = [], {demo["identityNumber"] for demo in city.demos}
    for contract in contracts:
        unit, buyer = contract["unit"], contract["buyers"][0]
        number = buyer["identifier"].split(":")[1]
        ready = len(contract["buyers"]) == 1 and contract["price"] == contract["paid"] and contract["status"] == "filed"
        settled = unit in receipts and unit in funds and receipts[unit]["status"] != "unpaid" and receipts[unit]["contractPrice"] == contract["price"]
        if ready and settled and funds[unit]["paid"] == funds[unit]["due"] and number in people and number not in demos:
            found.append({"name": buyer["name"], "number": number, "unit": unit, "project": contract["project"], "contract": contract})
    return found
