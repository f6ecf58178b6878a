"""The departments are killed while people register, and started again on the same folder: what happened before is still there.

Payments and orders, contracts filed or cancelled since the city was loaded, what each department was told and the receipts it gave.
"""
import json, os, signal, urllib.parse, urllib.request

import buyer as citizen, faults, stage


def restart(city):
    """SIGKILL, and the same command again on the port that it had: the registry knows it by its address."""
    old = next(process for process in city.processes if process.args[0].endswith("/departments") and process.poll() is None)
    command = list(old.args)
    command[command.index("--port") + 1] = str(urllib.parse.urlsplit(city.departments).port)
    old.send_signal(signal.SIGKILL)
    old.wait()
    os.remove(f"{city.home}/departments.port")
    new = city.start(*command, log="departments.log")
    city.wait_for("departments.port", new)


def control(city, path):
    urllib.request.urlopen(urllib.request.Request(city.departments + path, data=b"", method="POST"), timeout=10).close()


def offered(case):
    return any(("subject", case.unit) in form["fields"] for form in case.pick().forms)


def main():
    os.environ["DENGBU_HTTP_TRUSTED_PROXIES"] = "1"
    with stage.open_city(units=240, seed=11, accounts=[]) as city:
        done, owing, waiting, cancelled = (citizen.Case(city, buyer) for buyer in citizen.buyers(city)[:4])
        done.open()
        number = done.number(done.finish())
        for _ in range(100):
            told = city.told()
            if any(item["department"] == "housing" for item in told):
                break
        # One has an order that isn't paid yet, one has signed nothing yet, one's contract was cancelled a moment ago.
        owing.open()
        owing.sign()
        owing.wait("请缴纳登记费")
        order = owing.page().link("去缴费")
        waiting.open()
        assert offered(cancelled), "the contract is there before it is cancelled"
        control(city, f"/control/contracts/{cancelled.unit}/cancel")
        assert not offered(cancelled)
        before = {item["id"]: item for item in city.told()}
        assert before, "nobody was told of anything"

        restart(city)
        after = {item["id"]: item for item in city.told()}
        lost = [key for key in before if after.get(key) != before[key]]
        assert not lost, f"forgotten or changed: {lost}"
        assert not offered(cancelled), "a cancelled contract is filed again after the restart"
        # The order is the same one, and can be paid once.
        assert owing.page().link("去缴费") == order
        owing.pay()
        owing.wait(faults.DONE)
        restart(city)
        assert owing.page().text.count("已缴费") == 1
        paid = owing.client.request(order)
        assert "已支付" in paid.text or "已缴" in paid.text, paid.text[:400]
        assert done.number(done.page()) == number
        # Whoever was in the middle goes on, with departments that were killed twice.
        waiting.finish()
        control(city, f"/control/contracts/{cancelled.unit}/file")
        restart(city)
        assert offered(cancelled), "a contract that was filed again is gone after the restart"
        # A last line that was torn by the kill is dropped, and the next one doesn't continue it.
        journals = [os.path.join(city.departments_data, name) for name in os.listdir(city.departments_data) if "journal" in name]
        assert journals, os.listdir(city.departments_data)
        with open(journals[0], "ab") as file:
            file.write(b'{"told":{"_0":{"id":"to')
        restart(city)
        cancelled.open()
        cancelled.finish()
        known = {item["id"] for item in city.told()}
        restart(city)
        assert {item["id"] for item in city.told()} >= known
        city.verify()
    print("departments: 5 restarts, 0 failed")


if __name__ == "__main__":
    main()
