"""Letters that are accepted and then come back (R16): known within the minute, each once, and the laws hold."""

import json
import uuid

from http_buyer import HTTPBuyer
from system import wait_for

BOUNCES = (
    "SELECT n.kind, b.status FROM mail_bounce b JOIN notice n ON n.id = b.notice_id"
    " JOIN outbox_message o ON o.key = 'bounced/' || n.id AND o.kind = 'notice_bounced' WHERE n.to_email = '{}'"
)


def test_a_letter_to_nobody_comes_back_and_asks_for_a_person(system):
    nobody = f"{uuid.uuid4().hex[:12]}@khong-ton-tai.example"
    buyer = HTTPBuyer(system, nobody)
    buyer.register()
    buyer.open_link()
    buyer.pay()
    wanted = {"confirm_email", "payment_received", "package_activated", "invoice_issued"}
    wait_for(
        lambda: {row["kind"] for row in system.rows(BOUNCES.format(nobody))} == wanted,
        60,
        lambda: f"only these came back: {system.rows(BOUNCES.format(nobody))}",
    )
    returned = json.load(system.get("/mailbox/api/returned", system.sandbox_url))["returned"]
    assert all(mail["is_removed"] for mail in returned), "what is in the books is out of the mailbox"
    assert len(system.mails(nobody)) == 4, "the mail server did accept them"
    status, words = system.check_laws()
    assert status == 0, words
    system.verify()
