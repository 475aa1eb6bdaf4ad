"""R23 through HTTP: tampered, huge, slow, half-closed, pipelined and wrongly encoded requests against the running server. No
fault of ours (5xx), limits told, memory flat."""

import collections
import concurrent.futures
import json
import os
import random
import socket
import subprocess
import time
import urllib.parse
import uuid

import pytest

from house import size
from reporting import report
from system import BINARY, environment, wait_for
from trial_partners import buyers
from wire import Wire

REQUESTS = size(1_500, 60_000)
SLOW_SECONDS = 90


@pytest.fixture
def open_house(house, engine):
    if engine != "sqlite":
        pytest.skip("what stands before the database is the same")
    house.begin_a_day()
    house.start()
    return house


def raw(house, data, half_close=False, seconds=20):
    """Everything that comes back for those bytes, and whether the server closed."""
    with socket.create_connection(("127.0.0.1", house.port), seconds) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := connection.recv(65_536):
                answer += piece
                if len(answer) > 5_000_000:
                    break
        except (TimeoutError, ConnectionResetError):
            return answer, False
        return answer, True


def statuses(answer):
    """The codes of all answers in what came back."""
    return [int(part.split(b" ", 2)[0]) for part in answer.split(b"HTTP/1.1 ")[1:] if part[:3].isdigit()]


