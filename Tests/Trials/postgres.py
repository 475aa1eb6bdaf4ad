"""A PostgreSQL server of one's own, as durable as in production."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from system import free_ports, wait_for


class Postgres:
    """A server of the trial's own, with everything durable: fsync and synchronous commits are on, as in production."""

    def __init__(self, places=1):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
        if not found:
            pytest.skip("there is no PostgreSQL on this machine")
        self.programs = found[-1]
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="qldv-trial-", dir="/var/tmp"))
        self.data = self.home / "data"
        self.port, *others = free_ports(places)
        # For a second server beside it.
        self.other_port = others[0] if others else None
        if os.getuid() == 0:
            shutil.chown(self.home, "postgres")
        self.owner("initdb", "-D", self.data, "--username=qldv", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        settings = f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = ''\nmax_connections = 100\n"
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(settings)
        self.start()
        base = f"postgres://qldv@127.0.0.1:{self.port}"
        subprocess.run(["psql", "-qX", f"{base}/postgres", "-c", "CREATE DATABASE qldv"], check=True)
        self.address = f"{base}/qldv"

    def owner(self, program, *arguments):
        command = [self.programs / program, *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        log = self.home / "log"
        with open(log, "ab") as out:
            run = subprocess.run([str(part) for part in command], stdout=out, stderr=out, cwd="/")
        server = self.home / "server.log"
        assert run.returncode == 0, log.read_text()[-1000:] + (server.read_text()[-3000:] if server.exists() else "")

    def start(self):
        self.owner("pg_ctl", "start", "--wait", "--silent", "-t", "120", "-D", self.data, "-l", self.home / "server.log")

    def processes(self):
        """The postmaster and its children; it is halted, so that it makes no new ones meanwhile."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        if not is_alive(first):
            return []
        os.kill(first, signal.SIGSTOP)
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def kill(self):
        """All at once, as a power cut does; comes back when they are gone, as a service manager waits for it."""
        processes = self.processes()
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_for(lambda: not any(is_alive(process) for process in processes), 20, lambda: "PostgreSQL does not die")

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.home)


def is_alive(process):
    """One that nobody has taken leave of yet counts: PostgreSQL too takes it for another server."""
    return pathlib.Path(f"/proc/{process}").exists()
