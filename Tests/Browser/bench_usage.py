"""A million rows of usage for a thousand contracts: how fast, and how much memory. A release build, please:

    QLDV_BINARY=…/release/qldv pytest Tests/Browser/bench_usage.py -s

The floor in the same run is the database alone: as many rows of the same size, inserted in batches by SQL.
"""

import datetime
import os
import sqlite3
import subprocess
import time
import uuid

from system import BINARY, environment
from test_process_b import people  # noqa: F401: a fixture
from test_usage import active

ROWS = int(os.environ.get("ROWS", 1_000_000))
CONTRACTS = 1_000


def execute(system, script):
    if system.database:
        subprocess.run(["psql", "-qX", "-1", "-v", "ON_ERROR_STOP=1", system.database], input=script, text=True, check=True)
        return
    with sqlite3.connect(system.folder / "data/qldv.sqlite", timeout=60) as connection:
        connection.executescript(script)


def copies(system, number):
    """The contract again and again, as only a bench may make them."""
    def columns(table):
        row = system.rows(f"SELECT * FROM {table} LIMIT 1")[0]
        return list(row)

    names, lines = columns("contract"), columns("contract_line")
    numbers = [f"{number}-{place}" for place in range(1, CONTRACTS)]
    statements = []
    for new in numbers:
        contract = str(uuid.uuid4())
        swap = {"id": f"'{contract}'", "number": f"'{new}'"}
        chosen = ", ".join(swap.get(name, name) for name in names)
        statements.append(f"INSERT INTO contract ({', '.join(names)}) SELECT {chosen} FROM contract WHERE number = '{number}'")
        swap = {"id": f"'{uuid.uuid4()}'", "contract_id": f"'{contract}'"}
        chosen = ", ".join(swap.get(name, name) for name in lines)
        statements.append(
            f"INSERT INTO contract_line ({', '.join(lines)}) SELECT {chosen} FROM contract_line "
            f"WHERE contract_id = (SELECT id FROM contract WHERE number = '{number}') AND position = 0"
        )
    execute(system, "; ".join(statements))
    return [number] + numbers


def test_a_million_rows(people, system, engine, tmp_path):  # noqa: F811
    number, began = active(people, system, tmp_path)
    numbers = copies(system, number)
    file = tmp_path / "million.csv"
    with open(file, "w") as out:
        out.write("event,contract,meter,time,quantity\n")
        day = began.strftime("%Y-%m-%d")
        for row in range(ROWS):
            out.write(f"cdr-{row:09d},{numbers[row * 7919 % CONTRACTS]},gigabyte,{day},{row % 97 + 1}\n")
    command = [BINARY, "usage", "import", file, "--database", system.database_address]
    surroundings = environment() | {"QLDV_CLOCK": (began + datetime.timedelta(minutes=30)).isoformat()}
    with open(tmp_path / "said", "w+") as said, open(tmp_path / "progress", "w+") as progress:
        start = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], env=surroundings, stdout=said, stderr=progress)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        for file in (said, progress):
            file.seek(0)
        words, steps = said.read(), progress.read().replace("\r", "\n").splitlines()
    assert status == 0, words + "\n".join(steps[-5:])
    kept = int(system.rows("SELECT count(*) AS n FROM usage_record WHERE event LIKE 'cdr-%'")[0]["n"])
    assert kept == ROWS
    start = time.monotonic()
    execute(
        system,
        "CREATE TABLE bench_floor AS SELECT * FROM usage_record WHERE 1 = 0; "
        "CREATE UNIQUE INDEX bench_floor_event ON bench_floor (event); "
        "INSERT INTO bench_floor SELECT * FROM usage_record"
    )
    floor = time.monotonic() - start
    execute(system, "DROP TABLE bench_floor")
    print(
        f"\n{engine}: {ROWS:,} rows looked at and kept in {seconds:.1f} s ({ROWS / seconds:,.0f}/s), "
        f"at most {usage.ru_maxrss / 1024:.0f} MB; copied by the database alone in {floor:.1f} s; "
        f"progress was told {len(steps)} times"
    )
    print(words)
