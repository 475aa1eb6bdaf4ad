"""The laws, each a function from what was read to a verdict."""

import collections
import hashlib
import re
import urllib.parse

# How long something may be due before it counts as forgotten.
AGE_LIMIT = 20 * 60 * 1000


class Verdict:
    """What one law found: how much it looked at, what is on its way, and what breaks it."""

    def __init__(self, name, words):
        self.name, self.words = name, words
        self.checked, self.under_way, self.notes, self.breaches = 0, 0, [], []

    def breach(self, text):
        self.breaches.append(text)

    def __str__(self):
        state = f"BROKEN ({len(self.breaches)})" if self.breaches else "holds"
        more = f", {self.under_way} under way" if self.under_way else ""
        lines = [f"{self.name:4} {state}: {self.words} [{self.checked} checked{more}]"]
        lines += [f"       note: {note}" for note in self.notes]
        lines += [f"     - {text}" for text in self.breaches[:5]]
        if len(self.breaches) > 5:
            lines.append(f"     - and {len(self.breaches) - 5} more")
        return "\n".join(lines)


class World:
    """Everything that was read. Numbers are made numbers here, since psql writes text."""

    NUMBER = re.compile(r"_dong$|_at$|^at$|^sequence$|^http_status$|_day$")

    def __init__(self, ours, outside, final=False, now=None):
        self.tables = {}
        for name, rows in {**ours, **outside}.items():
            self.tables[name] = [
                {k: int(v) if v is not None and self.NUMBER.search(k) else v for k, v in row.items()} for row in rows
            ]
        self.final = final
        times = [v for rows in self.tables.values() for row in rows for k, v in row.items() if k in SEEN and v]
        self.now = now or max(times, default=0)

    def __getattr__(self, name):
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(name) from None

    def by(self, table, column):
        """Rows of a table by one column, which may repeat."""
        groups = collections.defaultdict(list)
        for row in self.tables[table]:
            groups[row[column]].append(row)
        return groups

    def waits(self, key):
        """Whether an effect is on its way, or parked in front of a person with a reason."""
        message = next(iter(self.by_key.get(key, [])), None)
        if message is None:
            return False
        return message["state"] == "open" or (message["state"] == "parked" and bool(message["last_error"]))

    @property
    def by_key(self):
        if "_outbox" not in self.__dict__:
            self.__dict__["_outbox"] = self.by("outbox_message", "key")
        return self.__dict__["_outbox"]


# Columns that tell when something happened, from which the present is taken.
SEEN = {"received_at", "created_at", "called_at", "at", "done_at"}


def missing(verdict, world, outbox_key, text):
    """An effect that has not arrived: on its way, or lost."""
    if world.waits(outbox_key) and not world.final:
        verdict.under_way += 1
    else:
        verdict.breach(text)


def each_charge_is_recorded(world):
    verdict = Verdict("L1", "each charge at VNPAY is one payment and one balanced ledger transaction")
    payments = world.by("payment", "transaction_number")
    attempts = {row["id"]: row for row in world.payment_attempt}
    by_reference = {row["reference"]: row for row in world.payment_attempt}
    cases = world.by("payment_case", "reference")
    postings = world.by("ledger_posting", "transaction_id")
    ledger = world.by("ledger_transaction", "key")
    for charge in world.charge:
        verdict.checked += 1
        number, reference = charge["transaction_no"], charge["txn_ref"]
        found = payments[number]
        if not found:
            if cases[reference]:
                verdict.notes.append(f"charge {number} waits for a person: {cases[reference][0]['kind']}")
            elif by_reference.get(reference, {}).get("state") in ("redirected", "unresolved") and not world.final:
                verdict.under_way += 1
            else:
                verdict.breach(f"charge {number} of {reference} ({charge['amount_dong']} đ) is not recorded")
            continue
        if len(found) > 1:
            verdict.breach(f"charge {number} of {reference} is recorded {len(found)} times")
        for payment in found:
            attempt = attempts.get(payment["attempt_id"])
            if attempt is None or attempt["reference"] != reference:
                verdict.breach(f"charge {number} of {reference} is recorded for another attempt")
            if payment["amount_dong"] != charge["amount_dong"]:
                verdict.breach(f"charge {number} took {charge['amount_dong']} đ, recorded {payment['amount_dong']} đ")
            booked = ledger[f"payment/{payment['attempt_id']}"]
            if len(booked) != 1:
                verdict.breach(f"charge {number} is booked {len(booked)} times")
                continue
            lines = postings[booked[0]["id"]]
            cleared = sum(p["amount_dong"] for p in lines if p["account"] == "vnpay_clearing" and p["side"] == "debit")
            if balance(lines) != 0 or cleared != charge["amount_dong"]:
                verdict.breach(f"charge {number} of {charge['amount_dong']} đ is booked as {cleared} đ, off by {balance(lines)}")
    return verdict


