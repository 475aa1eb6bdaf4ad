"""The whole system as one child process, with its outside world, on free ports and in a folder of its own."""

import datetime
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "qldv"
BINARY = pathlib.Path(os.environ.get("QLDV_BINARY", CACHE / "debug/debug/qldv"))
CHECKER = ROOT / "Tools/check-laws/check_laws.py"

sys.path.append(str(CHECKER.parent))
import tables  # noqa: E402


class System:
    """`qldv demo`, to be started, killed, and started again on the same data."""

    def __init__(self, folder, database=None):
        self.folder = pathlib.Path(folder)
        self.database = database
        self.port, self.sandbox_port, self.mail_port, self.pop_port = free_ports(4)
        self.url = f"http://localhost:{self.port}"
        self.sandbox_url = f"http://localhost:{self.sandbox_port}"
        self.log = self.folder / "qldv.log"
        self.process = None

    def start(self, crash_at_step=None, wait=True, clock=None):
        command = [BINARY, "demo", "--port", self.port, "--sandbox-port", self.sandbox_port, "--mail-port", self.mail_port]
        command += ["--pop-port", self.pop_port, "--data", self.folder / "data"]
        if self.database:
            command += ["--database", self.database]
        surroundings = environment()
        if crash_at_step is not None:
            surroundings["QLDV_CRASH_AT_STEP"] = str(crash_at_step)
        if clock is not None:
            surroundings["QLDV_CLOCK"] = clock
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, env=surroundings)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self, seconds=60):
        wait_for(self.is_ready, seconds, lambda: f"the system is not ready:\n{self.tail()}")

    def is_ready(self):
        if not self.is_running:
            raise AssertionError(f"the system ended with {self.process.returncode}:\n{self.tail()}")
        try:
            return self.get("/readyz").status == 200 and self.get("/mailbox", self.sandbox_url).status == 200
        except OSError:
            return False

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """As a power cut does."""
        if self.is_running:
            self.process.kill()
        self.process.wait()

    def stop(self):
        if not self.is_running:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the system did not stop when it was asked to:\n{self.tail()}") from None

    def tail(self):
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    # Talking to it

    def get(self, path, base=None):
        return urllib.request.urlopen((base or self.url) + path, timeout=10)

    def send(self, path, body, base=None):
        request = urllib.request.Request(
            (base or self.url) + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        return json.load(urllib.request.urlopen(request, timeout=10))

    @staticmethod
    def vietnamese_day(milliseconds):
        """`2026-11-24`, of an instant in our tables."""
        moment = datetime.datetime.fromtimestamp(int(milliseconds) / 1000, datetime.timezone(datetime.timedelta(hours=7)))
        return moment.date().isoformat()

    def advance(self, minutes):
        self.send("/api/v1/test_clock", {"advanceSeconds": minutes * 60})

    def now(self):
        """The system's own time, as Vietnam reads it."""
        told = json.load(self.get("/api/v1/test_clock"))["now"].replace("Z", "+00:00")
        zone = datetime.timezone(datetime.timedelta(hours=7))
        return datetime.datetime.fromisoformat(told).astimezone(zone)

    def faults(self, **orders):
        self.send("/sandbox/vnpay/faults", orders, self.sandbox_url)

    def charges(self):
        return json.load(self.get("/sandbox/vnpay/charges", self.sandbox_url))

    def mails(self, to):
        return json.load(self.get(f"/mailbox/api/messages?to={to}", self.sandbox_url))["messages"]

    def mail(self, to, words, seconds=30):
        """The newest letter to that address with those words in its text."""
        return wait_for(
            lambda: next((mail for mail in self.mails(to) if words in mail["text"]), None),
            seconds,
            lambda: f"no letter to {to} says {words}: {[mail['subject'] for mail in self.mails(to)]}",
        )

    # Proving it

    def check_laws(self, final=False):
        """The independent checker's exit status and words."""
        command = [sys.executable, CHECKER, self.folder / "data"]
        if self.database:
            command += ["--database", self.database]
        if final:
            command.append("--final")
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def verify(self):
        """What `qldv verify` says, which must be content."""
        run = subprocess.run(
            [BINARY, "verify", "--database", self.database_address], capture_output=True, text=True, env=environment()
        )
        assert run.returncode == 0, f"qldv verify ended with {run.returncode}:\n{run.stdout}{run.stderr}"

    def rows(self, query):
        """What our own tables say."""
        return tables.read(self.database_address, {"rows": query})["rows"]

    def change(self, statement):
        """As somebody does who has the database's password: past everything that the system would refuse."""
        if self.database:
            subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.database, "-c", statement], check=True)
            return
        with sqlite3.connect(self.folder / "data/qldv.sqlite", timeout=20) as connection:
            connection.execute(statement)
        connection.close()

    @property
    def database_address(self):
        return self.database or f"sqlite:{self.folder / 'data/qldv.sqlite'}"

    def token(self, email):
        """An API token of one of the staff, with every right that he has."""
        command = [BINARY, "token", "issue", "--database", self.database_address, "--staff", email, "--scope", "all"]
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment())
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def settle(self, seconds=60):
        """Waits until nothing is under way, and holds the laws."""
        wait_for(lambda: self.check_laws(final=True)[0] == 0, seconds, lambda: self.check_laws(final=True)[1])


def environment():
    """Ours, without what would set the system up otherwise than by default."""
    return {name: value for name, value in os.environ.items() if not name.startswith("QLDV_")}


def wait_for(question, seconds, failure):
    """Asks until the answer is something; no fixed pauses."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(failure())


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
