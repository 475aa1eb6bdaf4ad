"""R19: messages that nobody can deliver, and one that ends the process. R20: many processes on one database, one frozen."""

import signal
import sqlite3
import subprocess
import time
import uuid

import pytest

from crowd import Customer
from house import is_whole, size
from reporting import report
from system import BINARY, environment, wait_for
from trial_partners import buyers

POISON = size(8, 400)


def execute(house, statement):
    """As somebody with a key to the database."""
    if house.database:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", house.database, "-c", statement], check=True)
        return


    with sqlite3.connect(house.folder / "data/qldv.sqlite", timeout=60) as connection:
        connection.execute(statement)
    connection.close()


def test_what_nobody_can_deliver_is_parked_and_holds_up_nobody(house, engine):
    house.begin_a_day()
    house.start()
    buyers(house, 2)
    house.drain()
    known = sorted({row["kind"] for row in house.rows("SELECT DISTINCT kind FROM outbox_message")})
    assert {"send_mail", "activate_line", "push_invoice"} <= set(known), known
    house.stop()
    for number in range(POISON):
        kind, body = known[number % len(known)], ["'rubbish'", f"'{uuid.UUID(int=number + 1)}'"][number % 2]
        execute(house, f"""INSERT INTO outbox_message (key, kind, body, state, created_at, available_at, attempts, claims)
            VALUES ('poison/{number}', '{kind}', {body}, 'open', 0, 0, 0, 0)""")
    house.start()
    began = time.monotonic()
    paid = buyers(house, size(2, 40))
    wait_for(lambda: all(buyer.standing().startswith("paid-active") for buyer in paid), 120, lambda: house.tail())
    took = time.monotonic() - began
    wait_for(lambda: house.due() == 0, 120, lambda: f"messages stay due:\n{house.tail()}")
    rows = house.rows("SELECT state, attempts, last_error FROM outbox_message WHERE key LIKE 'poison/%'")
    parked = [row for row in rows if row["state"] == "parked"]
    done = [row for row in rows if row["state"] == "done"]
    assert len(parked) + len(done) == POISON, rows
    assert all(row["last_error"] for row in parked)
    tries = max(int(row["attempts"]) for row in rows)
    assert tries <= 3
    execute(house, "DELETE FROM outbox_message WHERE key LIKE 'poison/%'")
    house.drain()
    account = house.prove()
    report(
        "R19", "messages that nobody can deliver, among real ones", engine, f"{POISON} messages of {len(known)} kinds",
        parked=len(parked), tries_at_most=tries, orders_meanwhile=len(paid), orders_took=f"{took:.1f} s", **account.figures,
    )


def test_a_message_that_ends_the_process_ends_it_so_many_times_and_no_more(house, engine):
    """What kills the process is ours, at the moment at which the message is under delivery: the program cannot tell."""
    house.begin_a_day()
    house.start()
    house.order_faults("provisioning", slowMilliseconds=15_000)
    buyer = Customer(house)
    buyer.register()
    buyer.pay()
    deaths = 0
    while not is_parked(house):
        assert deaths < 14, "begun again and again"
        wait_for(lambda: is_parked(house) or claims(house) > deaths, 60, lambda: f"not begun:\n{house.tail()}")
        if is_parked(house):
            break
        house.kill()
        deaths += 1
        if deaths == 1 and not is_whole():
            # Nine more such deaths, without the time that they take.
            execute(house, f"UPDATE outbox_message SET attempts = 10, claims = 10 WHERE key = '{activation(house)['key']}'")
            deaths = 10
        house.advance_outside(3.2)
        house.start()
    reason = activation(house)["last_error"]
    assert "never ended" in reason, reason
    house.be_well("provisioning")
    release = [str(BINARY), "outbox", "--database", house.database_address, "--release", activation(house)["key"]]
    run = subprocess.run(release, capture_output=True, text=True, env=environment())
    assert run.returncode == 0, run.stderr
    house.stop()
    house.start()
    house.drain()
    account = house.prove()
    assert buyer.standing() == "paid-active-accepted"
    report(
        "R19", "a message that ends the process each time", engine, "1 message", deaths_until_parked=deaths,
        released_by_hand_and_done=1, **account.figures,
    )


