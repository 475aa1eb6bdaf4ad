"""`qldv serve` as an operator runs it: what only a demonstration may do is not there, and its log opens nothing."""

import os
import subprocess
import urllib.error
import urllib.request

import pytest

from system import BINARY, environment, free_ports, wait_for
from test_doctor import settings


@pytest.fixture
def served(system, tmp_path):
    """A server beside the demo, on the demo's database, with a clock that somebody has left set."""
    (port,) = free_ports(1)
    given = settings(system) | {"PORT": str(port), "CLOCK": system.now().isoformat()}
    log = tmp_path / "serve.log"
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [str(BINARY), "serve", "--without-worker"], stdout=output, stderr=output, cwd=tmp_path,
            env=environment() | {f"QLDV_{name}": value for name, value in given.items()},
        )
    try:
        url = f"http://localhost:{port}"
        wait_for(lambda: ask(f"{url}/readyz") == 200, 60, lambda: log.read_text())
        yield url, log
    finally:
        server.terminate()
        server.wait(30)


def ask(url, body=None):
    """The status of an answer; nothing when nobody answers."""
    try:
        return urllib.request.urlopen(url, body, timeout=10).status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def test_nobody_moves_the_clock_of_a_server(served, engine):
    url, _ = served
    assert ask(f"{url}/api/v1/test_clock") == 404
    assert ask(f"{url}/api/v1/test_clock", b'{"advanceSeconds":86400}') == 404


def test_the_log_holds_no_link_that_opens_something(served, engine):
    url, log = served
    token = os.urandom(24).hex()
    for path in ("/p/{}", "/tai-khoan/vao/{}", "/xac-nhan-thu/{}", "/quan-ly/dat-mat-khau/{}", "/quan-ly/loi-moi/{}"):
        assert ask(url + path.format(token), b"csrf=stale") == 403
    wait_for(lambda: log.read_text().count("request refused") >= 5, 20, log.read_text)
    assert token not in log.read_text() and "/tai-khoan/vao/…" in log.read_text()
