"""The system as an operator runs it: `qldv serve` alone in its process, so that it may be killed, frozen or doubled while
the outside (`qldv sandbox`) lives on and keeps its own record."""

import datetime
import json
import os
import signal
import subprocess
import time
import urllib.request

from system import BINARY, System, environment, free_ports, tables, wait_for

READY_SECONDS = 60


class House(System):
    """One database, its outside, and any number of processes of ours; the first is `self.process`."""

    def __init__(self, folder, database=None, binary=BINARY):
        super().__init__(folder, database)
        self.binary = binary
        self.outside, self.more, self.surroundings = None, [], {}

    def prepare(self):
        """The schema, the catalogue and the people, as `qldv demo` lays them down; then the outside alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        super().start()
        super().stop()
        self.open_outside()
        return self

    def open_outside(self):
        command = [BINARY, "sandbox", "--port", self.sandbox_port, "--mail-port", self.mail_port]
        command += ["--pop-port", self.pop_port, "--data", self.folder / "data", "--system", self.url]
        self.outside = self.run(command, environment(), "outside.log")
        wait_for(self.is_outside_ready, READY_SECONDS, lambda: "the outside is not ready")

    def is_outside_ready(self):
        try:
            return self.get("/mailbox", self.sandbox_url).status == 200
        except OSError:
            return False

    def run(self, command, surroundings, log):
        with open(self.folder / log, "ab") as out:
            return subprocess.Popen([str(part) for part in command], stdout=out, stderr=out, env=surroundings)

    @property
    def secrets(self):
        return json.loads((self.folder / "data/demo-secrets.json").read_text())

    def settings(self, **more):
        """What an operator puts into the environment."""
        secrets = self.secrets
        given = {
            "DATABASE": self.database_address, "PUBLIC_ADDRESS": self.url, "SECRET_KEY": secrets["serverKey"],
            "CLOCK": self.outside_clock(), "TRUST_PROXY": "true",
            "VNPAY_TERMINAL": secrets["vnpayTerminal"], "VNPAY_HASH_SECRET": secrets["vnpayHashSecret"],
            "VNPAY_PAY_PAGE": f"{self.sandbox_url}/paymentv2/vpcpay.html",
            "VNPAY_SERVICE": f"{self.sandbox_url}/merchant_webapi/api/transaction",
            "MAIL_SERVER": f"smtp://127.0.0.1:{self.mail_port}", "MAIL_REQUIRE_TLS": "false",
            "BOUNCES_DOMAIN": "bounces.qldv.example", "BOUNCES_SERVER": f"pop3://127.0.0.1:{self.pop_port}",
            "BOUNCES_USER": "bounces", "BOUNCES_PASSWORD": "bounces", "BOUNCES_REQUIRE_TLS": "false",
            "PROVISIONING_ADDRESS": self.sandbox_url, "PROVISIONING_SECRET": secrets["provisioningSecret"],
            "INVOICING_ADDRESS": self.sandbox_url, "INVOICING_USERNAME": "qldv",
            "INVOICING_PASSWORD": secrets["invoicingPassword"],
        } | self.surroundings | more
        return environment() | {f"QLDV_{name}": str(value) for name, value in given.items() if value is not None}

    def outside_clock(self):
        return json.load(self.get("/sandbox/clock", self.sandbox_url))["now"]

    def outside_now(self):
        return milliseconds(self.outside_clock())

    def outside_rows(self, partner, query):
        """What a partner's own journal says."""
        return tables.read(f"sqlite:{self.folder / 'data' / partner}.sqlite", {"rows": query})["rows"]

    def start(self, wait=True, arguments=(), **more):
        """Seconds until it served."""
        began = time.monotonic()
        clock = self.folder / "trial-clock"
        clock.unlink(missing_ok=True)
        command = [self.binary, "serve", "--port", self.port, "--trial-clock", clock, *arguments]
        self.process = self.run(command, self.settings(**more), "qldv.log")
        if wait:
            wait_for(self.is_ready, READY_SECONDS, lambda: f"the system is not ready:\n{self.tail()}")
        return time.monotonic() - began

    def start_another(self, command="work", **more):
        """A second process on the same database: `work`, or `serve` on a port of its own. The process and its address."""
        port = free_ports(1)[0]
        arguments = ["serve", "--port", port] if command == "serve" else [command]
        process = self.run([self.binary, *arguments], self.settings(**more), "another.log")
        self.more.append(process)
        return process, f"http://localhost:{port}"

    def is_ready(self):
        if not self.is_running:
            raise AssertionError(f"the system ended with {self.process.returncode}:\n{self.tail()}")
        try:
            return self.get("/readyz").status == 200
        except OSError:
            return False

    def advance(self, minutes):
        """The outside's clock and ours."""
        body = {"advanceSeconds": round(minutes * 60)}
        told = self.send("/sandbox/clock", body, self.sandbox_url)
        self.send("/api/v1/test_clock", {"now": told["now"]})

    def advance_outside(self, minutes):
        self.send("/sandbox/clock", {"advanceSeconds": round(minutes * 60)}, self.sandbox_url)

    def begin_a_day(self):
        """Both clocks, before our first start: ten minutes past midnight in Vietnam.

        A payment that we hear of only after midnight, when invoices of the new day are out, has its invoice stepped
        aside for a person, since dates of a series may not go back. Trials of other things end within one day.
        """
        zone = datetime.timezone(datetime.timedelta(hours=7))
        now = datetime.datetime.fromtimestamp(self.outside_now() / 1000, zone)
        day = (now + datetime.timedelta(days=1)).replace(hour=0, minute=10, second=0, microsecond=0)
        self.advance_outside((day - now).total_seconds() / 60)

    def order_faults(self, partner, **orders):
        self.send(f"/sandbox/{partner}/faults", orders, self.sandbox_url)

    def be_well(self, *partners):
        for partner in partners or ["vnpay", "mailbox", "provisioning", "mobifone"]:
            request = urllib.request.Request(f"{self.sandbox_url}/sandbox/{partner}/faults", method="DELETE")
            urllib.request.urlopen(request, timeout=10).close()

    def close(self):
        """Ends every process that this house started."""
        for process in [self.process, self.outside, *self.more]:
            if process and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()

    def memory(self, process=None):
        """Resident megabytes, as the kernel counts them."""
        text = open(f"/proc/{(process or self.process).pid}/status").read()
        return int(text.split("VmRSS:")[1].split()[0]) / 1024

    # Until everything has come to its end

    def due(self):
        """Messages that are due now and not done: a worker has them in hand, or will within moments."""
        now = self.outside_now()
        return int(self.rows(
            f"SELECT count(*) AS n FROM outbox_message WHERE state = 'open' AND available_at <= {now}"
        )[0]["n"])

    def open_messages(self):
        return int(self.rows("SELECT count(*) AS n FROM outbox_message WHERE state = 'open'")[0]["n"])

    def drain(self, rounds=400, minutes=5.5, between=lambda: None):
        """Lets time pass until nothing is under way and the laws hold in the end; how many rounds of it."""
        for round in range(rounds):
            wait_for(lambda: self.due() == 0, 120, lambda: f"{self.due()} messages stay due:\n{self.tail()}")
            between()
            if self.open_messages() == 0 and self.check_laws(final=True)[0] == 0:
                return round
            self.advance(minutes)
        raise AssertionError(f"not at rest after {rounds} rounds:\n{self.check_laws(final=True)[1]}\n{self.tail()}")

    def account(self):
        """Charges, and how many of them are lost here or counted twice: from the two records alone."""
        charged = {row["transaction_no"] for row in self.charges() if row["response_code"] == "00"}
        paid = [row["transaction_number"] for row in self.rows("SELECT transaction_number FROM payment")]
        activated = [row["line"] for row in self.rows("SELECT contract_line_id AS line FROM activation")]
        return Account(
            payments=len(charged),
            lost=len(charged - set(paid)),
            twice=len(paid) - len(set(paid)) + len(activated) - len(set(activated)),
        )

    def prove(self):
        """The laws in their final mode, `qldv verify`, and nothing lost or twice."""
        status, words = self.check_laws(final=True)
        assert status == 0, words
        self.verify()
        account = self.account()
        assert (account.lost, account.twice) == (0, 0), account
        return account


class Account:
    def __init__(self, payments, lost, twice):
        self.payments, self.lost, self.twice = payments, lost, twice

    @property
    def figures(self):
        return {"payments": self.payments, "lost": self.lost, "twice": self.twice}

    def __repr__(self):
        return str(self.figures)


def milliseconds(iso):
    return round(datetime.datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp() * 1000)


def percentile(values, share):
    """The smallest value that so much of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 100) - 1))] if ordered else 0


def is_whole():
    return os.environ.get("QLDV_TRIALS") == "whole"


def size(small, whole):
    return whole if is_whole() else small