def head(house, method, path, *headers):
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{house.port}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def limits(house):
    """Each with what is sent, and the codes that tell the limit."""
    token = "x" * 43
    big = 80 * 1024 * 1024
    return {
        "query of 100 KB": (head(house, "GET", "/?a=" + "b" * 100_000), {400, 414, 431}),
        "one header of 100 KB": (head(house, "GET", "/", "X-Long: " + "a" * 100_000), {400, 431}),
        "5,000 headers": (head(house, "GET", "/", *[f"X-{n}: aaaaaaaaaaaaaaaaaaaa" for n in range(5_000)]), {400, 431}),
        "cookie of 60 KB": (head(house, "GET", "/", "Cookie: a=" + "b" * 60_000), {200, 400, 431}),
        "form that says 80 MB": (
            head(house, "POST", f"/p/{token}/thanh-toan", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {big}")
            + b"a=" + b"b" * 200_000, {413}),
        "form of 200 KB in chunks": (
            head(house, "POST", f"/p/{token}/thanh-toan", "Content-Type: application/x-www-form-urlencoded",
                 "Transfer-Encoding: chunked") + (b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 7 + b"0\r\n\r\n", {413}),
        "upload without signing in": (
            head(house, "POST", "/quan-ly/doi-soat/2026-11-28/tep", "Content-Type: multipart/form-data; boundary=b",
                 f"Content-Length: {big}") + b"--b\r\n", {303, 401, 403, 413}),
        "notice with a body of 80 MB": (
            head(house, "POST", "/vnpay/ipn", f"Content-Length: {big}") + b"a" * 100_000, {405, 413}),
        "length that is no number": (head(house, "POST", "/dang-nhap", "Content-Length: many"), {400}),
        "two lengths": (head(house, "POST", "/dang-nhap", "Content-Length: 5", "Content-Length: 6") + b"hello!", {400}),
        "length and chunks": (
            head(house, "POST", "/dang-nhap", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", {400, 403}),
        "chunk of a bad size": (head(house, "POST", "/dang-nhap", "Transfer-Encoding: chunked") + b"ZZ\r\nabc\r\n", {400, 403}),
        "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, {400}),
        "HTTP/9.9": (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", {400, 505}),
        "NUL in the path": (b"GET /\x00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {400, 404}),
        "path that is no UTF-8": (head(house, "GET", "/%ff%fe/%c0%af..%c0%af"), {400, 404}),
        "path above the root": (head(house, "GET", "/static/../../etc/passwd"), {400, 404}),
        "absolute address of another house": (
            b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", {200, 400, 404, 421}),
    }


def test_limits_are_told(open_house):
    house = open_house
    before, found, wrong = house.memory(), {}, []
    for name, (data, expected) in limits(house).items():
        answer, closed = raw(house, data)
        codes = statuses(answer)
        found[name] = codes[0] if codes else "closed" if closed else "silent"
        if not codes and closed:
            continue
        if not codes or not set(codes[:1]) <= expected or any(code >= 500 and code != 505 for code in codes):
            wrong.append(f"{name}: {found[name]}, expected {sorted(expected)}")
    assert house.is_running, house.tail()
    grown = house.memory() - before
    assert not wrong, "\n".join(wrong)
    assert grown < 64, f"{grown:.0f} MB more"
    told = collections.Counter(str(code) for code in found.values())
    report(
        "R23", "sizes and forms beyond the limits", "—", f"{len(found)} kinds", table="hostile",
        answered=", ".join(f"{code} × {count}" for code, count in sorted(told.items())), faults=0,
        memory_grown=f"{grown:.0f} MB",
    )


def test_slow_and_half_closed_callers_hold_nobody_up(open_house):
    """Slow-loris: heads and bodies that come a byte at a time, or not at all, on many connections."""
    house = open_house
    count = size(60, 400)
    before, wire = house.memory(), Wire(house.port)
    slow = []
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", house.port), 10)
        connection.sendall([b"GET / HTTP/1.1\r\nHost: a\r\nX-", b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\na=",
                            b"", b"G"][number % 4])
        slow.append(connection)
    seconds = []
    began = time.monotonic()
    shut = set()
    while len(shut) < count and time.monotonic() - began < SLOW_SECONDS:
        start = time.monotonic()
        status, _ = wire.get("/healthz")
        seconds.append(time.monotonic() - start)
        assert status == 200
        for number, connection in enumerate(slow):
            if number in shut:
                continue
            try:
                connection.sendall(b"b")
                connection.setblocking(False)
                if connection.recv(1_000) == b"":
                    shut.add(number)
            except BlockingIOError:
                pass
            except OSError:
                shut.add(number)
            finally:
                connection.settimeout(10)
        time.sleep(0.5)
    lasted = time.monotonic() - began
    for connection in slow:
        connection.close()
    # Half-closed: the whole request, then no more from their side. It is answered, and the connection ends.
    answer, closed = raw(house, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", half_close=True)
    assert statuses(answer) == [200] and closed
    answer, closed = raw(house, b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\na=", half_close=True)
    assert closed and not any(code >= 500 for code in statuses(answer)), answer[:200]
    assert len(shut) == count, f"{count - len(shut)} of {count} slow callers were let stay for {lasted:.0f} s"
    assert house.memory() - before < 64
    report(
        "R23", "slow (a byte at a time) and half-closed callers", "—", f"{count} connections", table="hostile",
        all_ended_after=f"{lasted:.0f} s", others_answered_in_p99=f"{sorted(seconds)[-1] * 1000:.0f} ms at most",
    )


def test_pipelined_requests_are_answered_in_order(open_house):
    house, count = open_house, 200
    paths = ["/healthz", "/khong-co", "/vnpay/ipn?a=b"]
    data = b"".join(f"GET {paths[n % 3]} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for n in range(count))
    data += b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    codes = statuses(raw(house, data)[0])
    assert codes == [[200, 404, 200][n % 3] for n in range(count)] + [200]
    report("R23", "pipelined requests", "—", f"{count + 1} on one connection", table="hostile", answered_in_order=len(codes))


def test_a_clock_order_that_cannot_be(open_house):
    for order in [-(2**63), 2**63 - 1, 10**15]:
        body = json.dumps({"advanceSeconds": order}).encode()
        answer, _ = raw(open_house, head(open_house, "POST", "/api/v1/test_clock", f"Content-Length: {len(body)}") + body)
        assert statuses(answer) == [400], (order, answer[:200])
    assert open_house.is_running


def issue(house, email):
    command = [BINARY, "token", "issue", "--database", house.database_address, "--staff", email, "--scope", "all"]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment())
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


EDGES = ["", "0", "-1", "9" * 30, "%00", "%ff", "%E1%BB", "\u0301" * 40, "' OR 1=1 --", "<script>", "..%2f..%2f", "a" * 3_000, "null",
         "[]", "{}", "9223372036854775807", "2026-02-30", "%0d%0aX: y", "\u202e", "true"]


def tampered(chance, query, token, link):
    """One request, made wrong in one or several ways: its bytes and its kind."""
    kind = chance.choice(["ipn", "return", "page", "form", "api", "json", "link"])
    edge = chance.choice(EDGES)
    quoted = edge if "%" in edge else urllib.parse.quote(edge)
    headers, body, method = "", b"", "GET"
    if kind in ("ipn", "return"):
        parts = query.split("&")
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(parts))
            change = chance.randrange(4)
            if change == 0:
                parts[place] = parts[place].split("=")[0] + "=" + quoted
            elif change == 1:
                parts.append(chance.choice(parts))
            elif change == 2:
                parts[place] = parts[place][: chance.randrange(len(parts[place]) + 1)]
            else:
                parts[place] = parts[place].replace(chance.choice("0123456789abcdef"), chance.choice("0123456789abcdef"), 1)
        path = f"/vnpay/{kind}?" + "&".join(parts)
    elif kind == "page":
        path = chance.choice(["/", "/dich-vu/", "/p/", "/static/", "/guides/", "/quan-ly/", "/tai-khoan/"]) + quoted + "?lang=" + quoted
    elif kind == "link":
        path = link[: chance.randrange(3, len(link))] + quoted
    elif kind == "form":
        method, path = "POST", chance.choice(["/dang-nhap", link + "/thanh-toan", "/quan-ly/dang-nhap", "/xac-nhan/" + quoted])
        body = os.urandom(chance.randrange(200)) if chance.random() < 0.5 else f"email={quoted}&csrf={quoted}&name".encode()
        type = chance.choice(["application/x-www-form-urlencoded", "multipart/form-data; boundary=" + edge[:5], "text/plain", edge[:20]])
        headers = f"Content-Type: {type}\r\n"
    else:
        method = chance.choice(["GET", "POST", "DELETE", "PATCH"])
        path = "/api/v1/" + chance.choice(["contracts", "customers", "payments", "refund_cases", "statements", quoted]) + f"?limit={quoted}&{quoted}"
        headers = f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: {uuid.UUID(int=chance.getrandbits(128)).hex}\r\n"
        text = json.dumps({"kind": edge, "lines": [{"plan": edge, "quantity": chance.choice([0, -1, 2**63, 1.5, None, "1"])}]})
        body = b"" if method == "GET" else chance.choice([text.encode(), text.encode()[: chance.randrange(len(text))], b"[" * 5_000, os.urandom(50)])
    path = "".join(sign if 0x21 <= ord(sign) < 0x7F else urllib.parse.quote(sign) for sign in path)
    headers = "".join(sign for sign in headers if ord(sign) < 256)
    return kind, f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode("latin-1") + body


def test_tampered_requests_meet_no_fault_and_change_nothing(open_house):
    house = open_house
    [buyer] = buyers(house, 1)[:1]
    house.drain()
    token = issue(house, "ke-toan@qldv.example")
    query = urllib.parse.urlsplit(house.outside_rows(
        "vnpay", "SELECT d.url FROM ipn_delivery d WHERE d.rsp_code = '00' LIMIT 1")[0]["url"]).query
    money = "SELECT id, amount_dong FROM payment ORDER BY id"
    paid = house.rows(money)
    codes, faults = collections.Counter(), []

    def send(part):
        chance, wire = random.Random(f"23/{part}"), Wire(house.port)
        for _ in range(REQUESTS // 8):
            kind, data = tampered(chance, query, token, buyer.link)
            if wire.socket is None:
                wire.open()
            try:
                wire.socket.sendall(data)
                status, _ = wire.answer()
            except OSError:
                wire.close()
                codes[kind, "closed"] += 1
                continue
            codes[kind, status] += 1
            if status >= 500:
                faults.append((status, data[:1_000]))
        wire.close()

    send("warm")  # what is made once and kept is no growth
    before = house.memory()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(send, part) for part in range(8)]:
            one.result()
    grown = house.memory() - before
    assert house.is_running, house.tail()
    assert not faults, f"{len(faults)} faults, such as {faults[0]}\n{house.tail()[-1500:]}"
    assert house.rows(money) == paid
    assert grown < size(200, 300), f"{grown:.0f} MB more"
    wait_for(lambda: house.due() == 0, 60, lambda: f"messages stay due:\n{house.tail()}")
    house.verify()
    total = sum(codes.values())
    answered = collections.Counter()
    for (_, status), count in codes.items():
        answered[str(status)] += count
    report(
        "R23", "tampered notices, returns, links, forms, API calls", "sqlite", f"{total:,} requests", table="hostile",
        answered=", ".join(f"{code} × {count:,}" for code, count in sorted(answered.items())), faults=0,
        memory_grown=f"{grown:.0f} MB",
    )
