"""Notices as VNPAY sends them on a bad day."""

import concurrent.futures
import json
import re
import urllib.parse

from buyer import GOOD_CARD


def notice_query(system, buyer, page):
    """Pays while VNPAY's own notices are lost, and gives the query that VNPAY would have sent: the return's."""
    returned = []
    page.on("request", lambda request: returned.append(request.url) if "/vnpay/return?" in request.url else None)
    system.faults(ipn_drop=1)
    buyer.pay(GOOD_CARD)
    page.wait_for_url(re.compile(re.escape(system.url)))
    return urllib.parse.urlsplit(returned[0]).query


def answer(system, query):
    return json.load(system.get(f"/vnpay/ipn?{query}"))["RspCode"]


def test_ten_notices_at_once_take_effect_once(buyer, page, system):
    buyer.register()
    query = notice_query(system, buyer, page)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(lambda _: answer(system, query), range(10)))
    assert answers == ["00"] + ["02"] * 9
    buyer.sees_paid()
    system.settle()
    receipts = [mail for mail in system.mails(buyer.email) if "payment_received" in mail["message_id"]]
    assert len(receipts) == 1


def test_a_forged_notice_changes_nothing_and_the_true_one_after_it_counts(buyer, page, system):
    buyer.register()
    query = notice_query(system, buyer, page)
    for forged in [query.replace("vnp_Amount=", "vnp_Amount=1"), re.sub(r"(vnp_SecureHash=.)", r"\g<1>0", query), "vnp_TxnRef=1"]:
        assert answer(system, forged) == "97"
    assert answer(system, query) == "00"
    buyer.sees_paid()
    system.settle()
