"""R3: PostgreSQL is killed with SIGKILL under load and started again; the system lives on and finds it by itself."""

import os
import random
import time

import pytest

from crowd import Crowd
from house import House, percentile, size
from postgres import Postgres
from reporting import report
from system import wait_for

KILLS = size(2, 100)
BUYERS = size(3, 6)
SERVING_SECONDS = 30


@pytest.fixture
def postgres():
    server = Postgres()
    yield server
    server.remove()


def test_postgres_killed_under_load_loses_nothing(postgres, tmp_path):
    chance = random.Random(int(os.environ.get("QLDV_SEED", "20261128")))
    house = House(tmp_path / "house", postgres.address).prepare()
    started, serving = [], []
    try:
        house.begin_a_day()
        house.start()
        with Crowd(house, BUYERS) as crowd:
            for kill in range(KILLS):
                time.sleep(chance.uniform(0, 3))
                postgres.kill()
                began = time.monotonic()
                postgres.start()
                started.append(time.monotonic() - began)
                wait_for(house.is_ready, SERVING_SECONDS, lambda: f"not serving again:\n{house.tail()}")
                serving.append(time.monotonic() - began)
                if kill % 3 == 2:
                    house.advance(5.5)
            wait_for(house.charges, 120, lambda: "nobody could pay")
        rounds = house.drain(between=crowd.come_back)
        account = house.prove()
        report(
            "R3", "kill -9 of PostgreSQL under load (fsync on)", "postgres", f"{KILLS} kills", kills=KILLS,
            postgres_up_p50=f"{percentile(started, 50):.1f} s", serving_p50=f"{percentile(serving, 50):.1f} s",
            serving_p99=f"{percentile(serving, 99):.1f} s", orders=len(crowd.orders), interrupted=crowd.interrupted,
            **account.figures, rounds_to_rest=rounds,
        )
    finally:
        house.close()
