"""Kills the whole server at random moments while buyers register over HTTP, and starts it again: every case ends right.

The departments stay up; what they were sending is sent again, as in life. In the end every buyer holds one certificate, the numbers
have no gaps, nobody paid twice, every department heard of each registration once, and the audit finds nothing.
"""
import os, random, signal, sys, threading, time, urllib.error, urllib.request

import buyer as citizen, faults, stage

KILLS, BUYERS = 8, 10


class Keeper:
    """Starts the server again after each kill."""

    def __init__(self, city):
        self.city, self.command = city, city.server.args

    def kill(self):
        self.city.server.send_signal(signal.SIGKILL)
        self.city.server.wait()
        os.remove(f"{self.city.home}/port")
        self.city.server = self.city.start(*self.command, log="serve.log")
        self.city.wait_for("port", self.city.server)


def patiently(step):
    """Does a step as a person does: if the page doesn't come, once more."""
    limit = time.monotonic() + 60
    while True:
        try:
            return step()
        except (urllib.error.URLError, ConnectionError, TimeoutError, OSError, AssertionError) as error:
            if time.monotonic() > limit:
                raise
            time.sleep(0.3)


def buy(case):
    def begin():
        if case.id is None:
            # The answer to "open" may have got lost with the server: then the case is there and is gone on with.
            mine = case.client.request("/my/cases") if case.client.cookies else None
            found = [href for _, href in mine.links if href.startswith("/cases/")] if mine else []
            if found:
                case.id = found[0].split("/")[2]
            else:
                case.open()

    patiently(begin)

    def go_on():
        page = case.page()
        if "下一步：核对并签署" in page.text:
            case.sign()
        elif "去缴费" in page.text:
            case.pay()
        assert faults.DONE in page.text, page.text[:500]
        return case.number(page)

    return patiently(go_on)


def main(conninfo=None):
    os.environ["DENGBU_HTTP_TRUSTED_PROXIES"] = "1"
    with stage.open_city(units=240, seed=11, accounts=[]) as city:
        keeper, numbers, problems = Keeper(city), [], []
        cases = [citizen.Case(city, buyer) for buyer in citizen.buyers(city)[:BUYERS]]
        before = {item["id"] for item in city.told()}

        def one(case):
            try:
                numbers.append(buy(case))
            except BaseException as error:
                problems.append(f"{case.id}: {type(error).__name__}: {str(error)[:600]}")

        threads = [threading.Thread(target=one, args=(case,)) for case in cases]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(random.uniform(0.4, 1.6))
            keeper.kill()
        for thread in threads:
            thread.join()
        assert not problems, "\n".join(problems)
        assert len(set(numbers)) == len(cases), numbers
        serials = sorted(int(number[-8:-1]) for number in numbers)
        assert serials == list(range(serials[0], serials[0] + len(cases))), f"numbers have gaps: {serials}"
        for _ in range(200):
            told = [item for item in city.told() if item["id"] not in before and item["department"] == "housing"]
            if len(told) >= len(cases):
                break
            time.sleep(0.25)
        assert len(told) == len(cases), f"{len(cases)} registrations, housing heard of {len(told)}"
        for case in cases:
            text = case.page().text
            assert text.count("已缴费") == 1, text[:800]
        city.verify()
    print(f"kill: {KILLS} kills, {BUYERS} cases, 0 failed")


if __name__ == "__main__":
    main()
