"""The API as a program meets it."""

import json
import urllib.error
import urllib.request
import uuid

import pytest


def call(system, token, method, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if method == "POST":
        headers["Idempotency-Key"] = uuid.uuid4().hex
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{system.url}/api/v1/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_a_program_declares_a_contract(system):
    token = system.token("am.kv1@qldv.example")
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
