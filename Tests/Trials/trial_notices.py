"""R6: a storm of notices. R10: notices that are signed and yet wrong. R11: money that comes when it should not."""

import collections
import concurrent.futures
import json
import random
import threading
import time
import urllib.parse


from crowd import Crowd, Customer
from house import percentile, size
from reporting import report
from system import wait_for
from wire import Wire, fields, signed

PAYMENTS = size(10, 200)
COPIES = size(10, 100)
CONNECTIONS = size(16, 64)
TAMPERED_PERCENT = 5


def paid_unheard(house, count):
    """So many orders that are paid at VNPAY, of which we have heard nothing: the ways back that their payers have."""
    house.faults(ipn_drop=1_000_000)
    ways = []

    def pay(buyer):
        ways.append(buyer.pay_and_stay())

    with Crowd(house, 8, pays=pay):
        wait_for(lambda: len(ways) >= count, 900, lambda: f"only {len(ways)} have paid")
    return ways


def spoilt(query, chance):
    """One character of it is another: the signature or what is signed."""
    place = chance.randrange(len(query))
    if query[place] in "&=" or query[place - 1] == "%" or query[place - 2] == "%":
        return spoilt(query, chance)
    return query[:place] + chance.choice([sign for sign in "0123456789abcdef" if sign != query[place].lower()]) + query[place + 1:]


def test_a_storm_of_notices(house, engine):
    house.start()
    ways = paid_unheard(house, PAYMENTS)
    chance = random.Random(6)
    queries = [urllib.parse.urlsplit(way).query for way in ways]
    calls = [("true", query) for query in queries for _ in range(COPIES)]
    calls += [("tampered", spoilt(chance.choice(queries), chance)) for _ in range(len(calls) * TAMPERED_PERCENT // 100)]
    chance.shuffle(calls)
    answers, seconds, lock = collections.Counter(), [], threading.Lock()
    first = collections.Counter()

    def deliver(part):
        wire = Wire(house.port)
        for kind, query in part:
            began = time.monotonic()
            status, body = wire.get(f"/vnpay/ipn?{query}")
            took = time.monotonic() - began
            assert status == 200, (status, body)
            code = json.loads(body)["RspCode"]
            with lock:
                answers[kind, code] += 1
                seconds.append(took)
                first[query] += kind == "true" and code == "00"
        wire.close()

    def come_back(part):
        """The payers come back meanwhile, and an hour passes, so that VNPAY is asked about the same payments."""
        wire = Wire(house.port)
        for way in part:
            parts = urllib.parse.urlsplit(way)
            status, _ = wire.get(f"{parts.path}?{parts.query}")
            assert status in (200, 303), status
        wire.close()

    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS + 1) as pool:
        work = [pool.submit(deliver, calls[start::CONNECTIONS]) for start in range(CONNECTIONS)]
        work.append(pool.submit(come_back, ways))
        for one in work:
            one.result()
    took = time.monotonic() - began
    assert answers["true", "00"] + answers["true", "02"] == len(queries) * COPIES, answers
    assert answers["tampered", "97"] == len(calls) - len(queries) * COPIES, answers
    # A payer's way back may have been first; then each notice was known already.
    assert max(first.values()) <= 1
    house.be_well("vnpay")
    house.drain()
    account = house.prove()
    report(
        "R6", "IPN storm: duplicates, shuffled, 5 % tampered, with returns", engine,
        f"{len(calls):,} deliveries for {len(queries)} payments, {CONNECTIONS} connections",
        per_second=round(len(calls) / took), p50=f"{percentile(seconds, 50) * 1000:.0f} ms",
        p99=f"{percentile(seconds, 99) * 1000:.0f} ms", answered_00=answers["true", "00"], answered_02=answers["true", "02"],
        answered_97=answers["tampered", "97"], answered_99=answers["true", "99"] + answers["tampered", "99"],
        **account.figures,
    )


WRONG = {
    "amount": ("04", lambda own, other: {"vnp_Amount": str(int(own["vnp_Amount"]) + 100)}),
    "terminal": ("01", lambda own, other: {"vnp_TmnCode": "OTHERTMN"}),
    "reference that nobody has": ("01", lambda own, other: {"vnp_TxnRef": "KHONG-CO-" + own["vnp_TxnRef"]}),
}


def test_signed_and_yet_wrong(house, engine):
    house.start()
    secret = house.secrets["vnpayHashSecret"]
    [true] = [urllib.parse.urlsplit(way).query for way in paid_unheard(house, 1)][:1]
    own, wire = fields(true), Wire(house.port)

    def tell(query):
        return json.loads(wire.get(f"/vnpay/ipn?{query}")[1])["RspCode"]

    tried = 0
    for code, change in WRONG.values():
        before = len(house.rows("SELECT id FROM payment_case"))
        assert tell(signed(own | change(own, own), secret)) == code
        wait_for(lambda: len(house.rows("SELECT id FROM payment_case")) > before, 60, lambda: "no exception was opened")
        assert house.rows("SELECT id FROM activation") == []
        tried += 1
    # The old success of one payment under the reference of another order: its signature does not fit.
    other = Customer(house)
    other.register()
    reference = fields(urllib.parse.urlsplit(other.pay_address()).query)["vnp_TxnRef"]
    assert tell(true.replace(own["vnp_TxnRef"], reference)) == "97"
    assert house.rows("SELECT id FROM activation") == []
    assert house.rows(f"SELECT state FROM payment_attempt WHERE reference = '{reference}'") == [{"state": "redirected"}]
    assert tell(true) in ("00", "02")
    house.be_well("vnpay")
    house.drain()
    account = house.prove()
    report(
        "R10", "wrong amount, terminal, reference; an old success for another order", engine, f"{tried + 1} kinds",
        activated_by_them=0, exceptions=tried, **account.figures,
    )
