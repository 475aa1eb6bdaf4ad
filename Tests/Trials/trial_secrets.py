"""R32: secrets that are missing, wrong, or changed."""

import subprocess
import urllib.parse

import pytest

from crowd import Customer
from reporting import report
from system import wait_for
from wire import Wire, fields, signed

NEEDED = ["SECRET_KEY", "VNPAY_HASH_SECRET", "VNPAY_TERMINAL", "PROVISIONING_SECRET", "INVOICING_PASSWORD", "MAIL_SERVER"]
WRONG = {"SECRET_KEY": "abc", "VNPAY_HASH_SECRET": "has a blank"}


def refuses(house, **settings):
    """What it says when it is started so, which it must not survive."""
    command = [house.binary, "serve", "--port", house.port]
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=30, env=house.settings(**settings)
    )
    return run.returncode, run.stdout + run.stderr


def test_without_its_secrets_it_does_not_start(house, engine):
    if engine != "sqlite":
        pytest.skip("the same whatever the database")
    cases = [({name: None}, name) for name in NEEDED] + [({name: value}, name) for name, value in WRONG.items()]
    for settings, name in cases:
        status, words = refuses(house, **settings)
        assert status != 0, f"it starts without {name}"
        key = name.lower().replace("_", "")
        assert key[-6:] in words.lower().replace("_", "").replace(".", ""), f"{name} is not named:\n{words}"
        for secret in house.secrets.values():
            assert secret not in words, f"a secret is told:\n{words}"
    report("R32", "secrets missing or malformed at the start", "—", f"{len(cases)} settings", refused=len(cases), secrets_told=0)


def test_with_a_wrong_secret_nothing_is_believed_and_nothing_is_lost(house, engine):
    house.begin_a_day()
    house.start()
    buyer = Customer(house)
    buyer.register()
    house.stop()
    house.start(VNPAY_HASH_SECRET="0" * 32)
    buyer.open_link()
    page = buyer.pay_address()
    assert "vnp_SecureHash" in page
    # VNPAY takes no order that is signed with another secret.
    with pytest.raises(Exception):
        buyer.open(page)
        assert "vnp_TxnRef" not in buyer.text and buyer.form("/Card"), buyer.text[:200]
    wire = Wire(house.port)
    reference = fields(urllib.parse.urlsplit(page).query)["vnp_TxnRef"]
    notice = {
        "vnp_TmnCode": house.secrets["vnpayTerminal"], "vnp_TxnRef": reference, "vnp_Amount": "100", "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00", "vnp_TransactionNo": "1", "vnp_PayDate": "20261128094500",
    }
    _, body = wire.get("/vnpay/ipn?" + signed(notice, house.secrets["vnpayHashSecret"]))
    assert b'"97"' in body, body
    assert house.rows("SELECT id FROM payment") == []
    house.stop()
    house.start()
    house.drain()
    account = house.prove()
    report("R32", "a wrong hash secret", engine, "1 order", believed=0, **account.figures)


def test_a_changed_secret_needs_both_for_a_day(house, engine):
    """VNPAY signs with the old secret what it began before the change: with both, none of its notices is refused."""
    house.begin_a_day()
    house.start()
    house.faults(ipn_drop=1_000_000)
    buyer = Customer(house)
    buyer.register()
    query = urllib.parse.urlsplit(buyer.pay_and_stay()).query
    house.stop()
    old = house.secrets["vnpayHashSecret"]
    house.start(VNPAY_HASH_SECRET="N" * 32, VNPAY_PREVIOUS_HASH_SECRET=old)
    _, body = Wire(house.port).get(f"/vnpay/ipn?{query}")
    assert b'"00"' in body, f"a notice under the previous secret is refused: {body}"
    fresh = signed(fields(query), "N" * 32)
    _, body = Wire(house.port).get(f"/vnpay/ipn?{fresh}")
    assert b'"02"' in body, body
    house.be_well("vnpay")
    house.stop()
    house.start()
    wait_for(lambda: buyer.standing().startswith("paid-"), 30, lambda: buyer.standing())
    house.drain()
    account = house.prove()
    report("R32", "hash secret changed, both valid", engine, "1 payment", notices_refused=0, **account.figures)
