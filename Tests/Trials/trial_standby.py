"""R4: PostgreSQL with a synchronous standby; the primary is killed under load and the standby takes over, again and again."""

import json
import os
import random
import shutil
import subprocess
import threading
import time

import pytest

from crowd import Crowd
from house import House, percentile, size
from postgres import Postgres
from reporting import report
from system import wait_for
from wire import Wire, signed

FAILOVERS = size(1, 12)
BUYERS = size(3, 6)
SERVING_SECONDS = 30


class Pair:
    """Two servers; what the first has promised stands on the second as well. They change places at each failover."""

    def __init__(self):
        self.primary = Postgres(2)
        self.ports = [self.primary.port, self.primary.other_port]
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        # The first is what the system is given; which of the two takes writes it finds out by itself.
        self.plain_address = f"postgres://qldv@{hosts}/qldv"
        self.address = self.plain_address + "?target_session_attrs=primary"
        self.second = self.primary.home / "second"
        self.join()

    def join(self):
        """The place that is free follows the primary, and from then on nothing is promised without it."""
        primary, free = self.primary, next(port for port in self.ports if port != self.primary.port)
        shutil.rmtree(self.second, ignore_errors=True)
        place = f"host=127.0.0.1 port={primary.port} user=qldv application_name=standby"
        primary.owner("pg_basebackup", "-D", self.second, "-R", "--checkpoint=fast", "--wal-method=stream", "-d", place)
        with open(self.second / "postgresql.conf", "a") as file:
            file.write(f"port = {free}\n")
        with open(self.second / "postgresql.auto.conf", "a") as file:
            # Once it is the primary it has nobody to wait for.
            file.write("synchronous_standby_names = ''\n")
        primary.owner("pg_ctl", "start", "--wait", "--silent", "-t", "120", "-D", self.second, "-l", primary.home / "second.log")
        self.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.ask("SELECT pg_reload_conf()")
        state = "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'standby'"
        wait_for(lambda: self.ask(state) == "sync", 60, lambda: f"the standby is {self.ask(state)!r}")

    def ask(self, statement):
        address = f"postgres://qldv@127.0.0.1:{self.primary.port}/postgres"
        run = subprocess.run(["psql", "-qXAt", address, "-c", statement], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def fail_over(self):
        """The primary is gone in one moment; the standby becomes the primary. Seconds that this took."""
        primary = self.primary
        primary.kill()
        began = time.monotonic()
        primary.owner("pg_ctl", "promote", "--wait", "--silent", "-t", "60", "-D", self.second)
        took = time.monotonic() - began
        self.gone_at = began
        self.second, primary.data = primary.data, self.second
        primary.port = next(port for port in self.ports if port != primary.port)
        return took

    def remove(self):
        try:
            self.primary.owner("pg_ctl", "stop", "--silent", "-m", "immediate", "-D", self.second)
        finally:
            self.primary.remove()


class Listener(threading.Thread):
    """VNPAY's side of the failover: a signed notice about nobody's payment, five times a second. 01 is heard only from a
    database that answers; everything else makes VNPAY come again."""

    def __init__(self, house):
        super().__init__(daemon=True)
        secrets = house.secrets
        fields = {
            "vnp_TmnCode": secrets["vnpayTerminal"], "vnp_TxnRef": "KHONG-CO", "vnp_Amount": "15000000",
            "vnp_ResponseCode": "00", "vnp_TransactionStatus": "00", "vnp_TransactionNo": "14999999",
            "vnp_OrderInfo": "x", "vnp_BankCode": "NCB", "vnp_CardType": "ATM", "vnp_PayDate": "20261128120000",
        }
        self.path = "/vnpay/ipn?" + signed(fields, secrets["vnpayHashSecret"])
        self.port, self.heard, self.ending = house.port, [], threading.Event()

    def run(self):
        wire = Wire(self.port, seconds=60)
        while not self.ending.wait(0.2):
            began = time.monotonic()
            try:
                status, body = wire.get(self.path)
                code = json.loads(body).get("RspCode") if status == 200 else f"HTTP {status}"
            except (OSError, ValueError):
                wire.close()
                code = "no answer"
            self.heard.append((began, time.monotonic(), code))

    def silence(self, since):
        """Seconds from `since` until a notice was answered from the database, and the codes that were heard meanwhile."""
        good = [end for begin, end, code in list(self.heard) if begin >= since and code == "01"]
        codes = {code for begin, _, code in list(self.heard) if begin >= since and (not good or begin < good[0])} - {"01"}
        return (good[0] - since if good else None), codes


@pytest.fixture
def pair():
    pair = Pair()
    yield pair
    pair.remove()


def test_the_standby_takes_over_and_nothing_is_lost(pair, tmp_path):
    chance = random.Random(int(os.environ.get("QLDV_SEED", "20261128")))
    house = House(tmp_path / "house", pair.address).prepare()
    promoted, silent, codes = [], [], set()
    try:
        house.begin_a_day()
        house.start(DATABASE=pair.plain_address)
        listener = Listener(house)
        listener.start()
        with Crowd(house, BUYERS) as crowd:
            for _ in range(FAILOVERS):
                time.sleep(chance.uniform(2, 5))
                promoted.append(pair.fail_over())
                began = pair.gone_at
                wait_for(
                    lambda: listener.silence(began)[0], SERVING_SECONDS,
                    lambda: f"notices are not answered again: {listener.silence(began)[1]}\n{house.tail()}",
                )
                seconds, meanwhile = listener.silence(began)
                silent.append(seconds)
                codes |= meanwhile
                pair.join()
            house.advance(5.5)
            wait_for(house.charges, 120, lambda: "nobody could pay")
        listener.ending.set()
        assert codes <= {"99"}, f"VNPAY heard {codes} during a failover, which would not make it come again"
        rounds = house.drain(between=crowd.come_back)
        account = house.prove()
        assert account.payments > 0
        report(
            "R4", "failover to a synchronous standby under load", "postgres", f"{FAILOVERS} failovers",
            promoted_p50=f"{percentile(promoted, 50):.1f} s", notices_again_p50=f"{percentile(silent, 50):.1f} s",
            notices_again_most=f"{max(silent):.1f} s", heard_meanwhile=", ".join(sorted(codes)) or "nothing else",
            orders=len(crowd.orders), interrupted=crowd.interrupted, **account.figures, rounds_to_rest=rounds,
        )
    finally:
        house.close()
