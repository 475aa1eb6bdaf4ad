import os
import pathlib
import subprocess
import sys
import uuid

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))

from house import House  # noqa: E402
from system import BINARY  # noqa: E402

POSTGRES = os.environ.get("QLDV_TEST_POSTGRES")


def pytest_sessionstart(session):
    if not pathlib.Path(BINARY).exists():
        pytest.exit(f"there is no {BINARY}: run `make trials`", returncode=2)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request):
    if request.param == "postgres" and not POSTGRES:
        pytest.skip("QLDV_TEST_POSTGRES is not set")
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
