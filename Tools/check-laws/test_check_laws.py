"""The checker is worth what it finds: one breach planted for each thing that it looks at."""

import copy
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import check_laws
import laws

NOON = 1_795_410_000_000


def sound():
    """One online order, paid and delivered; another declined; a third waiting."""
    entries = [
        {"id": f"e{i}", "at": NOON + i, "actor": "system", "action": action, "subject": "contract:c1", "detail": "a=đ"}
        for i, action in enumerate(laws.ORDER)
    ]
    links, previous = [], "qldv"
    for sequence, entry in enumerate(entries, start=1):
        previous = laws.entry_hash(previous, entry)
        links.append({"sequence": sequence, "entry_id": entry["id"], "hash": previous})
    query = "vnp_Amount=10800000&vnp_ResponseCode=00&vnp_TransactionStatus=00&vnp_TxnRef=R1"
    contract = {"channel": "online", "payment": "prepaid", "buyer_email": "an@vi.vn", "total_dong": 108_000, "created_at": NOON}
    tables = {
        "contract": [
            {"id": "c1", "number": "HD1", "state": "active", **contract},
            {"id": "c2", "number": "HD2", "state": "awaiting_payment", **contract},
        ],
        "contract_line": [{"id": "l1", "contract_id": "c1"}, {"id": "l2", "contract_id": "c2"}],
        "payment_request": [
            {"id": "r1", "contract_id": "c1", "purpose": "contract", "amount_dong": 108_000, "state": "paid", "created_at": NOON},
            {"id": "r2", "contract_id": "c2", "purpose": "contract", "amount_dong": 108_000, "state": "open", "created_at": NOON},
        ],
        "payment_attempt": [
            attempt("a0", "r1", "R0", "declined"),
            attempt("a1", "r1", "R1", "paid"),
            attempt("a2", "r2", "R2", "redirected"),
        ],
        "payment": [payment("a1", "r1", "14600001")],
        "payment_case": [],
        "refund": [
            {
                "id": "f1", "reference": "R1", "charge_number": "14600001", "way": "vnpay", "state": "done",
                "amount_dong": 8_000, "gateway_number": "14600002",
            }
        ],
        "refund_message": [{"refund_id": "f1", "kind": "refund", "request_id": "q1"}],
        "refund_at_vnpay": [
            {
                "transaction_no": "14600002", "payment_transaction_no": "14600001", "request_id": "q1",
                "amount_dong": 8_000, "status": "00",
            }
        ],
        "gateway_message": [
            {"id": "g1", "channel": "ipn", "raw": query, "reference": "R1", "verdict": "00", "received_at": NOON},
            {"id": "g2", "channel": "ipn", "raw": query + "x", "reference": None, "verdict": "97", "received_at": NOON},
        ],
        "ledger_transaction": [{"id": "t1", "key": "payment/a1", "at": NOON}],
        "ledger_posting": [
            posting("vnpay_clearing", "debit", 108_000),
            posting("deferred_revenue", "credit", 100_000),
            posting("vat_payable", "credit", 8_000),
        ],
        "activation": [{"id": "v1", "contract_id": "c1", "contract_line_id": "l1", "state": "active"}],
        "invoice_request": [
            {
                "id": "i1", "contract_id": "c1", "statement_id": None, "kind": "original", "key": "QLDV-HD1", "state": "accepted", "number": "7",
                "total_dong": 108_000, "created_at": NOON + 9,
            }
        ],
        "approval_case": [{"id": "k1", "subject": "contract:c9", "state": "approved"}],
        "approval_decision": [
            {"case_id": "k1", "verdict": "approve", "staff_id": "s1", "at": NOON + 1},
            {"case_id": "k1", "verdict": "approve", "staff_id": "s2", "at": NOON + 2},
        ],
        "setting": [{"name": "invoice.date", "value": "payment"}],
        "notice": [
            {
                "id": "n1", "key": "payment_received/a1/an@vi.vn", "kind": "payment_received", "to_email": "an@vi.vn",
                "about": "a1", "state": "sent", "created_at": NOON,
            }
        ],
        "outbox_message": [
            message("activate/l1", "done"), message("invoice/c1", "done"), message("mail/payment_received/a1/an@vi.vn", "done"),
        ],
        "audit_entry": entries,
        "audit_unsealed": [],
        "audit_link": links,
        "charge": [{"transaction_no": "14600001", "txn_ref": "R1", "amount_dong": 108_000, "response_code": "00", "created_at": NOON}],
        "ipn_delivery": [
            delivery("d1", "notice", query, "00"), delivery("d2", "duplicate", query, "02"),
            delivery("d3", "forged", query + "x", "97"), delivery("d4", "lost", query, None),
        ],
        "mail": [
            {"id": 1, "message_id": "<payment_received=2Fa1=2Fan=40vi=2Evn@qldv.vn>", "received_at": NOON, "address": "an@vi.vn"}
        ],
        "issued_invoice": [{"key": "QLDV-HD1", "total_dong": 108_000, "refused": 0}],
        "provisioned": [{"key": "qldv-v1"}],
    }
    for table, rows in month().items():
        tables.setdefault(table, []).extend(rows)
    return tables


