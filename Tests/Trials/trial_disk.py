"""R5: the disk is full under load. No `00` without a commit, and no hand work when there is space again."""

import shutil
import subprocess
import time

import pytest

from crowd import Crowd
from house import House, size
from reporting import report
from system import wait_for

ROUNDS = size(1, 5)
MEGABYTES = 96
FULL_SECONDS = size(4, 12)


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if run.returncode:
        pytest.skip(f"a small tmpfs cannot be mounted here: {run.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(file):
    """Every byte that is left."""
    with open(file, "wb", buffering=0) as out:
        for piece in [1 << 20, 4096, 1]:
            try:
                while True:
                    out.write(b"\0" * piece)
            except OSError:
                continue


def test_a_full_disk_answers_no_00_without_a_commit(tmp_path, small_disk):
    house = House(tmp_path / "house")
    house.prepare()
    house.close()
    # Only our own tables stand on the small disk: the outside keeps its record elsewhere.
    target = small_disk / "qldv.sqlite"
    for name in ["qldv.sqlite", "qldv.sqlite-wal", "qldv.sqlite-shm"]:
        file = house.folder / "data" / name
        if file.exists():
            shutil.move(file, small_disk / name)
    house.database = f"sqlite:{target}"
    house.open_outside()
    house.begin_a_day()
    refused = recovered = 0
    waits = []
    try:
        house.start()
        with Crowd(house, 4) as crowd:
            wait_for(house.charges, 60, lambda: "nobody could pay")
            for _ in range(ROUNDS):
                fill(small_disk / "filling")
                orders = len(crowd.orders)
                wait_for(lambda: "full" in house.tail(), 60, lambda: f"nobody says that the disk is full:\n{house.tail()}")
                end = time.monotonic() + FULL_SECONDS
                while time.monotonic() < end:
                    assert house.is_running, f"the system ended:\n{house.tail()}"
                    refused += len(crowd.orders) == orders
                    time.sleep(0.5)
                (small_disk / "filling").unlink()
                began, orders = time.monotonic(), len(crowd.orders)
                wait_for(lambda: len(crowd.orders) > orders, 60, lambda: f"no orders again:\n{house.tail()}")
                waits.append(time.monotonic() - began)
                recovered += 1
                house.advance(5.5)
        assert refused, "the disk was never really full"
        rounds = house.drain(between=crowd.come_back)
        account = house.prove()
        report(
            "R5", "disk full under load", "sqlite", f"{ROUNDS} times {FULL_SECONDS} s on a tmpfs of {MEGABYTES} MB",
            recovered=recovered, orders_again_after=f"{max(waits):.1f} s at most", interrupted=crowd.interrupted,
            **account.figures, rounds_to_rest=rounds,
        )
    finally:
        house.close()
