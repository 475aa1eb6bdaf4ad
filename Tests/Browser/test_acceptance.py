"""VNPAY's acceptance of a merchant, tried against ourselves: `qldv vnpay acceptance`."""

import json
import re
import subprocess
import urllib.parse
import uuid

from http_buyer import HTTPBuyer
from system import BINARY, environment


def waiting_order(system):
    """An order whose buyer stands before VNPAY's page: its reference and amount."""
    buyer = HTTPBuyer(system, f"{uuid.uuid4().hex[:12]}@example.vn")
    buyer.register()
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(buyer.pay_address()).query)
    return f"{asked['vnp_TxnRef'][0]}:{int(asked['vnp_Amount'][0]) // 100}"


def accept(system, *options, secret=None):
    secrets = json.loads((system.folder / "data/demo-secrets.json").read_text())
    command = [
        BINARY, "vnpay", "acceptance", "--url", f"{system.url}/vnpay/ipn", "--terminal", secrets["vnpayTerminal"], *options
    ]
    surroundings = environment() | {"QLDV_VNPAY_HASH_SECRET": secret or secrets["vnpayHashSecret"]}
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, env=surroundings, timeout=60)


def test_we_pass(system, tmp_path):
    paid, failed = waiting_order(system), waiting_order(system)
    sheet = tmp_path / "acceptance.csv"
    run = accept(system, "--paid", paid, "--failed", failed, "--csv", sheet)
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "15 đạt, 0 không đạt, 1 không thử" in run.stdout
    assert re.search(r"Sai chữ ký +97 +97 +\d+ ms +đạt", run.stdout)
    assert sheet.read_bytes().startswith("\ufeffSTT,Tình huống,".encode())
    assert len(sheet.read_text().splitlines()) == 17
    # The orders are paid and failed now. A failure is not confirmed again; a success is only where VNPAY's number is
    # another, since that is a second charge, and once.
    again = accept(system, "--paid", paid, "--failed", failed, "--language", "en")
    assert again.returncode == 1
    assert re.search(r"The payment failed \(24/02\) +00 +02 +\d+ ms +FAILED", again.stdout), again.stdout
    assert re.search(r"The same success again +02 +02 +\d+ ms +passed", again.stdout), again.stdout


def test_a_wrong_secret_is_noticed(system):
    run = accept(system, "--paid", "KHONGCO-01:1000", secret="ANOTHERSECRETANOTHERSECRETANOTHE")
    assert run.returncode == 1
    assert re.search(r"Không có đơn hàng +01 +97 ", run.stdout), run.stdout