def month():
    """A month of a postpaid contract, billed and paid; its day is not reconciled, so its e-invoice waits."""
    contract = {"channel": "declared", "payment": "postpaid", "buyer_email": "ke.toan@vi.vn", "total_dong": 54_000}
    return {
        "contract": [{"id": "c7", "number": "HD7", "state": "active", "created_at": NOON, **contract}],
        "contract_line": [{"id": "l7", "contract_id": "c7"}],
        "activation": [{"id": "v7", "contract_id": "c7", "contract_line_id": "l7", "state": "active"}],
        "provisioned": [{"key": "qldv-v7"}],
        "statement": [
            {"id": "s7", "contract_id": "c7", "number": "HD7-T2611", "state": "paid", "total_dong": 54_000, "set_off_dong": 0},
            {"id": "s8", "contract_id": "c7", "number": "HD7-T2612", "state": "issued", "total_dong": 54_000, "set_off_dong": 0},
        ],
        "statement_request": [
            {"request_id": "r7", "statement_id": "s7", "amount_dong": 54_000},
            {"request_id": "r8", "statement_id": "s8", "amount_dong": 54_000},
        ],
        "payment_request": [
            {"id": "r7", "contract_id": "c7", "purpose": "statements", "amount_dong": 54_000, "state": "paid", "created_at": NOON},
            {"id": "r8", "contract_id": "c7", "purpose": "statements", "amount_dong": 54_000, "state": "open", "created_at": NOON},
        ],
        "payment_attempt": [{**attempt("a7", "r7", "R7", "paid"), "amount_dong": 54_000, "transaction_number": "14600007"}],
        "payment": [{**payment("a7", "r7", "14600007"), "amount_dong": 54_000}],
        "charge": [
            {"transaction_no": "14600007", "txn_ref": "R7", "amount_dong": 54_000, "response_code": "00", "created_at": NOON}
        ],
        "ledger_transaction": [
            {"id": "t7", "key": "statement/s7", "at": NOON}, {"id": "t8", "key": "statement/s8", "at": NOON},
            {"id": "t9", "key": "payment/a7", "at": NOON},
        ],
        "ledger_posting": [
            {**posting(account, side, amount), "transaction_id": transaction}
            for transaction, account, side, amount in [
                ("t7", "receivable", "debit", 54_000), ("t7", "revenue", "credit", 50_000),
                ("t7", "vat_payable", "credit", 4_000), ("t8", "receivable", "debit", 54_000),
                ("t8", "revenue", "credit", 50_000), ("t8", "vat_payable", "credit", 4_000),
                ("t9", "vnpay_clearing", "debit", 54_000), ("t9", "receivable", "credit", 54_000),
            ]
        ],
        "notice": [
            {
                "id": "n7", "key": "statements_paid/a7/ke.toan@vi.vn", "kind": "statements_paid",
                "to_email": "ke.toan@vi.vn", "about": "a7", "state": "sent", "created_at": NOON,
            }
        ],
        "outbox_message": [message("activate/l7", "done"), message("mail/statements_paid/a7/ke.toan@vi.vn", "done")],
        "mail": [
            {
                "id": 7, "message_id": "<statements_paid=2Fa7=2Fke=2Etoan=40vi=2Evn@qldv.vn>", "received_at": NOON,
                "address": "ke.toan@vi.vn",
            }
        ],
    }

def declared():
    """The same world, the contract signed on paper: approved by two, its payment reconciled."""
    tables = sound()
    tables["contract"][0]["channel"] = "declared"
    tables["approval_case"][0]["subject"] = "contract:c1"
    tables["payment"][0]["reconciled_day"] = 20_780
    return tables


def attempt(name, request, reference, state):
    return {
        "id": name, "request_id": request, "reference": reference, "amount_dong": 108_000, "state": state,
        "transaction_number": "14600001" if state == "paid" else None, "created_at": NOON, "expires_at": NOON + 900_000,
    }


