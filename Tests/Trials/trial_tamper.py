"""R29: somebody with a key to the database changes the books or the audit log by SQL. `qldv verify` must say so, and where."""

import collections
import os
import random
import re
import shutil
import sqlite3
import subprocess
import uuid

import pytest

from conftest import POSTGRES
from crowd import Customer
from house import size
from reporting import report
from system import BINARY, environment, tables

EDITS = {"sqlite": int(os.environ.get("QLDV_EDITS", size(20, 1000))), "postgres": size(20, 200)}
ORDERS = 6

# One kind of change each: the statement, with ? for a chosen row, and what names that row in the verifier's words.
AUDIT = {
    "entry's time": "UPDATE audit_entry SET at = at + 1 WHERE id = '{entry}'",
    "entry's actor": "UPDATE audit_entry SET actor = 'staff:nobody' WHERE id = '{entry}'",
    "entry's action": "UPDATE audit_entry SET action = action || '.' WHERE id = '{entry}'",
    "entry's subject": "UPDATE audit_entry SET subject = subject || '0' WHERE id = '{entry}'",
    "entry's detail": "UPDATE audit_entry SET detail = detail || ' ' WHERE id = '{entry}'",
    "entry deleted": "DELETE FROM audit_entry WHERE id = '{entry}'",
    "link deleted": "DELETE FROM audit_link WHERE entry_id = '{entry}'",
    "link's hash": "UPDATE audit_link SET hash = '" + "0" * 64 + "' WHERE entry_id = '{entry}'",
    "link and entry deleted, not the last": "DELETE FROM audit_link WHERE entry_id = '{entry}';"
    " DELETE FROM audit_entry WHERE id = '{entry}'",
    "entries swapped": "UPDATE audit_entry SET detail = CASE id WHEN '{entry}' THEN"
    " (SELECT detail || '' FROM audit_entry WHERE id = '{other}') ELSE"
    " (SELECT detail || '' FROM audit_entry WHERE id = '{entry}') END WHERE id IN ('{entry}', '{other}')",
    "entry put in": "INSERT INTO audit_entry (id, at, actor, action, subject, detail)"
    " SELECT '{fresh}', at, actor, action, subject, detail FROM audit_entry WHERE id = '{entry}'",
}
LEDGER = {
    "posting's amount": "UPDATE ledger_posting SET amount_dong = amount_dong + 1 WHERE transaction_id = '{booking}'"
    " AND position = {position}",
    "both sides' amounts": "UPDATE ledger_posting SET amount_dong = amount_dong + 1000 WHERE transaction_id = '{booking}'"
    " AND position IN (SELECT min(position) FROM ledger_posting WHERE transaction_id = '{booking}' GROUP BY side)",
    "posting's account": "UPDATE ledger_posting SET account = CASE account WHEN 'bank' THEN 'revenue' ELSE 'bank' END"
    " WHERE transaction_id = '{booking}' AND position = {position}",
    "posting's side": "UPDATE ledger_posting SET side = CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END"
    " WHERE transaction_id = '{booking}' AND position = {position}",
    "posting's day": "UPDATE ledger_posting SET day = day - 31 WHERE transaction_id = '{booking}' AND position = {position}",
    "posting deleted": "DELETE FROM ledger_posting WHERE transaction_id = '{booking}' AND position = {position}",
    "transaction deleted": "DELETE FROM ledger_posting WHERE transaction_id = '{booking}';"
    " DELETE FROM ledger_transaction WHERE id = '{booking}'",
    "transaction's key": "UPDATE ledger_transaction SET key = key || '0' WHERE id = '{booking}'",
    "transaction's kind": "UPDATE ledger_transaction SET kind = 'refund' WHERE id = '{booking}'",
    "transaction's day": "UPDATE ledger_transaction SET day = day - 31 WHERE id = '{booking}'",
    "day of transaction and postings": "UPDATE ledger_transaction SET day = day - 31 WHERE id = '{booking}';"
    " UPDATE ledger_posting SET day = day - 31 WHERE transaction_id = '{booking}'",
    "transaction's time": "UPDATE ledger_transaction SET at = at - 86400000 WHERE id = '{booking}'",
    "transaction put in twice": "INSERT INTO ledger_transaction ({columns}) SELECT {chosen} FROM ledger_transaction"
    " WHERE id = '{booking}'; INSERT INTO ledger_posting (transaction_id, position, account, side, amount_dong, day)"
    " SELECT '{fresh}', position, account, side, amount_dong, day FROM ledger_posting WHERE transaction_id = '{booking}'",
}


