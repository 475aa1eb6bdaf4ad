"""The API as a program meets it: the document it publishes, and thousands of calls made up from that document."""

import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request
import uuid

import pytest

from system import BINARY, environment

# Somebody of every kind of right that a token can have.
STAFF = ["am.kv1@qldv.example", "duyet.cntt@qldv.example", "ke-toan@qldv.example"]
# What a program may rely on: no fault of ours, and every answer as the document says.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 5
SECONDS = 240


def issue(system, email):
    command = [BINARY, "token", "issue", "--database", system.database_address, "--staff", email, "--scope", "all"]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment())
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def call(system, token, method, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if method == "POST":
        headers["Idempotency-Key"] = uuid.uuid4().hex
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{system.url}/api/v1/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_a_program_declares_a_contract(system):
    token = issue(system, STAFF[0])
    customer = call(system, token, "POST", "customers", {
        "kind": "individual", "name": "Nguyễn Văn An", "address": "Số 5 Duy Tân, Hà Nội",
        "email": f"{uuid.uuid4().hex[:12]}@example.vn", "phone": "0912345678", "is_another": True,
    })
    plan = call(system, token, "GET", "catalogue")["items"][0]["plans"][0]["code"]
    contract = call(system, token, "POST", "contracts", {
        "customer_id": customer["id"], "lines": [{"plan": plan, "quantity": 1}],
    })
    assert contract["state"] == "draft"
    assert contract["id"] in [one["id"] for one in call(system, token, "GET", "contracts")["items"]]
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(system, "qldv_no.no", "GET", "contracts")
    assert refused.value.code == 401
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    assert "Set-Cookie" not in refused.value.headers


@pytest.mark.parametrize(
    ("engine", "email"),
    # The accountant's calls reach furthest: on the second database, theirs stand for all.
    [("sqlite", email) for email in STAFF] + [("postgres", STAFF[2])],
    indirect=["engine"], scope="session",
)
def test_made_up_calls_meet_no_fault(system, email, tmp_path):
    # One worker: two threads that parse at once crash Hypothesis on Python 3.11 (AST recursion depth mismatch).
    token = issue(system, email)
    command = [
        pathlib.Path(sys.executable).parent / "schemathesis", "run", f"{system.url}/api/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--url", f"{system.url}/api/v1",
        "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES,
        "--seed", 1, "--generation-database", "none", "--request-timeout", 10, "--workers", 1,
    ]
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd=tmp_path, timeout=SECONDS, env=environment()
    )
    assert system.is_running, f"the system ended with {system.process.returncode}:\n{system.tail()}"
    assert run.returncode == 0, (run.stdout + run.stderr)[-6000:] + system.tail()
    system.verify()
