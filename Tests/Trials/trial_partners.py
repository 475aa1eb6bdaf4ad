"""R8, R9, R16, R17, R18: a partner is gone for hours, or answers slowly, wrongly, twice or not at all."""

import json
import time
import urllib.parse


from crowd import Crowd, Customer
from house import is_whole, percentile, size
from reporting import report
from system import wait_for
from wire import Wire

ORDERS = size(4, 40)


def buyers(house, count, pays=lambda buyer: buyer.pay()):
    """So many paid orders."""
    paid = []

    def pay(buyer):
        pays(buyer)
        paid.append(buyer)

    with Crowd(house, 4, pays=pay):
        wait_for(lambda: len(paid) >= count, 900, lambda: f"only {len(paid)} have paid")
    return paid


def ipn_seconds(house, query, count):
    """How long so many notices of one payment take, one after the other."""
    wire, seconds = Wire(house.port), []
    for _ in range(count):
        began = time.monotonic()
        status, body = wire.get(f"/vnpay/ipn?{query}")
        seconds.append(time.monotonic() - began)
        assert status == 200 and json.loads(body)["RspCode"] in ("00", "02"), body
    wire.close()
    return seconds


def test_notices_lost_for_good_while_we_are_away_for_three_hours(house, engine):
    house.begin_a_day()
    house.start()
    count = size(2, 3)
    ways = []
    house.faults(ipn_delay_ms=60_000)
    with Crowd(house, 1, pays=lambda buyer: ways.append(buyer.pay_and_stay())):
        wait_for(lambda: len(ways) >= count, 120, lambda: "nobody could pay")
    count = len(ways)
    house.kill()
    for _ in range(36):  # VNPAY calls ten times, five minutes apart, and never again
        house.advance_outside(5)
        wait_for(lambda: not calls_due(house), 60, lambda: "VNPAY still calls")
    house.be_well("vnpay")
    assert house.rows("SELECT id FROM payment") == []
    house.start()
    waited = 0
    while len(house.rows("SELECT id FROM payment")) < count:
        assert waited < 15 * count, f"not found out in {waited} minutes:\n{house.tail()}"
        wait_for(lambda: house.due() == 0, 120, lambda: f"messages stay due:\n{house.tail()}")
        if len(house.rows("SELECT id FROM payment")) < count:
            house.advance(1)
            waited += 1
    house.drain()
    account = house.prove()
    guessed = len(house.rows("SELECT id FROM payment_attempt WHERE state = 'declined'"))
    assert guessed == 0
    report(
        "R8", "notices lost, service away for 3 h, then querydr", engine, f"{count} payments",
        minutes_until_all_known=waited, guessed=guessed, **account.figures,
    )


def calls_due(house):
    """Calls of VNPAY that are due by its own record."""
    rows = house.outside_rows("vnpay", "SELECT count(*) AS n FROM ipn_notice WHERE state = 'pending' AND due_at <= %d" % house.outside_now())
    return rows[0]["n"]


# One after the other, after a "not found" that comes too early to be believed.
SILENT = ["500", "html", "unsigned", "bad_signature", "other_reference", "99"]


def test_querydr_that_fails_in_every_way_fails_no_payment(house, engine):
    house.begin_a_day()
    house.start()
    known = buyers(house, 1)[0]
    house.drain()
    query = urllib.parse.urlsplit(house.outside_rows(
        "vnpay", "SELECT d.url FROM ipn_delivery d WHERE d.kind = 'notice' ORDER BY d.called_at LIMIT 1")[0]["url"]).query
    before = ipn_seconds(house, query, 200)
    house.faults(ipn_drop=1_000_000)
    lost = Customer(house)
    lost.register()
    lost.pay_and_stay()
    during = []
    for fault in ["91"] + SILENT + (["timeout"] if is_whole() else []):
        house.order_faults("vnpay", querydr={"value": fault, "times": 1}, ipn_drop=1_000_000)
        asked = questions(house)
        house.advance(16 if asked == 0 else 5.5)
        # While the question hangs, notices are taken as before.
        wait_for(lambda: questions(house) > asked, 120, lambda: f"VNPAY is not asked ({fault}):\n{house.tail()}")
        during += ipn_seconds(house, query, 50)
        states = {row["state"] for row in house.rows("SELECT state FROM payment_attempt")}
        assert states <= {"paid", "unresolved", "redirected"}, (fault, states)
        wait_for(lambda: house.due() == 0, 120, lambda: f"messages stay due:\n{house.tail()}")
    house.be_well("vnpay")
    house.drain()
    assert lost.standing().startswith("paid-"), lost.standing()
    account = house.prove()
    report(
        "R9", "querydr: not found yet, 5xx, HTML, unsigned, bad signature, other reference, 99, then success", engine,
        f"{len(SILENT) + 1 + is_whole()} faults", failed_by_guess=0,
        ipn_p99_before=f"{percentile(before, 99) * 1000:.0f} ms", ipn_p99_during=f"{percentile(during, 99) * 1000:.0f} ms",
        **account.figures,
    )
    assert known.standing() == "paid-active-accepted"


def questions(house):
    return house.outside_rows("vnpay", "SELECT count(*) AS n FROM service_request WHERE command = 'querydr'")[0]["n"]