def paid_contracts(world):
    requests = {row["id"]: row for row in world.payment_request}
    paid = {}
    for payment in world.payment:
        request = requests.get(payment["request_id"])
        if payment["use"] == "request" and request and request["purpose"] == "contract":
            paid[request["contract_id"]] = payment
    return paid


def paid_statements(world):
    """The payment of each month that was paid."""
    payments = {row["request_id"]: row for row in world.payment if row["use"] == "request"}
    return {
        row["statement_id"]: payments[row["request_id"]] for row in world.statement_request if row["request_id"] in payments
    }


PAST_APPROVAL = ("activating", "active", "suspended", "expired", "terminated")


def effects_due(world, contract, payment):
    """Whether a paid contract may be activated and invoiced by now: everybody has agreed, and the day is reconciled where
    the accountants want that."""
    settings = {row["name"]: row["value"] for row in world.setting}
    online = contract["channel"] == "online"
    after = settings.get(f"invoice.after.{contract['channel']}", "payment" if online else "reconciliation")
    approved = contract["state"] in PAST_APPROVAL
    return approved, approved and (after == "payment" or payment["reconciled_day"] is not None)


def each_paid_contract_has_its_effects(world):
    verdict = Verdict("L2", "each paid contract has one activation a line, one e-invoice, one receipt mail a recipient")
    contracts = {row["id"]: row for row in world.contract}
    lines = world.by("contract_line", "contract_id")
    activations = world.by("activation", "contract_line_id")
    invoices = collections.defaultdict(list)
    for row in world.invoice_request:
        if row["kind"] == "original" and row["statement_id"] is None:
            invoices[row["contract_id"]].append(row)
    provisioned, issued = world.by("provisioned", "key"), world.by("issued_invoice", "key")
    repeats = 0
    for contract_id, payment in paid_contracts(world).items():
        contract = contracts[contract_id]
        number = contract["number"]
        verdict.checked += 1
        activation_due, invoice_due = effects_due(world, contract, payment)
        for line in lines[contract_id]:
            ours = activations[line["id"]]
            if not activation_due and ours:
                verdict.breach(f"contract {number} is {contract['state']}: line {line['id']} is activated too early")
            if activation_due:
                if len(ours) != 1:
                    verdict.breach(f"contract {number}: line {line['id']} has {len(ours)} activations")
                    continue
                there = len(provisioned[f"qldv-{ours[0]['id']}"])
                if there > 1:
                    verdict.breach(f"contract {number}: line {line['id']} was activated {there} times")
                elif there == 0 and ours[0]["state"] == "active":
                    verdict.breach(f"contract {number}: line {line['id']} is called active, but nothing was activated")
                elif there == 0 or ours[0]["state"] != "active":
                    missing(verdict, world, f"activate/{line['id']}", f"contract {number}: line {line['id']} is not active")
        asked = invoices[contract_id]
        if not asked and not invoice_due:
            pass
        elif len(asked) != 1:
            verdict.breach(f"contract {number} has {len(asked)} original invoice requests")
        else:
            held = issued[asked[0]["key"]]
            there = [row for row in held if not row["refused"]]
            if len(there) > 1:
                verdict.breach(f"contract {number} has {len(there)} e-invoices")
            elif not held and asked[0]["state"] in ("submitted", "signed", "accepted"):
                verdict.breach(f"contract {number}: the e-invoice is called {asked[0]['state']}, but there is none")
            elif not there or asked[0]["state"] != "accepted":
                missing(verdict, world, f"invoice/{contract_id}", f"contract {number} has no e-invoice")
            elif there[0]["total_dong"] != payment["amount_dong"]:
                verdict.breach(f"contract {number}: paid {payment['amount_dong']} đ, invoiced {there[0]['total_dong']} đ")
        repeats += receipt_mail(verdict, world, contract["number"], payment, "payment_received")
    repeats += each_paid_month_has_its_effects(verdict, world, issued)
    if repeats:
        verdict.notes.append(f"{repeats} letters came again under the same Message-ID, which mail programs show once")
    return verdict


