"""kill -9 at each durable step, and then again life: nothing lost, nothing twice (R2 of the reliability trials).

`QLDV_CRASH_AT_STEP=k` makes the program kill itself at its k-th durable step or outgoing call. For k = 1, 2, 3 … an
order is registered in peace, paid with that k set, and finished after a restart as its payer would; the trial ends at
the first k that the whole order does not reach. QLDV_ALL_STEPS=1 tries every k; otherwise a share of them.
"""

import http.client
import os
import shutil
import signal
import time
import traceback

from conftest import database
from http_buyer import HTTPBuyer
from system import System, wait_for

FEWEST_POINTS = 15
MOST_POINTS = 400
STRIDES = {"sqlite": 3, "postgres": 6}

# The sandbox's power fails together with the system's, so that a call may end in any of these.
BROKEN_OFF = (OSError, http.client.HTTPException)
DONE = "paid-active-accepted"


def test_an_order_survives_a_kill_at_any_step(tmp_path, engine):
    stride = 1 if os.environ.get("QLDV_ALL_STEPS") == "1" else STRIDES[engine]
    failures = []
    for step in range(1, MOST_POINTS, stride):
        system = System(tmp_path / str(step), database(engine))
        system.folder.mkdir()
        began = time.monotonic()
        try:
            is_reached, story = survive(system, step)
        except Exception:
            is_reached, story = True, "FAILED"
            failures.append(f"killed at step {step} ({system.folder}):\n{traceback.format_exc(limit=-3)}")
        finally:
            if system.process:
                system.kill()
        print(f"{engine} {step}: {story}, {time.monotonic() - began:.1f} s", flush=True)
        if story != "FAILED":
            shutil.rmtree(system.folder)
        if not is_reached:
            break
    assert not failures, f"{len(failures)} of {step} steps:\n" + "\n".join(failures)
    assert not is_reached, f"still killed at step {step}"
    assert step > FEWEST_POINTS, f"only {step} points are there: something is not counted"


def survive(system, step):
    """One order with a kill at that step. Whether the step was reached, and what happened, in a few words."""
    system.start()
    buyer = HTTPBuyer(system, "nguyen.van.an@example.vn")
    buyer.register()
    system.settle()
    system.stop()

    system.start(crash_at_step=step, wait=False)
    stopped_at = "start"
    try:
        wait_for(lambda: not system.is_running or system.is_ready(), 30, system.tail)
        stopped_at = "link"
        buyer.open_link()
        stopped_at = "payment"
        buyer.pay()
        stopped_at = "effects"
        wait_for(lambda: not system.is_running or is_done(system, buyer), 30, lambda: state(system, buyer))
    except (*BROKEN_OFF, AssertionError):
        # Killed in the middle, as ordered; anything else is a failure.
        end = time.monotonic() + 2
        while system.is_running:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    is_reached = not system.is_running
    story = "not reached"
    if is_reached:
        assert system.process.wait() == -signal.SIGKILL, f"ended with {system.process.returncode}:\n{system.tail()}"
        system.start()
        story = f"killed in {stopped_at}, {finish(system, buyer)}"
    assert_right(system, buyer)
    system.stop()
    system.verify()
    return is_reached, story


def finish(system, buyer):
    """What a payer does after an interruption: opens the link again, and pays only if that is still asked.

    VNPAY comes again after five minutes, and an unanswered attempt ends after fifteen: that time is let pass.
    """
    payments = 0
    for round in range(9):
        if round:
            system.advance(6)
        buyer.open_link()
        if buyer.may_pay:
            buyer.pay()
            payments += 1
        try:
            wait_for(lambda: is_done(system, buyer), 4 if payments or round else 2, lambda: "")
            return f"done {6 * round} min later with {payments} new payments"
        except AssertionError:
            continue
    raise AssertionError(f"not done after {8 * 6} minutes: {state(system, buyer)}")


def is_done(system, buyer):
    return buyer.standing() == DONE and system.check_laws(final=True)[0] == 0


def assert_right(system, buyer):
    status, words = system.check_laws(final=True)
    assert status == 0, words
    assert buyer.standing() == DONE
    assert [row["state"] for row in system.rows("SELECT state FROM contract")] == ["active"]
    assert [row["state"] for row in system.rows("SELECT state FROM invoice_request")] == ["accepted"]
    # Nobody was asked to pay a second time for what had been charged.
    assert [row["use"] for row in system.rows("SELECT use FROM payment")] == ["request"]


def state(system, buyer):
    """Everything that tells why an order is not done."""
    outbox = system.rows("SELECT key, state, attempts, available_at, last_error FROM outbox_message WHERE state <> 'done'")
    notices = system.rows("SELECT key, state FROM notice")
    standing = buyer.standing() if system.is_running else "not running"
    laws = system.check_laws(final=True)[1]
    return "\n".join([standing, laws, *map(str, outbox), *map(str, notices), system.tail()])
