"""Notices as VNPAY sends them on a bad day."""

import concurrent.futures
import json
import re
import urllib.parse
import uuid

import pytest

from http_buyer import HTTPBuyer

PAID = "Thanh toán thành công"


@pytest.fixture
def buyer(system):
    """One that has registered; its payment's own notices are lost, so that the test sends them."""
    buyer = HTTPBuyer(system, f"{uuid.uuid4().hex[:12]}@example.vn")
    buyer.register()
    system.faults(ipn_drop=1)
    return buyer


def answer(system, query):
    return json.load(system.get(f"/vnpay/ipn?{query}"))["RspCode"]


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_ten_notices_at_once_take_effect_once(moment, buyer, system):
    way_back = buyer.pay_and_stay()
    query = urllib.parse.urlsplit(way_back).query
    if moment == "after":
        buyer.open(way_back)
    with concurrent.futures.ThreadPoolExecutor(11) as pool:
        calls = [pool.submit(answer, system, query) for _ in range(5)]
        returned = pool.submit(buyer.open, way_back) if moment == "during" else None
        calls += [pool.submit(answer, system, query) for _ in range(5)]
        answers = sorted(call.result() for call in calls)
        if returned:
            returned.result()
    if moment == "before":
        buyer.open(way_back)
        assert PAID in buyer.text
    assert answers == ["00"] + ["02"] * 9
    assert_one_of_each(buyer, system, query)


def test_a_forged_notice_changes_nothing_and_the_true_one_after_it_counts(buyer, system):
    query = urllib.parse.urlsplit(buyer.pay_and_stay()).query
    wrong_amount = query.replace("vnp_Amount=", "vnp_Amount=1")
    for forged in [wrong_amount, re.sub(r"(vnp_SecureHash=.)", r"\g<1>0", query), "vnp_TxnRef=1"]:
        assert answer(system, forged) == "97"
    assert buyer.standing().startswith("checking-")
    assert answer(system, query) == "00"
    assert_one_of_each(buyer, system, query)


def assert_one_of_each(buyer, system, query):
    """Paid, and each effect once: in our tables, and with those outside who had to do something."""
    buyer.open_link()
    assert PAID in buyer.text
    system.advance(6)
    system.settle()
    assert buyer.standing() == "paid-active-accepted"
    reference = urllib.parse.parse_qs(query)["vnp_TxnRef"][0]
    [attempt] = system.rows(f"SELECT id, request_id FROM payment_attempt WHERE reference = '{reference}'")
    id, request = attempt["id"], attempt["request_id"]
    contract = f"(SELECT contract_id FROM payment_request WHERE id = '{request}')"
    for effect in [
        f"payment WHERE request_id = '{request}' AND \"use\" = 'request'",
        f"ledger_transaction WHERE key = 'payment/{id}'",
        f"activation WHERE contract_id = {contract}",
        f"invoice_request WHERE contract_id = {contract}",
        f"notice WHERE kind = 'payment_received' AND about = '{id}'",
    ]:
        assert len(system.rows(f"SELECT 1 AS one FROM {effect}")) == 1, effect
    # The laws have compared VNPAY's charge, what was provisioned and the e-invoice; letters may come twice for them.
    for kind in ["payment_received", "package_activated", "invoice_issued"]:
        assert len([mail for mail in system.mails(buyer.email) if kind in mail["message_id"]]) == 1, kind