def each_paid_month_has_its_effects(verdict, world, issued):
    """A month is billed once in the books, and paid it has one e-invoice, when its day is reconciled where the accountants
    want that; each payment one receipt mail."""
    settings = {row["name"]: row["value"] for row in world.setting}
    waits = settings.get("invoice.after.declared", "reconciliation") == "reconciliation"
    ledger = world.by("ledger_transaction", "key")
    asked = world.by("invoice_request", "statement_id")
    paid, told, repeats = paid_statements(world), set(), 0
    open_requests = {row["id"] for row in world.payment_request if row["state"] == "open"}
    owed = {row["statement_id"] for row in world.statement_request if row["request_id"] in open_requests}
    for statement in world.statement:
        verdict.checked += 1
        number, payment = statement["number"], paid.get(statement["id"])
        booked = len(ledger[f"statement/{statement['id']}"])
        if booked != (1 if statement["total_dong"] else 0):
            verdict.breach(f"statement {number} is booked {booked} times")
        if (statement["state"] == "paid") != (payment is not None or statement["total_dong"] == statement["set_off_dong"]):
            verdict.breach(f"statement {number} is {statement['state']}, its payments say otherwise")
        if statement["state"] == "written_off" and statement["id"] in owed:
            verdict.breach(f"statement {number} is written off, and still asked for")
        ours = [row for row in asked[statement["id"]] if row["kind"] == "original"]
        if len(ours) > 1 or (ours and payment is None):
            verdict.breach(f"statement {number} has {len(ours)} e-invoices asked for")
        if payment is None:
            continue
        if not ours and (payment["reconciled_day"] is not None or not waits):
            verdict.breach(f"statement {number} is paid, and nobody asked for its e-invoice")
        for request in ours:
            there = [row for row in issued[request["key"]] if not row["refused"]]
            if len(there) > 1:
                verdict.breach(f"statement {number} has {len(there)} e-invoices")
            elif not there or request["state"] != "accepted":
                missing(verdict, world, f"invoice/{request['id']}", f"statement {number} has no e-invoice")
            elif there[0]["total_dong"] != statement["total_dong"]:
                verdict.breach(f"statement {number}: {statement['total_dong']} đ, invoiced {there[0]['total_dong']} đ")
        if payment["attempt_id"] not in told:
            told.add(payment["attempt_id"])
            repeats += receipt_mail(verdict, world, number, payment, "statements_paid")
    return repeats


def receipt_mail(verdict, world, number, payment, kind):
    """One letter to the buyer about this payment; sent again after a crash it must carry the same Message-ID."""
    wanted = [n for n in world.notice if n["kind"] == kind and n["about"] == payment["attempt_id"]]
    if len(wanted) != 1:
        verdict.breach(f"contract {number} owes {len(wanted)} receipt mails")
        return 0
    notice = wanted[0]
    there = mails_about(world, notice)
    if len({mail["message_id"] for mail in there}) > 1:
        verdict.breach(f"contract {number}: {len(there)} different receipt mails")
    elif not there and notice["state"] == "sent":
        verdict.breach(f"contract {number}: the receipt mail is called sent, but did not arrive")
    elif not there or notice["state"] != "sent":
        missing(verdict, world, f"mail/{notice['key']}", f"contract {number}: no receipt mail")
    return max(0, len(there) - 1)


def mails_about(world, notice):
    """A Message-ID holds the key of what it tells, with `=2F` and the like for what may not stand in one."""
    start = re.sub(r"[^0-9a-zA-Z_-]", lambda found: f"={ord(found.group()):02X}", f"{notice['kind']}/{notice['about']}")
    return [
        mail
        for mail in world.mail
        if start in mail["message_id"] and mail["address"].lower() == notice["to_email"].lower()
    ]


