import os
import pathlib
import subprocess
import sys
import uuid

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))

from house import House, is_whole  # noqa: E402
from reporting import FAILED as failed  # noqa: E402
from system import BINARY  # noqa: E402

# The small share is tried on SQLite; these, whose point is the database, on PostgreSQL as well.
ON_BOTH = {
    "test_killed_at_random_moments_nothing_is_lost_and_nothing_is_twice", "test_a_storm_of_notices",
    "test_four_processes_do_everything_once", "test_a_frozen_worker_comes_back_too_late",
}
POSTGRES = os.environ.get("QLDV_TEST_POSTGRES")


def pytest_sessionstart(session):
    if not pathlib.Path(BINARY).exists():
        pytest.exit(f"there is no {BINARY}: run `make trials`", returncode=2)


def pytest_runtest_logreport(report):
    """A trial that failed in its whole size is named beside the table, whatever stands there of an earlier day."""
    if report.failed and is_whole():
        failed.parent.mkdir(parents=True, exist_ok=True)
        with open(failed, "a") as out:
            out.write(report.nodeid.split("/")[-1] + "\n")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request):
    if request.param == "postgres" and not POSTGRES:
        pytest.skip("QLDV_TEST_POSTGRES is not set")
    if request.param == "postgres" and not is_whole() and request.node.originalname not in ON_BOTH:
        pytest.skip("in the small share on SQLite alone")
    return request.param


@pytest.fixture
def database(engine):
    """The address of a database of the trial's own; `None` for SQLite, which has its file."""
    if engine == "sqlite":
        yield None
        return
    name = f"trial_{uuid.uuid4().hex}"
    run = ["psql", "-qX", POSTGRES, "-c"]
    subprocess.run([*run, f"CREATE DATABASE {name}"], check=True)
    yield POSTGRES.rsplit("/", 1)[0] + "/" + name
    subprocess.run([*run, f"DROP DATABASE {name} (FORCE)"], check=True)


@pytest.fixture
def house(tmp_path, database):
    house = House(tmp_path / "house", database).prepare()
    yield house
    house.close()
