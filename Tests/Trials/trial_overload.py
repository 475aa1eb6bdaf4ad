"""R31: far more calls for pages than the machine can answer, while notices arrive."""

import json
import multiprocessing
import selectors
import time
import urllib.parse

from house import percentile, size
from reporting import report
from trial_partners import buyers
from wire import Wire

SECONDS = size(5, 40)
PROCESSES, CONNECTIONS = 2, size(100, 300)
PAGES = ["/", "/dang-nhap", "/dieu-khoan", "/quan-ly"]


def press(port, seconds, counts):
    """Asks for pages on many connections at once, without waiting for one before the next."""


    selector = selectors.DefaultSelector()
    end = time.monotonic() + seconds
    wires = [Wire(port) for _ in range(CONNECTIONS)]
    answered, turned_away, failed = 0, 0, 0

    def ask(wire, number):
        wire.open()
        wire.socket.sendall(f"GET {PAGES[number % len(PAGES)]} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        selector.register(wire.socket, selectors.EVENT_READ, (wire, number))

    for number, wire in enumerate(wires):
        ask(wire, number)
    while time.monotonic() < end:
        for key, _ in selector.select(0.5):
            wire, number = key.data
            try:
                status, _ = wire.answer()
                answered += status < 500
                turned_away += status == 503
                failed += status >= 500 and status != 503
            except OSError:
                failed += 1
            selector.unregister(key.fileobj)
            if wire.socket:
                wire.close()
            ask(wire, number + 1)
    counts.put((answered, turned_away, failed))


def told(house, query, seconds):
    """How long notices take that come at a steady pace, whatever came of the ones before."""
    wire, took = Wire(house.port), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        status, body = wire.get(f"/vnpay/ipn?{query}")
        took.append(time.monotonic() - began)
        assert status == 200 and json.loads(body)["RspCode"] == "02", (status, body)
        time.sleep(max(0, 0.05 - took[-1]))
    wire.close()
    return took


def test_notices_are_answered_while_pages_are_shed(house, engine):
    house.begin_a_day()
    house.start()
    buyers(house, 1)
    house.drain()
    query = urllib.parse.urlsplit(house.outside_rows(
        "vnpay", "SELECT d.url FROM ipn_delivery d WHERE d.rsp_code = '00' LIMIT 1")[0]["url"]).query
    calm = told(house, query, 3)
    counts = multiprocessing.Queue()
    pressing = [multiprocessing.Process(target=press, args=(house.port, SECONDS + 1, counts)) for _ in range(PROCESSES)]
    for one in pressing:
        one.start()
    during = told(house, query, SECONDS)
    totals = [counts.get(timeout=60) for _ in pressing]
    for one in pressing:
        one.join()
    answered, turned_away, failed = (sum(values) for values in zip(*totals))
    began = time.monotonic()
    while (wait := max(told(house, query, 0.5))) > 2 * percentile(calm, 99) + 0.05:
        assert time.monotonic() - began < 10, f"still {wait:.2f} s a notice"
    recovered = time.monotonic() - began
    assert failed == 0 and house.is_running, house.tail()
    account = house.prove()
    report(
        "R31", "overload by pages while notices arrive", engine, f"{PROCESSES * CONNECTIONS} connections at once, {SECONDS} s",
        ipn_p99_calm=f"{percentile(calm, 99) * 1000:.0f} ms", ipn_p50_during=f"{percentile(during, 50) * 1000:.0f} ms",
        ipn_p99_during=f"{percentile(during, 99) * 1000:.0f} ms", pages_answered=answered, shed_with_503=turned_away,
        other_faults=failed, calm_again_after=f"{recovered:.1f} s", **account.figures,
    )