def nothing_without_a_charge(world):
    verdict = Verdict("L3", "without a charge there is no payment, no activation, no e-invoice and no receipt")
    charges = {row["transaction_no"]: row for row in world.charge}
    paid, months = paid_contracts(world), paid_statements(world)
    for payment in world.payment:
        verdict.checked += 1
        if payment["transaction_number"] not in charges:
            verdict.breach(f"payment {payment['transaction_number']} was never charged")
    activations = {f"qldv-{row['id']}": row for row in world.activation}
    prepaid = {row["id"] for row in world.contract if row["payment"] == "prepaid"}
    for row in world.provisioned:
        verdict.checked += 1
        ours = activations.get(row["key"])
        if ours is None:
            verdict.breach(f"{row['key']} was activated, and nobody here asked for it")
        elif ours["contract_id"] in prepaid and ours["contract_id"] not in paid:
            verdict.breach(f"{row['key']} was activated without payment")
    invoices = {row["key"]: row for row in world.invoice_request}
    for row in world.issued_invoice:
        verdict.checked += 1
        ours = invoices.get(row["key"])
        if ours is None:
            verdict.breach(f"e-invoice {row['key']} exists, and nobody here asked for it")
        elif ours["contract_id"] not in paid and ours["statement_id"] not in months:
            verdict.breach(f"e-invoice {row['key']} was issued without payment")
    attempts = {payment["attempt_id"] for payment in world.payment}
    for notice in world.notice:
        if notice["kind"] in ("payment_received", "statements_paid") and notice["about"] not in attempts:
            verdict.breach(f"a receipt mail to {notice['to_email']} is owed without payment")
    return verdict


def balance(postings):
    return sum(row["amount_dong"] if row["side"] == "debit" else -row["amount_dong"] for row in postings)


def the_books_balance(world):
    verdict = Verdict("L4", "the ledger's sum is zero in every prefix of history")
    postings = world.by("ledger_posting", "transaction_id")
    total = 0
    for row in world.ledger_transaction:
        verdict.checked += 1
        lines = postings.pop(row["id"], [])
        total += balance(lines)
        if balance(lines) != 0 or len(lines) < 2:
            verdict.breach(f"{row['key']} is off by {balance(lines)} đ in {len(lines)} lines; the books then by {total} đ")
    for stray in postings:
        verdict.breach(f"postings of the transaction {stray}, which does not exist")
    return verdict


ORDER = ["contract.registered", "contract.ordered", "contract.paid", "contract.active"]
UNPAID = {"draft", "awaiting_payment", "cancelled"}


def states_follow_the_arrows(world):
    verdict = Verdict("L5", "states move only along allowed arrows, and agree with each other")
    used = {row["request_id"] for row in world.payment if row["use"] == "request"}
    recorded = {row["attempt_id"] for row in world.payment}
    for attempt in world.payment_attempt:
        verdict.checked += 1
        if (attempt["state"] == "paid") != (attempt["id"] in recorded):
            verdict.breach(f"attempt {attempt['reference']} is {attempt['state']}, its payment says otherwise")
    for request, attempts in world.by("payment_attempt", "request_id").items():
        live = [row["reference"] for row in attempts if row["state"] in ("redirected", "unresolved")]
        if len(live) > 1:
            verdict.breach(f"request {request} has {len(live)} live ways to be paid: {', '.join(live)}")
    settled = set()
    for request in world.payment_request:
        verdict.checked += 1
        if (request["state"] == "paid") != (request["id"] in used):
            verdict.breach(f"request {request['id']} is {request['state']}, its payments say otherwise")
        if request["state"] == "paid":
            settled.add(request["contract_id"])
    story = collections.defaultdict(list)
    for entry in sorted(world.audit_entry, key=lambda row: (row["at"], row["id"])):
        if entry["action"] in ORDER:
            story[entry["subject"].removeprefix("contract:")].append(entry["action"])
    for contract in world.contract:
        verdict.checked += 1
        if contract["payment"] == "prepaid" and (contract["state"] in UNPAID) == (contract["id"] in settled):
            verdict.breach(f"contract {contract['number']} is {contract['state']}, its payment requests say otherwise")
        steps = story[contract["id"]]
        if contract["channel"] == "online" and steps != ORDER[: len(steps)]:
            verdict.breach(f"contract {contract['number']} went {' → '.join(steps) or 'nowhere'}")
        lines = [row["state"] for row in world.activation if row["contract_id"] == contract["id"]]
        if contract["state"] == "active" and (not lines or set(lines) != {"active"}):
            verdict.breach(f"contract {contract['number']} is active, its lines are {', '.join(lines) or 'none'}")
    return verdict


