"""A billing run that is killed ten times ends as the run that was left alone."""

import os
import random
import sqlite3
import subprocess
import time

import pytest

from conftest import POSTGRES
from staff import Staff
from system import BINARY, environment, tables, wait_for
from test_process_b import customer
from test_process_c import declared

CONTRACTS = 1000
KILLS = 10
BEFORE, AFTER, MONTH = "2026-11-10T09:00+07:00", "2026-12-01T09:00+07:00", "2026-11"

# Everything that a month's billing leaves behind, without the identifiers and instants that chance and clock give.
RESULT = {
    "statements": """
        SELECT s.number, s.period_index, s.from_day, s.to_day, s.month, s.state, s.net_dong, s.vat_dong, s.total_dong,
            s.due_day FROM statement s ORDER BY s.number""",
    "lines": """
        SELECT s.number, l.position, l.kind, l.plan_code, l.from_day, l.to_day, l.quantity, l.included, l.tiers,
            l.net_dong, l.vat_rate, l.vat_dong FROM statement_line l JOIN statement s ON s.id = l.statement_id
        ORDER BY s.number, l.position""",
    "books": """
        SELECT s.number, t.kind, t.day, p.position, p.account, p.side, p.amount_dong
        FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
            JOIN statement s ON t.key = 'statement/' || s.id ORDER BY s.number, p.position""",
    "all bookings": "SELECT kind, count(*) AS n FROM ledger_transaction GROUP BY kind ORDER BY kind",
    "requests": """
        SELECT s.number, r.amount_dong, r.state, r.due_day,
            (SELECT count(*) FROM payment_link l WHERE l.request_id = r.id) AS links
        FROM statement_request q JOIN statement s ON s.id = q.statement_id JOIN payment_request r ON r.id = q.request_id
        ORDER BY s.number""",
    "letters": "SELECT kind, subject, count(*) AS n FROM notice GROUP BY kind, subject ORDER BY kind, subject",
    "audit": "SELECT action, count(*) AS n FROM audit_entry WHERE action = 'statement.issued' GROUP BY action",
}


class Database:
    """A copy of the system's tables, to be billed by the command line."""

    def __init__(self, address):
        self.address = address

    def copy(self, name, folder):
        if self.address.startswith("sqlite:"):
            file = folder / f"{name}.sqlite"
            with sqlite3.connect(self.address.removeprefix("sqlite:")) as source, sqlite3.connect(file) as target:
                source.backup(target)
            return Database(f"sqlite:{file}")
        base, original = self.address.rsplit("/", 1)
        self.psql(POSTGRES, f"DROP DATABASE IF EXISTS {original}_{name}")
        self.psql(POSTGRES, f"CREATE DATABASE {original}_{name} TEMPLATE {original}")
        return Database(f"{base}/{original}_{name}")

    @staticmethod
    def psql(address, query):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", address, "-c", query], check=True)

    def run(self, query):
        if not self.address.startswith("sqlite:"):
            return self.psql(self.address, query)
        with sqlite3.connect(self.address.removeprefix("sqlite:")) as connection:
            connection.execute(query)

    def read(self, queries):
        return tables.read(self.address, queries)

    def multiply(self, table, condition, count):
        """Copies rows, each with identifiers and a number of its own."""
        columns = list(self.read({"row": f"SELECT * FROM {table} WHERE {condition} LIMIT 1"})["row"][0])
        is_sqlite = self.address.startswith("sqlite:")
        digits = "printf('%012x', n.i)" if is_sqlite else "lpad(to_hex(n.i), 12, '0')"
        renewed = {name: f"substr(t.{name}, 1, 24) || {digits}" for name in ["id"] + ["contract_id"] * (table != "contract")}
        renewed["number"] = "t.number || '-' || n.i"
        chosen = ", ".join(renewed.get(name, f"t.{name}") for name in columns)
        self.run(f"""
            INSERT INTO {table} ({', '.join(columns)})
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            SELECT {chosen} FROM {table} t CROSS JOIN n WHERE t.{condition}""")

    def bill(self):
        command = [str(BINARY), "bill", "--database", self.address, "--month", MONTH, "--yes"]
        # Any key will do: the links of the two runs are not compared.
        surroundings = {**environment(), "QLDV_CLOCK": AFTER, "QLDV_SECRET_KEY": "5a" * 32}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings)

    def finish(self):
        process = self.bill()
        words, _ = process.communicate(timeout=300)
        assert process.returncode == 0, words
        return words

    def statements(self):
        return int(self.read({"n": "SELECT count(*) AS n FROM statement"})["n"][0]["n"])

    def drop(self):
        if not self.address.startswith("sqlite:"):
            self.psql(POSTGRES, f"DROP DATABASE {self.address.rsplit('/', 1)[1]} (FORCE)")


@pytest.fixture
def many(fresh_system, browser, tmp_path):
    """A stopped house with hundreds of postpaid contracts that began on 10 November."""
    fresh_system.start(clock=BEFORE)
    email = customer()
    manager = Staff(browser, fresh_system, "am.kv1@qldv.example").sign_in()
    manager.add_customer(f"Công ty Nhiều {email[:6].upper()}", email)
    number = declared(manager, tmp_path)
    for name in ["duyet.kv1", "duyet.cntt"]:
        approver = Staff(browser, fresh_system, f"{name}@qldv.example").sign_in()
        approver.approve(number)
        approver.close()
    manager.sees_state("Đang hoạt động")
    manager.close()
    fresh_system.settle()
    fresh_system.stop()
    database = Database(fresh_system.database_address)
    contract = database.read({"row": f"SELECT id FROM contract WHERE number = '{number}'"})["row"][0]["id"]
    database.multiply("contract", f"id = '{contract}'", CONTRACTS - 1)
    database.multiply("contract_line", f"contract_id = '{contract}'", CONTRACTS - 1)
    return database


def test_a_run_killed_ten_times_ends_like_one_left_alone(many, tmp_path):
    alone, killed = many.copy("alone", tmp_path), many.copy("killed", tmp_path)
    try:
        alone.finish()
        chance = random.Random(int(os.environ.get("QLDV_SEED", "20261128")))
        for kill in range(KILLS):
            before = killed.statements()
            process = killed.bill()
            # Every second one dies on its way to its first bill, the others as soon as it has written some:
            # told by the bills themselves, for how long that takes is the machine's affair.
            if kill % 2:
                wait_for(lambda: killed.statements() > before, 120, lambda: "the run writes no bills")
            time.sleep(chance.uniform(0, 0.1 if kill % 2 else 0.25))
            assert process.poll() is None, "over before it was killed: more contracts are needed"
            process.kill()
            process.communicate()
        assert 0 < killed.statements() < CONTRACTS
        killed.finish()
        expected, found = alone.read(RESULT), killed.read(RESULT)
        assert len(expected["statements"]) == CONTRACTS
        for name in RESULT:
            assert found[name] == expected[name], f"{name} differ"
        proof = [str(BINARY), "verify", "--database", killed.address]
        run = subprocess.run(proof, capture_output=True, text=True, env=environment())
        assert run.returncode == 0, run.stdout + run.stderr
    finally:
        for database in [alone, killed]:
            database.drop()