class Copy:
    """A copy of the database for one change."""

    def __init__(self, address, folder):
        self.is_sqlite = address.startswith("sqlite:")
        if self.is_sqlite:
            self.file = folder / "tampered.sqlite"
            shutil.copy(address.removeprefix("sqlite:"), self.file)
            self.address = f"sqlite:{self.file}"
        else:
            name = f"tampered_{uuid.uuid4().hex}"
            self.psql(POSTGRES, f"CREATE DATABASE {name} TEMPLATE {address.rsplit('/', 1)[1]}")
            self.address = address.rsplit("/", 1)[0] + "/" + name

    @staticmethod
    def psql(address, script):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", address, "-c", script], check=True)

    def run(self, script):
        """As somebody does who may do everything: no rule of the database stands in the way."""
        if self.is_sqlite:
            with sqlite3.connect(self.file) as connection:
                connection.executescript("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; " + script)
            connection.close()
        else:
            self.psql(self.address, "SET session_replication_role = replica; " + script)

    def verdict(self):
        command = [str(BINARY), "verify", "--database", self.address]
        run = subprocess.run(command, capture_output=True, text=True, env=environment())
        return run.returncode, run.stdout + run.stderr

    def drop(self):
        if self.is_sqlite:
            self.file.unlink()
        else:
            self.psql(POSTGRES, f"DROP DATABASE {self.address.rsplit('/', 1)[1]} (FORCE)")


@pytest.fixture
def books(house, engine):
    """The address of a database in which a few orders are paid, and what stands in it."""
    house.begin_a_day()
    house.start()
    for _ in range(ORDERS):
        buyer = Customer(house)
        buyer.register()
        buyer.pay()
    house.drain()
    house.stop()
    if engine == "sqlite":
        with sqlite3.connect(house.folder / "data/qldv.sqlite") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    return house.database_address, tables.read(house.database_address, {
        "entries": "SELECT l.sequence, l.entry_id AS id, e.detail FROM audit_link l"
        " JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.sequence",
        "bookings": "SELECT t.id, t.key, p.position FROM ledger_transaction t"
        " JOIN ledger_posting p ON p.transaction_id = t.id ORDER BY t.id, p.position",
        "columns": "SELECT * FROM ledger_transaction LIMIT 1",
    })


def tamper(books, kinds, count, folder):
    """How many changes were found and missed, by kind, and those whose row was not named."""
    address, known = books
    chance = random.Random(int(os.environ.get("QLDV_SEED", "29")))
    found, missed, unnamed = collections.Counter(), collections.Counter(), []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        script, names = change(kind, known, chance)
        copy = Copy(address, folder)
        try:
            copy.run(script)
            status, words = copy.verdict()
        finally:
            copy.drop()
        (found if status == 1 else missed)[kind] += 1
        if status == 1 and not re.search(names, words):
            unnamed.append(f"{kind}: none of {names} in\n{words}")
    return found, missed, unnamed


def test_changes_behind_our_back_are_found(books, engine, tmp_path):
    kinds = [*AUDIT, *LEDGER]
    found, missed, unnamed = tamper(books, kinds, EDITS[engine], tmp_path)
    assert not missed, f"not found: {dict(missed)}"
    assert not unnamed, f"{len(unnamed)} not named, such as {unnamed[0]}"
    report(
        "R29", "audit and ledger rows changed by SQL", engine, f"{EDITS[engine]} changes of {len(kinds)} kinds",
        found=found.total(), missed=missed.total(), first_bad_named=found.total() - len(unnamed),
    )


def change(kind, known, chance):
    """The script, and a pattern for the words that name the row."""
    entries, bookings = known["entries"], known["bookings"]
    # The last link is the chain's end: who takes it away with its entry takes a suffix, which only an export shows.
    at = chance.randrange(len(entries) - 1)
    # Two entries that say the same are not changed by a swap.
    other = chance.choice([i for i, entry in enumerate(entries) if entry["detail"] != entries[at]["detail"]])
    booking = chance.choice(bookings)
    fresh = str(uuid.UUID(int=chance.getrandbits(128)))
    columns = list(known["columns"][0])
    renewed = {"id": f"'{fresh}'", "key": "key || '/again'"}
    script = (AUDIT | LEDGER)[kind].format(
        entry=entries[at]["id"], other=entries[other]["id"], booking=booking["id"], position=booking["position"],
        fresh=fresh, columns=", ".join(columns), chosen=", ".join(renewed.get(name, name) for name in columns),
    )
    if kind in LEDGER:
        return script, re.escape(booking["key"].split("/")[-1]) + "|  [a-z_]+: |BROKEN\n  "
    first = min(at, other) if kind == "entries swapped" else at
    place = int(entries[first]["sequence"])
    return script, rf"link (of )?{place}\b|\b{place} " if kind != "entry put in" else "neither linked"
