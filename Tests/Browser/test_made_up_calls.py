"""Thousands of calls made up from the document that the API publishes: none meets a fault of ours."""

import pathlib
import subprocess
import sys

import pytest

from system import environment

# Somebody of every kind of right that a token can have. Who reaches furthest meets every edge of the document as well,
# on both databases; the others mostly hear that they may not, whatever they send.
MANAGER, APPROVER, ACCOUNTANT = "am.kv1@qldv.example", "duyet.cntt@qldv.example", "ke-toan@qldv.example"
EVERY_PHASE, SOME_PHASES = "examples,coverage,fuzzing", "examples,fuzzing"
CALLERS = [
    ("sqlite", MANAGER, SOME_PHASES), ("sqlite", APPROVER, SOME_PHASES),
    ("sqlite", ACCOUNTANT, EVERY_PHASE), ("postgres", ACCOUNTANT, EVERY_PHASE),
]
# What a program may rely on: no fault of ours, and every answer as the document says.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 5
# 80 s alone, most of it in the one that makes the calls up; its neighbours on a small machine want their share.
SECONDS = 900


@pytest.mark.parametrize(("engine", "email", "phases"), CALLERS, indirect=["engine"], scope="session")
def test_made_up_calls_meet_no_fault(system, email, phases, tmp_path):
    # One worker: two threads that parse at once crash Hypothesis on Python 3.11 (AST recursion depth mismatch).
    token = system.token(email)
    command = [
        pathlib.Path(sys.executable).parent / "schemathesis", "run", f"{system.url}/api/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--url", f"{system.url}/api/v1",
        "--checks", CHECKS, "--phases", phases, "--max-examples", EXAMPLES,
        "--seed", 1, "--generation-database", "none", "--request-timeout", 10, "--workers", 1,
    ]
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd=tmp_path, timeout=SECONDS, env=environment()
    )
    assert system.is_running, f"the system ended with {system.process.returncode}:\n{system.tail()}"
    assert run.returncode == 0, (run.stdout + run.stderr)[-6000:] + system.tail()
    system.verify()
