"""kill -9 at each durable step, and then again life: nothing lost, nothing twice (R2 of the reliability trials).

`QLDV_CRASH_AT_STEP=k` makes the program kill itself at its k-th durable step or outgoing call. For k = 1, 2, 3 … an
order is registered in peace, paid with that k set, and finished after a restart as its payer would; the trial ends at
the first k that the whole order does not reach. QLDV_ALL_STEPS=1 tries every k; otherwise a share of them.
"""

import concurrent.futures
import http.client
import itertools
import os
import shutil
import signal
import time
import traceback

from conftest import database, drop
from http_buyer import HTTPBuyer
from system import System

FEWEST_POINTS = 15
MOST_POINTS = 400
AT_ONCE = 3
STRIDES = {"sqlite": 3, "postgres": 6}

# The sandbox's power fails together with the system's, so that a call may end in any of these.
BROKEN_OFF = (OSError, http.client.HTTPException)
ROUND_MINUTES, FEW_ROUNDS, ROUNDS = 6, 9, 16
DONE = "paid-active-accepted"


def test_an_order_survives_a_kill_at_any_step(tmp_path, engine):
    stride = 1 if os.environ.get("QLDV_ALL_STEPS") == "1" else STRIDES[engine]
    steps = iter(range(1, MOST_POINTS, stride))
    failures, tried, end = [], 0, None
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        while end is None and (some := list(itertools.islice(steps, AT_ONCE))):
            for step, (is_reached, failure) in zip(some, pool.map(lambda step: trial(tmp_path, engine, step), some)):
                tried += 1
                failures += [failure] if failure else []
                if not is_reached and end is None:
                    end = step
    assert not failures, f"{len(failures)} of {tried} steps:\n" + "\n".join(failures)
    assert end is not None, f"still killed at step {step}"
    assert end > FEWEST_POINTS, f"only {end} points are there: something is not counted"


def trial(folder, engine, step):
    """One order in a world of its own. Whether the step was reached, and what went wrong."""
    system = System(folder / str(step), database(engine))
    system.folder.mkdir()
    began = time.monotonic()
    try:
        is_reached, story = survive(system, step)
    except Exception:
        print(f"{engine} {step}: FAILED, {time.monotonic() - began:.1f} s", flush=True)
        return True, f"killed at step {step} ({system.folder}):\n{traceback.format_exc(limit=-3)}"
    finally:
        if system.process:
            system.kill()
    print(f"{engine} {step}: {story}, {time.monotonic() - began:.1f} s", flush=True)
    # What failed is kept, for whoever looks into it.
    shutil.rmtree(system.folder)
    drop(system.database)
    return is_reached, None


def survive(system, step):
    """One order with a kill at that step. Whether the step was reached, and what happened, in a few words."""
    system.start()
    buyer = HTTPBuyer(system, "nguyen.van.an@example.vn")
    buyer.register()
    system.stop()

    system.start(crash_at_step=step, wait=False)
    stopped_at = "start"
    try:
        system.wait_until_ready()
        stopped_at = "payment"
        buyer.open_link()
        buyer.pay()
        stopped_at = "effects"
        finish(system, buyer)
    except (*BROKEN_OFF, AssertionError):
        # Killed in the middle, as ordered; anything else is a failure.
        if not comes_true(lambda: not system.is_running, 2):
            raise
    # Also the way down has steps, so that it is known only now whether this one was reached.
    system.stop()
    is_reached = system.process.returncode == -signal.SIGKILL
    assert is_reached or system.process.returncode == 0, f"ended with {system.process.returncode}:\n{system.tail()}"

    system.start()
    story = finish(system, buyer)
    assert_right(system, buyer)
    system.stop()
    system.verify()
    return is_reached, f"killed in {stopped_at}, {story}" if is_reached else "not reached"


def finish(system, buyer):
    """What a payer does after an interruption: opens the link again, and pays only if that is still asked.

    VNPAY comes again after five minutes, and an unanswered attempt ends after fifteen: that time is let pass. An attempt
    of which VNPAY knows nothing is believed lost only an hour after that: then the payer waits longest.
    """
    payments = 0
    for round in range(ROUNDS):
        if round == FEW_ROUNDS:
            assert_unknown_to_vnpay(system)
        if round:
            system.advance(ROUND_MINUTES)
        buyer.open_link()
        if buyer.may_pay:
            buyer.pay()
            payments += 1
        if comes_true(lambda: is_done(system, buyer), 2 if round else 1):
            return f"done {ROUND_MINUTES * round} min later with {payments} new payments"
    raise AssertionError(f"not done after {ROUND_MINUTES * round} minutes: {state(system, buyer)}")


def assert_unknown_to_vnpay(system):
    """The one good reason to wait longer: the payer never got there, and VNPAY has told us that it knows nothing."""
    waiting = [row["reference"] for row in system.rows("SELECT reference FROM payment_attempt WHERE state = 'unresolved'")]
    answers = system.rows("SELECT reference, verdict FROM gateway_message WHERE channel = 'querydr'")
    there = system.charges()
    told = {row["reference"] for row in answers} if {row["verdict"] for row in answers} == {"not_found"} else set()
    assert len(waiting) == 1 and told == set(waiting) and not there, f"{waiting}, {answers}, {there}"


def comes_true(question, seconds):
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


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
