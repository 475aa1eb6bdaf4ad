"""A house with so many orders that wait for their money, made behind the system's back from one real order, and the notices
that VNPAY would send about them."""

import csv
import io
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import uuid

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / name) for name in ("Trials", "Browser")]

from crowd import Customer  # noqa: E402
from wire import signed  # noqa: E402

# Each table, and what in its rows is another in each copy.
COPIED = {
    "contract": ("id", "number"),
    "contract_line": ("id", "contract_id"),
    "payment_request": ("id", "contract_id"),
    "payment_attempt": ("id", "request_id", "contract_id", "reference"),
}
BATCH = 5_000


class Orders:
    """`count` of them; `references` of those that a notice may be about."""

    def __init__(self, house, count):
        self.house = house
        buyer = Customer(house)
        buyer.register()
        buyer.pay_address()
        self.patterns = {table: self.pattern(table) for table in COPIED}
        self.amount = int(self.patterns["payment_attempt"]["amount_dong"])
        self.references = [f"BENCH{number:09d}-01" for number in range(count)]
        for start in range(0, count, BATCH):
            self.copy(range(start, min(count, start + BATCH)))
        if house.database:
            subprocess.run(["psql", "-qX", house.database, "-c", "VACUUM ANALYZE"], check=True)

    def pattern(self, table):
        [row] = self.house.rows(f"SELECT * FROM {table}")
        return row

    def copy(self, numbers):
        rows = {table: [] for table in COPIED}
        for number in numbers:
            ids = {table: str(uuid.UUID(int=(0x019A << 112) + (7 << 76) + (2 << 62) + (number << 4) + place))
                   for place, table in enumerate(COPIED)}
            own = {
                "number": f"BENCH{number:09d}", "reference": self.references[number], "contract_id": ids["contract"],
                "request_id": ids["payment_request"],
            }
            for table, names in COPIED.items():
                other = {name: ids[table] if name == "id" else own[name] for name in names}
                rows[table].append(self.patterns[table] | other)
        for table, values in rows.items():
            self.insert(table, values)

    def insert(self, table, rows):
        names = list(rows[0])
        if self.house.database:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerows([["\\N" if row[name] is None else row[name] for name in names] for row in rows])
            command = f"\\copy {table} ({', '.join(names)}) FROM STDIN (FORMAT csv, NULL '\\N')"
            subprocess.run(["psql", "-qX", self.house.database, "-c", command], input=text.getvalue(), text=True, check=True)
            return
        with sqlite3.connect(self.house.folder / "data/qldv.sqlite", timeout=20) as connection:
            marks = ", ".join("?" for _ in names)
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [[row[name] for name in names] for row in rows]
            )
        connection.close()


class Notices:
    """VNPAY's calls about orders, in the mixture of ../shared/bench (`gen.py ipn`), and the answers that are right."""

    def __init__(self, orders, seed=7, prefix="/vnpay/ipn?"):
        self.prefix = prefix
        self.chance = random.Random(seed)
        self.secrets = orders.house.secrets
        self.orders = orders
        self.paths, self.expected, self.paid = [], dict.fromkeys(("00", "01", "02", "04", "97"), 0), 0
        recent = []
        for number, reference in enumerate(orders.references):
            draw = self.chance.random()
            if draw >= 0.93 and recent:
                self.add(self.chance.choice(recent), "02")
            elif draw < 0.03:
                self.add(self.query(number, reference, code="24"), "00")
            elif draw < 0.04:
                self.add(self.query(number, "NOBODY" + reference), "01")
            elif draw < 0.05:
                self.add(self.query(number, reference, amount=orders.amount + 1), "04")
            elif draw < 0.06:
                query = self.query(number, reference)
                self.add(query[:-1] + ("0" if query[-1] != "0" else "1"), "97")
            else:
                query = self.query(number, reference)
                self.paid += 1
                recent.append(query)
                del recent[:-2_000]
                self.add(query, "00")

    def add(self, query, answer):
        self.paths.append(self.prefix + query)
        self.expected[answer] += 1

    def query(self, number, reference, amount=None, code="00"):
        now = "20261128120000"
        return signed({
            "vnp_Amount": str((amount or self.orders.amount) * 100), "vnp_BankCode": "NCB", "vnp_CardType": "ATM",
            "vnp_BankTranNo": f"VNP{14_000_000 + number}", "vnp_OrderInfo": f"Thanh toan hop dong {number}",
            "vnp_PayDate": now, "vnp_ResponseCode": code, "vnp_TransactionStatus": "00" if code == "00" else "02",
            "vnp_TmnCode": self.secrets["vnpayTerminal"], "vnp_TransactionNo": str(14_000_000 + number),
            "vnp_TxnRef": reference,
        }, self.secrets["vnpayHashSecret"])

    def write(self, path):
        path.write_text("\n".join(self.paths) + "\n")


def replay(loadgen, port, paths, connections):
    """What `loadgen.c` measured."""
    run = subprocess.run(
        [loadgen, "127.0.0.1", str(port), str(paths), str(connections)], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)
