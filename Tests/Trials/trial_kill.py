"""R1: kill -9 at random moments while many buyers order and pay. R2, a kill at every step, is Tests/Browser/test_crash.py."""

import os
import random
import time

from crowd import Crowd
from house import percentile, size
from reporting import report

KILLS = size(6, 200)
BUYERS = size(4, 8)
# Minutes that pass at every third death: VNPAY comes again after five, so that repeated notices meet deaths as well.
MINUTES = 5.5


def test_killed_at_random_moments_nothing_is_lost_and_nothing_is_twice(house, engine):
    chance = random.Random(int(os.environ.get("QLDV_SEED", "20261128")))
    house.begin_a_day()
    ready = [house.start()]
    with Crowd(house, BUYERS) as crowd:
        for kill in range(KILLS):
            time.sleep(chance.uniform(0, 2))
            assert house.is_running, house.tail()
            house.kill()
            if kill % 3 == 2:
                house.advance_outside(MINUTES)
            ready.append(house.start())
        # Nobody has to be lucky: some have paid in the end, however short the lives were.
        end = time.monotonic() + 120
        while not house.charges():
            assert time.monotonic() < end, "nobody could pay"
            time.sleep(0.2)
    rounds = house.drain(between=crowd.come_back)
    account = house.prove()
    assert account.payments > 0
    report(
        "R1", "kill -9 at random moments under load", engine, f"{KILLS} kills",
        kills=KILLS, ready_p50=f"{percentile(ready, 50):.1f} s", ready_p99=f"{percentile(ready, 99):.1f} s",
        orders=len(crowd.orders), interrupted=crowd.interrupted, **account.figures, rounds_to_rest=rounds,
    )