def no_invoice_before_its_time(world):
    """Requests count as well: what has been asked for will be issued."""
    verdict = Verdict("L7", "no e-invoice of a declared contract before its payment is reconciled and two people agreed")
    settings = {row["name"]: row["value"] for row in world.setting}
    waits_for_payment_only = settings.get("invoice.after.declared") == "payment"
    contracts = {row["id"]: row for row in world.contract}
    paid, months = paid_contracts(world), paid_statements(world)
    cases = world.by("approval_case", "subject")
    decisions = world.by("approval_decision", "case_id")
    issued = {row["key"] for row in world.issued_invoice}
    for request in world.invoice_request:
        contract = contracts[request["contract_id"]]
        if contract["channel"] != "declared":
            continue
        verdict.checked += 1
        words = f"contract {contract['number']}: e-invoice {'issued' if request['key'] in issued else 'asked for'}"
        payment = months.get(request["statement_id"]) or paid.get(contract["id"])
        if not waits_for_payment_only:
            if payment is None or payment["reconciled_day"] is None:
                verdict.breach(f"{words} before its payment was reconciled")
        approvals = [
            {row["staff_id"] for row in decisions[case["id"]] if row["verdict"] == "approve" and row["at"] <= request["created_at"]}
            for case in cases[f"contract:{contract['id']}"]
            if case["state"] == "approved"
        ]
        if not any(len(people) >= 2 for people in approvals):
            verdict.breach(f"{words} without two approvals by distinct people")
    return verdict


def nothing_is_forgotten(world):
    verdict = Verdict("L8", "everything unfinished has an owner and a next time, and is not overdue")
    for row in world.outbox_message:
        verdict.checked += 1
        if row["state"] == "open" and row["available_at"] < world.now - AGE_LIMIT:
            verdict.breach(f"{row['key']} has been due for {(world.now - row['available_at']) // 60000} minutes")
        if row["state"] == "open" and world.final:
            verdict.breach(f"{row['key']} is not done")
        if row["state"] == "parked" and not row["last_error"]:
            verdict.breach(f"{row['key']} is parked without a reason")
        if row["state"] == "done" and row["done_at"] is None:
            verdict.breach(f"{row['key']} is done, but nobody knows when")
    watched = {row["reference"] for row in world.payment_case if row["state"] == "open"}
    for row in world.payment_attempt:
        verdict.checked += 1
        owner = world.waits(f"resolve/{row['id']}") or row["reference"] in watched
        if row["state"] == "unresolved" and not owner:
            verdict.breach(f"attempt {row['reference']} is unresolved and nobody asks")
        if row["state"] == "redirected" and row["expires_at"] < world.now - AGE_LIMIT and not owner:
            verdict.breach(f"attempt {row['reference']} ended {(world.now - row['expires_at']) // 60000} minutes ago unnoticed")
    unfinished = [(f"activate/{r['contract_line_id']}", "activation") for r in world.activation if r["state"] != "active"]
    unfinished += [
        (f"invoice/{r['contract_id'] if r['kind'] == 'original' else r['id']}", "invoice request")
        for r in world.invoice_request
        if r["state"] != "accepted"
    ]
    unfinished += [(f"mail/{r['key']}", "letter") for r in world.notice if r["state"] == "queued"]
    for key, what in unfinished:
        verdict.checked += 1
        if not world.waits(key):
            verdict.breach(f"the {what} {key} is unfinished, and nothing will move it")
    return verdict


def entry_hash(previous, entry):
    """SHA-256 over the hash before and each field, every part led by its length in bytes."""
    parts = [previous, entry["id"], str(entry["at"]), *(entry[k] for k in ("actor", "action", "subject", "detail"))]
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(str(len(raw)).encode() + b":" + raw)
    return digest.hexdigest()


def the_audit_chain_verifies(world):
    verdict = Verdict("L9", "the audit chain verifies offline")
    entries = {row["id"]: row for row in world.audit_entry}
    waiting = {row["entry_id"] for row in world.audit_unsealed}
    previous, linked = "qldv", set()
    for expected, link in enumerate(world.audit_link, start=1):
        verdict.checked += 1
        entry = entries.get(link["entry_id"])
        if link["sequence"] != expected:
            verdict.breach(f"link {expected} is missing")
            break
        if entry is None:
            verdict.breach(f"the entry of link {expected} is missing")
            break
        if entry_hash(previous, entry) != link["hash"]:
            verdict.breach(f"link {expected} does not match its entry ({entry['action']} on {entry['subject']})")
            break
        previous = link["hash"]
        linked.add(link["entry_id"])
    if not verdict.breaches:
        for stray in entries.keys() - linked - waiting:
            verdict.breach(f"entry {stray} ({entries[stray]['action']}) is neither linked nor waiting to be")
    late = [e for e in waiting if e in entries and entries[e]["at"] < world.now - AGE_LIMIT]
    if late:
        verdict.breach(f"{len(late)} entries have waited too long to be linked")
    if waiting and world.final:
        verdict.breach(f"{len(waiting)} entries are not linked")
    verdict.under_way = len(waiting)
    return verdict


