#!/usr/bin/env python3
"""Holds the laws of payment (L1-L10) against what the outside world wrote down and what our tables say.

    check_laws.py DATA [--database sqlite:PATH|postgres://...] [--schema NAME] [--final] [--now MILLISECONDS]

DATA is the folder of `qldv demo` or `qldv sandbox`: vnpay.sqlite, mailbox.sqlite, mobifone.sqlite and
provisioning.sqlite are the outside's own journals; qldv.sqlite is ours, unless --database names another.

Without --final, an effect that is still on its way (an open or parked message in our outbox) is only counted; with it,
everything must have arrived. One line for each law; exit status 1 when one is broken, 2 when something cannot be read.

Shares no code with the system, and needs nothing but Python's standard library (and psql for PostgreSQL).
"""

import argparse
import pathlib
import sys

import laws
from tables import Unreadable, read

OURS = {
    "contract": "SELECT id, number, channel, payment, state, buyer_email, total_dong, created_at FROM contract",
    "contract_line": "SELECT id, contract_id FROM contract_line",
    "payment_request": "SELECT id, contract_id, purpose, amount_dong, state, created_at FROM payment_request",
    "statement": "SELECT id, contract_id, number, state, total_dong, set_off_dong FROM statement",
    "statement_request": "SELECT request_id, statement_id, amount_dong FROM statement_request",
    "payment_attempt": "SELECT id, request_id, reference, amount_dong, state, transaction_number, created_at, expires_at"
    " FROM payment_attempt",
    "payment": "SELECT id, attempt_id, request_id, transaction_number, amount_dong, use, reconciled_day FROM payment",
    "payment_case": "SELECT key, kind, reference, amount_dong, state FROM payment_case",
    "refund": "SELECT id, reference, charge_number, way, state, amount_dong, gateway_number FROM refund",
    "refund_message": "SELECT refund_id, kind, request_id FROM refund_message",
    "gateway_message": "SELECT id, channel, raw, reference, verdict, received_at FROM gateway_message",
    "ledger_transaction": "SELECT id, key, at FROM ledger_transaction ORDER BY at, id",
    "ledger_posting": "SELECT transaction_id, account, side, amount_dong FROM ledger_posting",
    "activation": "SELECT id, contract_id, contract_line_id, state FROM activation",
    "invoice_request": "SELECT id, contract_id, statement_id, kind, key, state, number, total_dong, created_at"
    " FROM invoice_request",
    "approval_case": "SELECT id, subject, state FROM approval_case",
    "approval_decision": "SELECT case_id, verdict, staff_id, at FROM approval_decision",
    "setting": "SELECT name, value FROM setting",
    "notice": "SELECT id, key, kind, to_email, about, state, created_at FROM notice",
    "outbox_message": "SELECT key, kind, state, available_at, last_error, done_at FROM outbox_message",
    "audit_entry": "SELECT id, at, actor, action, subject, detail FROM audit_entry",
    "audit_unsealed": "SELECT entry_id FROM audit_unsealed",
    "audit_link": "SELECT sequence, entry_id, hash FROM audit_link ORDER BY sequence",
}

OUTSIDE = {
    "vnpay.sqlite": {
        "charge": "SELECT transaction_no, txn_ref, amount_dong, response_code, created_at FROM charge",
        "refund_at_vnpay": "SELECT transaction_no, payment_transaction_no, request_id, amount_dong, status FROM refund",
        "ipn_delivery": "SELECT d.id, d.kind, d.url, d.called_at, d.http_status, d.rsp_code, n.txn_ref, n.query"
        " FROM ipn_delivery d JOIN ipn_notice n ON n.id = d.notice_id",
    },
    "mailbox.sqlite": {
        "mail": "SELECT m.id, m.message_id, m.received_at, r.address FROM message m"
        " JOIN message_recipient r ON r.message = m.id",
    },
    # What the e-invoice system holds under our keys, and what was really made to work: a row for each, so that two
    # of one key would be seen. One that the tax authority refused is none: it may be asked for again.
    "mobifone.sqlite": {
        "issued_invoice": "SELECT order_key AS key, total_dong, CASE WHEN status IN"
        " ('CQT Không cấp mã', 'CQT không tiếp nhận HĐ') THEN 1 ELSE 0 END AS refused FROM invoice"
    },
    "provisioning.sqlite": {"provisioned": "SELECT key FROM activation WHERE state = 'active'"},
}


def load(arguments):
    folder = pathlib.Path(arguments.data)
    ours = read(arguments.database or f"sqlite:{folder / 'qldv.sqlite'}", OURS, arguments.schema)
    outside = {}
    for name, queries in OUTSIDE.items():
        outside.update(read(f"sqlite:{folder / name}", queries))
    # The other e-invoice system, where the operator chose it.
    if (folder / "bhtt.sqlite").exists():
        rows = read(f"sqlite:{folder / 'bhtt.sqlite'}", {"bhtt": "SELECT key, total_dong, CASE state WHEN 'refused' THEN 1 ELSE 0 END AS refused FROM invoice"})
        outside["issued_invoice"] = outside["issued_invoice"] + rows["bhtt"]
    return laws.World(ours, outside, final=arguments.final, now=arguments.now)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="the data folder")
    parser.add_argument("--database", help="our database, when it is not DATA/qldv.sqlite")
    parser.add_argument("--schema", help="the PostgreSQL schema, when it is not the server's own choice")
    parser.add_argument("--final", action="store_true", help="nothing may be under way any more")
    parser.add_argument("--now", type=int, help="milliseconds since 1970; else the latest time seen in any journal")
    arguments = parser.parse_args()
    try:
        world = load(arguments)
    except Unreadable as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    broken = False
    for law in laws.LAWS:
        verdict = law(world)
        print(verdict)
        broken = broken or verdict.breaches
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
