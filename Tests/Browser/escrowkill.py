"""The server is killed at every step of the money's way, one after the other, and started again: each order ends right.

Between the registry and its lenders and custodians stands a door that knows at which message of which kind the server has not been killed yet.
There it kills it with SIGKILL, once before the message has reached its receiver (what was asked or ordered is lost) and once after it was
carried out (the answer is lost). Besides it is killed right after each act of a party. The departments stay up, as in life.
"""
import http.client, http.server, json, os, signal, sqlite3, threading, time, urllib.parse

import apicaller, escrow, stage

PAY = "custody.pay"
# What goes out while money is in custody; payments by their purpose.
MESSAGES = ["custody.open", "lending.disburse", f"{PAY} payoff", f"{PAY} remainder", "lending.payoff-statement", "custody.statement", "lending.settlement"]


class Door:
    """Passes messages on, and kills where it hasn't yet."""

    def __init__(self):
        self.left = {(message, moment) for message in MESSAGES for moment in ("lost", "answer lost")}
        self.armed, self.city, self.lock, self.kills = False, None, threading.Lock(), []

    def stand(self, city, directory):
        """The registry reaches lenders and custodians through here."""
        door, self.city = self, city
        target = urllib.parse.urlsplit(city.departments).netloc

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                message = door.name(self.path, body)
                if door.kill(message, "lost"):
                    return self.close()
                connection = http.client.HTTPConnection(target, timeout=30)
                connection.request("POST", self.path, body, {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")})
                answer = connection.getresponse()
                content = answer.read()
                if door.kill(message, "answer lost"):
                    return self.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                try:
                    self.end_headers()
                    self.wfile.write(content)
                except ConnectionError:
                    # Whoever asked has been killed meanwhile.
                    self.close()

            def close(self):
                self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        for entry in directory["departments"]:
            if entry["department"] in ("lender", "custodian"):
                entry["url"] = entry["url"].replace(target, f"127.0.0.1:{self.server.server_address[1]}")

    @staticmethod
    def name(path, body):
        contract = path.rsplit("/", 1)[1]
        return f"{PAY} {json.loads(json.loads(body)['payload'])['purpose']}" if contract == PAY else contract

    def kill(self, message, moment):
        with self.lock:
            if not self.armed or (message, moment) not in self.left:
                return False
            self.left.remove((message, moment))
            self.again(f"{message}, {moment}")
            return True

    def act(self, what):
        """Right after somebody has done something."""
        with self.lock:
            self.again(what)

    def again(self, what):
        self.kills.append(what)
        city = self.city
        city.server.send_signal(signal.SIGKILL)
        city.server.wait()
        os.remove(f"{city.home}/port")
        # What a dead process had taken for itself is free after half a minute: so much time goes by here.
        with sqlite3.connect(f"{city.data}/dengbu.sqlite") as database:
            database.execute("UPDATE escrow SET run_at = 0 WHERE run_at IS NOT NULL")
            database.execute("UPDATE outbox_message SET next_at = 0 WHERE state = 'waiting'")
        database.close()
        city.server = city.start(*city.server.args, log="serve.log")
        city.wait_for("port", city.server)


def patient(send):
    """A request that meets a dead server is made again, under the same key."""
    def again(self, method, url, body=None, headers=None, **more):
        headers = dict(headers or {})
        if method == "POST" and url.startswith("/api/"):
            headers.setdefault("Idempotency-Key", os.urandom(16).hex())
        end = time.monotonic() + 60
        while True:
            try:
                answer = send(self, method, url, body, dict(headers), **more)
                if answer.status != 503 and b"idempotency-key-busy" not in answer.body:
                    return answer
            except (ConnectionError, http.client.HTTPException, OSError):
                pass
            assert time.monotonic() < end, url
            time.sleep(0.2)
    return again


def run(city, contract, door, story, service, **answers):
    order = escrow.Order(city, contract, story, service)
    order.open(**answers)
    order.sign()
    door.armed = True
    door.act("signed")
    order.pay_fee()
    door.act("fee paid")
    order.pay_in()
    door.act("paid in")
    order.wait_for("cleared", 240)
    door.armed = False
    order.cleared()
    return order


def main():
    door = Door()
    apicaller.Caller.send = patient(apicaller.Caller.send)
    with stage.open_city(between=door.stand) as city:
        contract = apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json")))
        orders = [
            run(city, contract, door, "带押过户：买受人在原贷款银行贷款", "transfer.mortgaged.same-lender"),
            run(city, contract, door, "带押过户：买受人用公积金和商业组合贷款，新设顺位抵押", "transfer.mortgaged.new-rank", **{"loan-order": "provident-first"}),
        ]
        # A withdrawal, too, and what goes back.
        left = escrow.Order(city, contract, "带押过户：买受人全款，用房款还清原贷款", "transfer.mortgaged.paid")
        before = escrow.accounts(city)
        left.open()
        left.hand_in()
        # Silent, so that the registry hasn't heard of the deposit yet when they withdraw.
        city.fault(f"custodian:{left.custodian}", "down")
        left.pay_in()
        left.withdraw()
        door.act("withdrawn")
        city.fault(f"custodian:{left.custodian}", None)
        left.returned(before)
        assert not door.left, f"never got to {sorted(door.left)}"
        city.verify()
    print(f"escrowkill: {len(door.kills)} kills, {len(orders)} orders cleared, one given back")


if __name__ == "__main__":
    main()