def what_was_promised_is_kept(world):
    verdict = Verdict("L10", "what a 00 promised VNPAY is stored, and a forged notice was never believed")
    stored = world.by("gateway_message", "raw")
    states = {row["reference"]: row["state"] for row in world.payment_attempt}
    for call in world.ipn_delivery:
        if call["rsp_code"] is None:
            continue
        verdict.checked += 1
        query = urllib.parse.urlsplit(call["url"]).query
        kept = [row for row in stored[query] if row["channel"] == "ipn"]
        genuine = call["kind"] in ("notice", "duplicate", "manual")
        if not kept:
            if call["rsp_code"] in ("00", "02"):
                verdict.breach(f"the notice of {call['txn_ref']} was answered {call['rsp_code']}, but is not stored")
            continue
        if call["rsp_code"] == "00" and not any(row["verdict"] == "00" for row in kept):
            verdict.breach(f"the notice of {call['txn_ref']} was answered 00, but stored as {kept[0]['verdict']}")
        if not genuine and call["kind"] == "forged" and call["rsp_code"] != "97":
            verdict.breach(f"a forged notice of {call['txn_ref']} was answered {call['rsp_code']}")
        fields = urllib.parse.parse_qs(query)
        success = fields.get("vnp_ResponseCode") == ["00"] and fields.get("vnp_TransactionStatus") == ["00"]
        if genuine and success and call["rsp_code"] == "00" and states.get(call["txn_ref"]) != "paid":
            verdict.breach(f"the success of {call['txn_ref']} was answered 00, but it is {states.get(call['txn_ref'])}")
    first = collections.Counter(row["raw"] for row in world.gateway_message if row["verdict"] == "00" and row["channel"] == "ipn")
    for raw, count in first.items():
        if count > 1:
            reference = urllib.parse.parse_qs(raw).get("vnp_TxnRef", ["?"])[0]
            verdict.breach(f"the notice of {reference} was answered 00 {count} times")
    return verdict


def no_more_is_refunded_than_was_paid(world):
    verdict = Verdict("L6", "no more goes back than came, each refund once, and only what we asked for")
    charges = {row["transaction_no"]: row["amount_dong"] for row in world.charge}
    asked = {row["request_id"]: row["refund_id"] for row in world.refund_message if row["kind"] == "refund"}
    ours = {row["id"]: row for row in world.refund}
    back, paid_back = collections.Counter(), collections.Counter()
    for row in world.refund_at_vnpay:
        verdict.checked += 1
        refund = ours.get(asked.get(row["request_id"]))
        if refund is None:
            verdict.breach(f"VNPAY gave {row['amount_dong']} back for {row['request_id']}, which we never sent")
            continue
        if row["status"] == "09":
            continue
        back[row["payment_transaction_no"]] += row["amount_dong"]
        paid_back[refund["id"]] += 1
        if row["amount_dong"] != refund["amount_dong"]:
            verdict.breach(f"VNPAY gave {row['amount_dong']} back for {refund['reference']}, we asked for {refund['amount_dong']}")
        if refund["state"] in ("proposed", "returned", "refused"):
            verdict.breach(f"VNPAY has the refund of {refund['reference']}, ours is {refund['state']}")
    for number, dong in back.items():
        if dong > charges.get(number, 0):
            verdict.breach(f"{dong} went back of charge {number}, which was {charges.get(number, 0)}")
    for refund, count in paid_back.items():
        if count > 1:
            verdict.breach(f"the refund of {ours[refund]['reference']} was made {count} times")
    done = {row["transaction_no"]: row for row in world.refund_at_vnpay if row["status"] == "00"}
    for refund in world.refund:
        if refund["way"] == "vnpay" and refund["state"] == "done" and refund["gateway_number"] not in done:
            verdict.breach(f"the refund of {refund['reference']} is called done, and VNPAY has not made it")
    return verdict


LAWS = [
    each_charge_is_recorded,
    each_paid_contract_has_its_effects,
    nothing_without_a_charge,
    the_books_balance,
    states_follow_the_arrows,
    no_more_is_refunded_than_was_paid,
    no_invoice_before_its_time,
    nothing_is_forgotten,
    the_audit_chain_verifies,
    what_was_promised_is_kept,
]