def activation(house):
    rows = house.rows("SELECT key, state, claims, last_error FROM outbox_message WHERE kind = 'activate_line'")
    return rows[0] if rows else {"key": "", "state": "", "claims": 0, "last_error": ""}


def is_parked(house):
    return activation(house)["state"] == "parked"


def claims(house):
    return int(activation(house)["claims"])


@pytest.fixture
def shared(house, engine):
    if engine != "postgres":
        pytest.skip("one SQLite file is for one machine")
    return house


def test_four_processes_do_everything_once(shared, engine):
    house = shared
    house.begin_a_day()
    house.start()
    house.start_another("serve")
    house.start_another("work")
    house.start_another("work")
    paid = buyers(house, size(6, 60))
    wait_for(lambda: all(buyer.standing().startswith("paid-active") for buyer in paid), 180, lambda: house.tail())
    for process in house.more:
        assert process.poll() is None, (house.folder / "another.log").read_text()[-3000:]
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    house.drain()
    account = house.prove()
    names = house.outside_rows("mailbox", "SELECT message_id FROM message GROUP BY message_id HAVING count(*) > 1")
    assert names == []
    report("R20", "two servers and two workers on one database", engine, f"{len(paid)} orders", letters_twice=0, **account.figures)


def test_a_frozen_worker_comes_back_too_late(shared, engine):
    house = shared
    house.begin_a_day()
    house.start()
    house.stop()
    # Pages here, the worker elsewhere.
    process = house.run([house.binary, "serve", "--port", house.port, "--without-worker"], house.settings(), "qldv.log")
    house.process = process
    wait_for(house.is_ready, 60, house.tail)
    worker, _ = house.start_another("work")
    fenced = 0
    for _ in range(size(1, 5)):
        house.be_well("provisioning")
        buyer = Customer(house)
        buyer.register()
        house.order_faults("provisioning", slowMilliseconds=4_000)
        before = {row["key"] for row in house.rows("SELECT key FROM outbox_message WHERE kind = 'activate_line'")}
        buyer.pay()
        key = wait_for(lambda: begun(house, before), 60, lambda: "the worker begins nothing")
        worker.send_signal(signal.SIGSTOP)
        time.sleep(size(0, 60))  # the trial's own length, as its table says
        house.advance_outside(3.2)
        house.be_well("provisioning")
        other, _ = house.start_another("work")
        wait_for(lambda: row_of(house, key)["state"] == "done", 60, lambda: f"nobody takes over: {row_of(house, key)}")
        held = row_of(house, key)
        worker.send_signal(signal.SIGCONT)
        # It ends what it had begun, is refused, and goes on with the next.
        wait_for(lambda: buyer.standing().startswith("paid-active"), 60, lambda: buyer.standing())
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        assert row_of(house, key) == held, "the late one wrote"
        fenced += 1
        worker = other
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)
    house.be_well("provisioning")
    house.stop()
    house.start()
    house.drain()
    account = house.prove()
    made = house.outside_rows("provisioning", "SELECT count(*) AS n FROM activation")[0]["n"]
    assert made == len(house.rows("SELECT id FROM activation"))
    report(
        "R20", "a worker frozen with a delivery in hand, its lease over, resumed", engine, f"{fenced} times {size(0, 60)} s",
        late_writes=0, activations=made, **account.figures,
    )


def begun(house, before):
    rows = house.rows("SELECT key FROM outbox_message WHERE kind = 'activate_line' AND state = 'open' AND claims > 0")
    return next((row["key"] for row in rows if row["key"] not in before), None)


def row_of(house, key):
    return house.rows(f"SELECT state, attempts, claims, done_at FROM outbox_message WHERE key = '{key}'")[0]