def test_no_mail_server_for_six_hours(house, engine):
    house.begin_a_day()
    house.start()
    registered = []
    with Crowd(house, 4, pays=registered.append):
        wait_for(lambda: len(registered) >= ORDERS, 600, lambda: "nobody could register")
    house.drain()
    house.stop()
    # Nothing listens there.
    house.start(MAIL_SERVER="smtp://127.0.0.1:1")
    seconds = []
    for buyer in registered:
        buyer.open_link()
        began = time.monotonic()
        buyer.pay()
        seconds.append(time.monotonic() - began)
    for _ in range(36):
        wait_for(lambda: house.due() == 0, 120, lambda: f"messages stay due:\n{house.tail()}")
        house.advance(10)
    queued = int(house.rows("SELECT count(*) AS n FROM notice WHERE state = 'queued'")[0]["n"])
    parked = int(house.rows("SELECT count(*) AS n FROM outbox_message WHERE state = 'parked'")[0]["n"])
    house.stop()
    house.start()
    house.drain()
    account = house.prove()
    kept = {row["id"]: 0 for row in house.rows("SELECT id FROM notice")}
    twice = house.outside_rows("mailbox", "SELECT message_id FROM message GROUP BY message_id HAVING count(*) > 1")
    assert queued > 0 and parked == 0, f"{queued} letters waited, {parked} were given up"
    assert twice == []
    report(
        "R16", "no mail server for 6 h", engine, f"{len(registered)} orders paid meanwhile", letters=len(kept),
        waiting_at_the_end_of_it=queued, given_up=parked, letters_twice=len(twice),
        paid_in_p99=f"{percentile(seconds, 99) * 1000:.0f} ms", **account.figures,
    )


def test_a_mail_server_that_refuses_is_slow_and_cuts_off(house, engine):
    house.begin_a_day()
    house.start()
    house.order_faults("mailbox", greylist=ORDERS, dropAfterData=3, keepDropped=True, delayMilliseconds=20)
    buyers(house, size(2, 12))
    house.drain()
    account = house.prove()
    mails = house.outside_rows("mailbox", "SELECT count(*) AS n FROM message")[0]["n"]
    names = house.outside_rows("mailbox", "SELECT count(DISTINCT message_id) AS n FROM message")[0]["n"]
    assert mails - names <= 3, "only letters whose 250 was lost may come again, under their own name"
    report(
        "R16", "mail refused for now, slow, cut off after the letter was taken", engine, f"{ORDERS} refusals, 3 cuts",
        letters=names, repeated_under_one_name=mails - names, **account.figures,
    )


INVOICING = {
    "answer of saving lost": {"timeOutAfterSaving": 3}, "answer of signing lost": {"timeOutAfterSigning": 3},
    "HTML instead of an answer": {"htmlError": 4}, "error in an answer of 200": {"errorOnSave": 2, "errorOnSign": 2},
    "sign-in forgotten": {"forgetToken": 3}, "ok as text": {"okAsText": True}, "slow": {"slowMilliseconds": 300},
}


def test_the_invoice_system_fails_in_every_way(house, engine):
    house.begin_a_day()
    house.start()
    for orders in INVOICING.values():
        house.order_faults("mobifone", silenceMilliseconds=200, **orders)
        buyers(house, 1)
    house.be_well("mobifone")
    house.drain()
    account = house.prove()
    drafts = house.outside_rows("mobifone", "SELECT count(*) AS n FROM invoice")[0]["n"]
    keys = house.outside_rows("mobifone", "SELECT count(DISTINCT order_key) AS n FROM invoice")[0]["n"]
    assert drafts == keys, f"{drafts} invoices for {keys} orders"
    report(
        "R17", "e-invoices: " + ", ".join(INVOICING), engine, f"{len(INVOICING)} faults", invoices=drafts,
        twice_under_one_key=drafts - keys, **account.figures,
    )


def test_no_invoice_system_for_a_day(house, engine):
    house.begin_a_day()
    house.start(INVOICING_ADDRESS="http://127.0.0.1:1")
    buyers(house, ORDERS)
    for _ in range(24):
        wait_for(lambda: house.due() == 0, 120, lambda: f"messages stay due:\n{house.tail()}")
        house.advance(59)
    assert house.outside_rows("mobifone", "SELECT count(*) AS n FROM invoice")[0]["n"] == 0
    house.stop()
    house.start()
    began = house.outside_now()
    house.drain(minutes=0.5)
    minutes = (house.outside_now() - began) / 60_000
    account = house.prove()
    invoices = house.outside_rows("mobifone", "SELECT count(*) AS n FROM invoice")[0]["n"]
    report(
        "R17", "no invoice system for 24 h", engine, f"{ORDERS} orders", invoices=invoices,
        drained_in=f"{minutes:.1f} min", **account.figures,
    )


PROVISIONING = [
    {"timeOutAfterSuccess": 2, "silenceMilliseconds": 200}, {"fail": 3, "failStatus": 500}, {"fail": 3}, {"pending": 2},
    {"answerTwice": 2}, {"slowMilliseconds": 400},
]


def test_activation_that_fails_in_every_way_happens_once(house, engine):
    house.begin_a_day()
    house.start()
    for orders in PROVISIONING:
        house.order_faults("provisioning", **orders)
        buyers(house, 1)
    # A call that is still slow while the clock jumps would be stale by its own signature.
    house.be_well("provisioning")
    house.drain()
    account = house.prove()
    made = house.outside_rows("provisioning", "SELECT count(*) AS n FROM activation")[0]["n"]
    lines = len(house.rows("SELECT id FROM activation"))
    assert made == lines
    report(
        "R18", "provisioning: silent after success, 500, 503, pending, slow", engine, f"{len(PROVISIONING)} faults",
        activations=made, asked_for=lines, **account.figures,
    )