def payment(attempt, request, number):
    return {
        "id": f"p-{attempt}", "attempt_id": attempt, "request_id": request, "transaction_number": number,
        "amount_dong": 108_000, "use": "request", "reconciled_day": None,
    }


def posting(account, side, amount):
    return {"transaction_id": "t1", "account": account, "side": side, "amount_dong": amount}


def message(key, state, **more):
    return {
        "key": key, "kind": "k", "state": state, "available_at": NOON, "last_error": None,
        "done_at": NOON if state == "done" else None, **more,
    }


def delivery(name, kind, query, code):
    return {
        "id": name, "kind": kind, "url": f"http://localhost:8080/vnpay/ipn?{query}", "called_at": NOON,
        "http_status": 200 if code else None, "rsp_code": code, "txn_ref": "R1", "query": query,
    }


def change(table, position, **values):
    return lambda tables: tables[table][position].update(values)


def remove(table, position=0):
    return lambda tables: tables[table].pop(position)


def repeat(table, position=0, **values):
    return lambda tables: tables[table].append({**tables[table][position], **values})


BREACHES = {
    "L1": [
        remove("payment"),
        repeat("payment", id="p2"),
        change("charge", 0, amount_dong=107_999),
        change("charge", 0, txn_ref="R2"),
        remove("ledger_transaction"),
        repeat("ledger_transaction", id="t2"),
        change("ledger_posting", 0, amount_dong=1),
    ],
    "L2": [
        repeat("provisioned"),
        remove("provisioned"),
        remove("activation"),
        repeat("activation", id="v2"),
        repeat("issued_invoice"),
        remove("issued_invoice"),
        remove("invoice_request"),
        change("issued_invoice", 0, total_dong=1),
        remove("mail"),
        repeat("mail", message_id="<payment_received=2Fa1=2Fanother@qldv.vn>"),
        remove("notice"),
        change("mail", 0, address="nobody@vi.vn"),
        change("statement", 0, state="issued"),
        change("statement", 1, state="paid"),
        change("statement", 1, state="written_off"),
        repeat("ledger_transaction", 1, id="t77"),
        remove("ledger_transaction", 2),
        remove("notice", 1),
        change("payment", 1, reconciled_day=20_780),
        repeat("invoice_request", 0, id="i8", statement_id="s8"),
    ],
    "L3": [
        remove("charge"),
        repeat("provisioned", key="qldv-unknown"),
        repeat("issued_invoice", key="QLDV-HD9"),
        remove("payment"),
        change("notice", 0, about="a0"),
    ],
    "L4": [
        change("ledger_posting", 1, amount_dong=100_001),
        change("ledger_posting", 1, side="debit"),
        remove("ledger_posting", 2),
        change("ledger_posting", 2, transaction_id="t99"),
    ],
    "L5": [
        change("payment_attempt", 1, state="declined"),
        change("payment_attempt", 0, state="paid"),
        repeat("payment_attempt", 2, id="a3", reference="R3"),
        change("payment_request", 0, state="open"),
        change("payment_request", 1, state="paid"),
        change("contract", 0, state="awaiting_payment"),
        change("contract", 1, state="active"),
        change("audit_entry", 2, at=NOON + 50),
        repeat("audit_entry", 2, id="e9"),
        change("activation", 0, state="requested"),
    ],
    "L6": [
        change("refund_at_vnpay", 0, amount_dong=108_001),
        change("refund_at_vnpay", 0, request_id="never"),
        change("refund_at_vnpay", 0, status="09"),
        repeat("refund_at_vnpay", transaction_no="14600003"),
        change("refund", 0, state="refused"),
        remove("refund"),
    ],
    "L8": [
        repeat("outbox_message", key="x", state="open", available_at=NOON - laws.AGE_LIMIT - 60_000),
        repeat("outbox_message", key="x", state="parked"),
        change("outbox_message", 0, done_at=None),
        change("payment_attempt", 2, state="unresolved"),
        change("payment_attempt", 2, expires_at=NOON - laws.AGE_LIMIT - 60_000),
        change("activation", 0, state="requested"),
        change("invoice_request", 0, state="unknown"),
        change("notice", 0, state="queued"),
    ],
    "L9": [
        change("audit_entry", 0, detail="a=d"),
        change("audit_entry", 1, at=NOON + 7),
        remove("audit_entry", 3),
        remove("audit_link", 1),
        remove("audit_link", 3),
        change("audit_link", 2, hash="00"),
        repeat("audit_entry", 0, id="e9", at=NOON),
    ],
    "L10": [
        remove("gateway_message"),
        change("gateway_message", 0, verdict="99"),
        change("ipn_delivery", 2, rsp_code="00"),
        change("payment_attempt", 1, state="declined"),
        repeat("gateway_message", id="g9"),
    ],
}


