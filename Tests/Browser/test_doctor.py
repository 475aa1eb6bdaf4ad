"""`qldv doctor` on a running installation, and on one with each thing wrong."""

import json
import subprocess

import pytest

from system import BINARY, environment


def settings(system):
    """What `qldv serve` would need to run as the demo does."""
    secrets = json.loads((system.folder / "data/demo-secrets.json").read_text())
    sandbox = system.sandbox_url
    return {
        "DATABASE": system.database_address, "PORT": str(system.port), "PUBLIC_ADDRESS": system.url,
        "SECRET_KEY": secrets["serverKey"], "VNPAY_TERMINAL": secrets["vnpayTerminal"],
        "VNPAY_HASH_SECRET": secrets["vnpayHashSecret"], "VNPAY_PAY_PAGE": f"{sandbox}/paymentv2/vpcpay.html",
        "VNPAY_SERVICE": f"{sandbox}/merchant_webapi/api/transaction",
        "MAIL_SERVER": f"smtp://localhost:{system.mail_port}", "MAIL_REQUIRE_TLS": "false",
        "PROVISIONING_ADDRESS": f"{sandbox}/provisioning", "PROVISIONING_SECRET": secrets["provisioningSecret"],
        "INVOICING_ADDRESS": sandbox, "INVOICING_USERNAME": "qldv", "INVOICING_PASSWORD": secrets["invoicingPassword"],
    }


def examine(system, **changes):
    given = {f"QLDV_{name}": value for name, value in (settings(system) | changes).items() if value is not None}
    run = subprocess.run(
        [str(BINARY), "doctor"], capture_output=True, text=True, env=environment() | given, timeout=60, cwd=system.folder
    )
    return run.returncode, run.stdout + run.stderr


def state(words, name):
    return next(line for line in words.splitlines() if line.startswith(name))


def test_a_whole_installation_is_well(system, engine):
    code, words = examine(system)
    print(words)
    # The tests' PostgreSQL is not durable on purpose, and that is what the doctor has to say of it.
    assert code == (1 if engine == "postgres" else 0), words
    for name in ("settings", "schema", "disk", "terminal", "IPN address", "VNPAY", "mail", "products", "invoices"):
        assert " ok " in state(words, name) or " think " in state(words, name), words
    assert "terminal and secret are right" in words or "asked less than five minutes ago" in words
    if engine == "sqlite":
        assert " ok " in state(words, "database journal_mode") and " ok " in state(words, "database synchronous")
    else:
        assert "WRONG  off" in state(words, "database fsync") and "power cut" in words
        assert " ok " in state(words, "database clock")


@pytest.mark.parametrize(("change", "name", "says"), [
    ({"VNPAY_HASH_SECRET": "ANOTHERSECRETANOTHERSECRETANOTHE"}, "VNPAY", "WRONG"),
    ({"VNPAY_HASH_SECRET": "WITH A BLANK"}, "settings", "no blanks"),
    ({"VNPAY_SERVICE": "http://localhost:1/"}, "VNPAY", "not reached"),
    ({"MAIL_SERVER": "smtp://localhost:1"}, "mail", "WRONG"),
    ({"PUBLIC_ADDRESS": "http://localhost:1"}, "IPN address", "not reached"),
    ({"PUBLIC_ADDRESS": "http://shop.example"}, "public address", "need https"),
    ({"DATABASE": "sqlite:/nowhere/x.sqlite"}, "database", "qldv migrate"),
    ({"CLOCK": "2026-12-31T23:59+07:00"}, "clock", "take that away"),
    ({"SECRET_KEY": None}, "settings", "secretKey"),
])
def test_what_is_wrong_is_named(system, change, name, says):
    code, words = examine(system, **change)
    assert code == 1, words
    assert says in state(words, name), words
