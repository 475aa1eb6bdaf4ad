"""What somebody would write instead, tuned: Python's fastest server and driver, one statement a group of notices, on a
PostgreSQL as durable as ours. It keeps a state, two ledger rows and one message; no audit entry, no message of VNPAY."""

import json
import os
import pathlib
import socket
import subprocess
import tempfile

from orders import Notices, replay

from postgres import Postgres
from system import CACHE, free_ports, wait_for

HERE = pathlib.Path(__file__).resolve().parent / "peers"
PYTHON = CACHE / "bench-venv/bin"
AMOUNT = 150_000


class Peer:
    """Stands where a house stands for `Notices`."""

    secrets = {"vnpayTerminal": "BENCH001", "vnpayHashSecret": "PEERSBENCHSECRETKEY0123456789ABCD"}
    amount = AMOUNT

    def __init__(self, count):
        self.house = self
        self.references = [f"BENCH{number:09d}-01" for number in range(count)]

    def measure(self, loadgen, connections):
        postgres = Postgres()
        port = free_ports(1)[0]
        try:
            self.fill(postgres)
            command = [PYTHON / "uvicorn", "--workers", "2", "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
            command += ["--log-level", "warning", "--port", str(port), "--app-dir", HERE, "asyncpg_ipn:app"]
            surroundings = os.environ | {"PEER_DATABASE": postgres.address, "BATCH": "1"}
            server = subprocess.Popen([str(part) for part in command], env=surroundings)
            try:
                wait_for(lambda: answers(port), 30, lambda: "the peer does not answer")
                return self.replayed(loadgen, port, connections, postgres)
            finally:
                server.terminate()
                server.wait()
        finally:
            postgres.remove()

    def fill(self, postgres):
        run = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", postgres.address]
        subprocess.run([*run, "-f", HERE / "ipn.sql"], check=True, stderr=subprocess.DEVNULL)
        rows = "".join(f"{reference},ST,{AMOUNT},20261101\n" for reference in self.references)
        copy = "\\copy payment (txn_ref, statement, amount, created) FROM STDIN (FORMAT csv)"
        subprocess.run([*run, "-c", copy], input=rows, text=True, check=True)
        subprocess.run([*run, "-c", "VACUUM ANALYZE payment"], check=True)

    def replayed(self, loadgen, port, connections, postgres):
        notices = Notices(self, prefix="/ipn?")
        with tempfile.TemporaryDirectory() as folder:
            urls, warm = pathlib.Path(folder) / "urls", pathlib.Path(folder) / "warm"
            notices.write(urls)
            warm.write_text("/ipn?vnp_TxnRef=1&vnp_SecureHash=00\n" * 2_000)
            replay(loadgen, port, warm, connections)
            result = replay(loadgen, port, urls, connections)
        expected = {code: number for code, number in notices.expected.items() if number}
        assert result["rsp"] == expected, f"the peer answered {json.dumps(result['rsp'])} instead of {expected}"
        sums = "SELECT (SELECT count(*) FROM outbox), (SELECT sum(debit) FROM ledger), (SELECT sum(credit) FROM ledger)"
        run = subprocess.run(["psql", "-qXAt", postgres.address, "-c", sums], capture_output=True, text=True, check=True)
        paid = notices.paid * AMOUNT
        assert run.stdout.split() == [f"{notices.paid}|{paid}|{paid}"], run.stdout
        return result


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