def verdicts(tables, final=False, now=None):
    ours = {name: tables[name] for name in check_laws.OURS}
    outside = {name: rows for name, rows in tables.items() if name not in check_laws.OURS}
    world = laws.World(ours, outside, final=final, now=now)
    return {verdict.name: verdict for verdict in (law(world) for law in laws.LAWS)}


class Laws(unittest.TestCase):
    def test_a_sound_world_breaks_nothing(self):
        for final in (False, True):
            for name, verdict in verdicts(sound(), final).items():
                self.assertFalse(verdict.breaches, f"{name}: {verdict.breaches}")
                self.assertTrue(verdict.checked or name == "L7", f"{name} looked at nothing")

    def test_an_invoice_of_a_declared_contract_waits_for_reconciliation_and_two_people(self):
        plants = {
            "sound": (lambda tables: None, False),
            "not reconciled": (change("payment", 0, reconciled_day=None), True),
            "never approved": (change("approval_case", 0, state="voided"), True),
            "approved by one": (change("approval_decision", 1, staff_id="s1"), True),
            "refused by one": (change("approval_decision", 1, verdict="refuse"), True),
            "approved afterwards": (change("approval_decision", 1, at=NOON + 10), True),
            "of another contract": (change("approval_case", 0, subject="contract:c2"), True),
        }
        for name, (plant, is_breach) in plants.items():
            with self.subTest(name):
                tables = declared()
                plant(tables)
                verdict = verdicts(tables)["L7"]
                self.assertEqual(verdict.checked, 1)
                self.assertEqual(bool(verdict.breaches), is_breach, verdict.breaches)

    def test_the_accountants_may_let_it_wait_for_the_payment_only(self):
        tables = declared()
        tables["payment"][0]["reconciled_day"] = None
        tables["setting"].append({"name": "invoice.after.declared", "value": "payment"})
        self.assertFalse(verdicts(tables)["L7"].breaches)
        tables["approval_case"].clear()
        self.assertTrue(verdicts(tables)["L7"].breaches)

    def test_a_declared_contract_has_its_effects_when_they_are_due(self):
        """Nothing before both approvals, no invoice before reconciliation, everything after it."""
        plants = {
            "everything there": ({}, False),
            "waiting for approval, and activated": ({"state": "awaiting_it_approval"}, True),
            "refused, and activated": ({"state": "rejected"}, True),
        }
        for name, (fields, is_breach) in plants.items():
            with self.subTest(name):
                tables = declared()
                tables["contract"][0].update(fields)
                self.assertEqual(bool(verdicts(tables)["L2"].breaches), is_breach)
        waiting = declared()
        waiting["contract"][0]["state"] = "awaiting_regional_approval"
        waiting["payment"][0]["reconciled_day"] = None
        for table in ("activation", "provisioned", "invoice_request", "issued_invoice"):
            waiting[table] = []
        self.assertFalse(verdicts(waiting)["L2"].breaches)
        unreconciled = declared()
        unreconciled["payment"][0]["reconciled_day"] = None
        unreconciled["invoice_request"], unreconciled["issued_invoice"] = [], []
        self.assertFalse(verdicts(unreconciled)["L2"].breaches)
        unreconciled["payment"][0]["reconciled_day"] = 20_000
        self.assertTrue(verdicts(unreconciled)["L2"].breaches)

    def test_a_correction_is_no_second_original(self):
        tables = sound()
        tables["invoice_request"].append({**tables["invoice_request"][0], "id": "i2", "kind": "adjustment", "key": "QLDV-HD1-DC1"})
        tables["issued_invoice"].append({"key": "QLDV-HD1-DC1", "total_dong": 5, "refused": 0})
        self.assertFalse(any(verdict.breaches for verdict in verdicts(tables).values()))
        tables["invoice_request"][1]["state"] = "pending"
        self.assertTrue(verdicts(tables)["L8"].breaches)
        tables["outbox_message"].append(message("invoice/i2", "open"))
        self.assertFalse(verdicts(tables)["L8"].breaches)

    def test_each_planted_breach_is_found(self):
        for name, plants in BREACHES.items():
            for number, plant in enumerate(plants):
                with self.subTest(law=name, plant=number):
                    tables = copy.deepcopy(sound())
                    plant(tables)
                    self.assertTrue(verdicts(tables)[name].breaches)

    def test_what_is_under_way_is_no_breach_until_the_end(self):
        tables = sound()
        tables["activation"][0]["state"] = "requested"
        tables["contract"][0]["state"] = "activating"
        tables["audit_entry"].pop()
        tables["audit_link"].pop()
        tables["provisioned"].clear()
        tables["outbox_message"][0] = message("activate/l1", "open")
        self.assertFalse(any(verdict.breaches for verdict in verdicts(tables).values()))
        self.assertTrue(verdicts(tables)["L2"].under_way)
        self.assertTrue(verdicts(tables, final=True)["L2"].breaches)

    def test_a_letter_repeated_under_its_message_id_is_told_and_no_breach(self):
        tables = sound()
        tables["mail"].append({**tables["mail"][0], "id": 2})
        verdict = verdicts(tables)["L2"]
        self.assertFalse(verdict.breaches)
        self.assertTrue(verdict.notes)

    def test_a_charge_in_front_of_a_person_is_told_and_no_breach(self):
        tables = sound()
        tables["charge"].append({**tables["charge"][0], "transaction_no": "14600002", "txn_ref": "R9"})
        tables["payment_case"].append({"key": "k", "kind": "unknown_reference", "reference": "R9", "amount_dong": 1, "state": "open"})
        verdict = verdicts(tables)["L1"]
        self.assertFalse(verdict.breaches)
        self.assertTrue(verdict.notes)


