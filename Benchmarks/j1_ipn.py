"""J1: notices of VNPAY, each signed, answered only when it is durable, counted once, with books, audit entry and outgoing
messages in the same transaction. Beside a peer that does less (state, two ledger rows, one message), in the same minutes.

    python3 Benchmarks/j1_ipn.py [--orders 20000] [--connections 16,64] [--database postgres://…] [--without-peer]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import uuid

from orders import Notices, Orders, replay

from house import House
from system import BINARY, CACHE
from peer import Peer

HERE = pathlib.Path(__file__).resolve().parent


def build_loadgen():
    program = CACHE / "loadgen"
    subprocess.run(["cc", "-O2", "-w", HERE / "loadgen.c", "-o", program], check=True)
    return program


def measure_ours(loadgen, database, count, connections, folder):
    house = House(folder, database).prepare()
    try:
        house.start()
        orders = Orders(house, count)
        house.stop()
        # Workers run elsewhere, as beside the peer: the outgoing messages are written, not delivered.
        house.start(arguments=["--without-worker"])
        notices = Notices(orders)
        notices.write(folder / "urls")
        warm = folder / "warm"
        warm.write_text("/vnpay/ipn?vnp_TxnRef=1&vnp_SecureHash=00\n" * 500)
        replay(loadgen, house.port, warm, connections)
        result = replay(loadgen, house.port, folder / "urls", connections)
        result["memory"] = house.memory()
        check(house, notices, result)
        again = replay(loadgen, house.port, folder / "urls", connections)
        result["again"] = again["rps"]
        return result
    finally:
        house.close()


def check(house, notices, result):
    """Exact, or the figure does not count."""
    expected = {code: number for code, number in notices.expected.items() if number}
    assert result["rsp"] == expected, f"{result['rsp']} instead of {expected}"
    [found] = house.rows(
        "SELECT (SELECT count(*) FROM payment) AS payments, (SELECT count(*) FROM ledger_transaction) AS bookings,"
        " (SELECT count(*) FROM contract WHERE number LIKE 'BENCH%' AND state = 'activating') AS under_way"
    )
    assert {int(number) for number in found.values()} == {notices.paid}, f"{found}, {notices.paid} were paid"
    [sums] = house.rows(
        "SELECT (SELECT sum(amount_dong) FROM payment) AS received,"
        " (SELECT sum(amount_dong) FROM ledger_posting WHERE account = 'vnpay_clearing' AND side = 'debit') AS booked"
    )
    assert {int(dong) for dong in sums.values()} == {notices.paid * notices.orders.amount}, sums
    [left] = house.rows(
        "SELECT (SELECT count(*) FROM audit_entry WHERE action = 'contract.paid') AS entries,"
        " (SELECT count(*) FROM outbox_message WHERE kind = 'activate' AND state = 'open') AS activations"
    )
    assert {int(number) for number in left.values()} == {notices.paid}, left
    house.verify()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--connections", default="16,64")
    parser.add_argument("--database", help="a PostgreSQL server; SQLite without it")
    parser.add_argument("--without-peer", action="store_true")
    arguments = parser.parse_args()
    if "release" not in BINARY.parts:
        print(f"{BINARY} is not a release build: figures mean little", file=sys.stderr)
    loadgen = build_loadgen()
    for connections in map(int, arguments.connections.split(",")):
        with tempfile.TemporaryDirectory(prefix="qldv-bench-", dir="/var/tmp") as folder:
            database = None
            if arguments.database:
                name = f"bench_{uuid.uuid4().hex}"
                subprocess.run(["psql", "-qX", arguments.database, "-c", f"CREATE DATABASE {name}"], check=True)
                place = urllib.parse.urlsplit(arguments.database)
                database = place._replace(path=f"/{name}").geturl()
            try:
                ours = measure_ours(loadgen, database, arguments.orders, connections, pathlib.Path(folder))
            finally:
                if database:
                    subprocess.run(["psql", "-qX", arguments.database, "-c", f"DROP DATABASE {name} (FORCE)"], check=True)
        engine = "PostgreSQL" if database else "SQLite"
        print(
            f"J1 {engine}, {connections} connections, {arguments.orders} notices: {ours['rps']}/s, p50 {ours['p50_ms']} ms, "
            f"p99 {ours['p99_ms']} ms, again {ours['again']}/s, {ours['memory']:.0f} MB", flush=True,
        )
        if arguments.without_peer:
            continue
        peer = Peer(arguments.orders).measure(loadgen, connections)
        print(
            f"   peer asyncpg with group commit: {peer['rps']}/s, p99 {peer['p99_ms']} ms;"
            f" ours is {ours['rps'] / peer['rps']:.2f} of it", flush=True,
        )


if __name__ == "__main__":
    main()