def write(connection, execute, tables, names):
    """Makes the tables that the checker's queries name, all columns as they come."""
    for name in names:
        columns = sorted({column for row in tables[name] for column in row}) or ["key"]
        execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        for row in tables[name]:
            execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", [row.get(c) for c in columns])


class CommandLine(unittest.TestCase):
    def test_it_reads_sqlite_and_ends_with_one_when_a_law_is_broken(self):
        with tempfile.TemporaryDirectory() as folder:
            tables = sound()
            tables["payment_case"].append({"key": "k", "kind": "x", "reference": "R9", "amount_dong": None, "state": "open"})
            ours = sqlite3.connect(pathlib.Path(folder) / "qldv.sqlite")
            write(ours, ours.execute, tables, [n for n in check_laws.OURS if tables[n]])
            ours.execute("CREATE TABLE audit_unsealed (entry_id)")
            ours.commit()
            self.outside(folder, tables)
            command = [sys.executable, str(pathlib.Path(check_laws.__file__)), folder]
            run = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(len([line for line in run.stdout.splitlines() if line.startswith("L")]), 10)
            ours.execute("DELETE FROM payment")
            ours.commit()
            run = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
            self.assertIn("L1   BROKEN", run.stdout)

    def outside(self, folder, tables):
        """The outside's journals, as far as the checker reads them."""
        files = {
            "vnpay.sqlite": {
                "charge": tables["charge"],
                "refund": tables["refund_at_vnpay"],
                "ipn_notice": [{"id": "n1", "txn_ref": "R1", "query": ""}],
                "ipn_delivery": [{**row, "notice_id": "n1"} for row in tables["ipn_delivery"]],
            },
            "mailbox.sqlite": {
                "message": [{k: row[k] for k in ("id", "message_id", "received_at")} for row in tables["mail"]],
                "message_recipient": [{"message": row["id"], "address": row["address"]} for row in tables["mail"]],
            },
            "mobifone.sqlite": {
                "invoice": [
                    {"order_key": row["key"], "total_dong": row["total_dong"], "status": status}
                    for row in tables["issued_invoice"]
                    for status in ("CQT Không cấp mã", "Đã cấp mã")
                ]
            },
            "provisioning.sqlite": {"activation": [{**row, "state": "active"} for row in tables["provisioned"]]},
        }
        for name, parts in files.items():
            file = sqlite3.connect(pathlib.Path(folder) / name)
            write(file, file.execute, parts, parts)
            file.commit()
            file.close()

    def test_what_cannot_be_read_ends_with_two(self):
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([sys.executable, check_laws.__file__, folder], capture_output=True, text=True)
            self.assertEqual(run.returncode, 2)

    @unittest.skipUnless(os.environ.get("QLDV_TEST_POSTGRES"), "needs PostgreSQL")
    def test_postgres_is_read_at_one_moment_with_nulls_and_quotes(self):
        from tables import read

        rows = read(
            os.environ["QLDV_TEST_POSTGRES"],
            {"a": "SELECT 'x,\"y\"\nđ' AS word, NULL AS nothing, '' AS empty, 7 AS amount_dong", "b": "SELECT 1 AS one WHERE false"},
        )
        self.assertEqual(rows["a"], [{"word": 'x,"y"\nđ', "nothing": None, "empty": "", "amount_dong": "7"}])
        self.assertEqual(rows["b"], [])


if __name__ == "__main__":
    unittest.main()
