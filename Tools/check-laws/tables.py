"""Reads tables as lists of dictionaries, from SQLite files and from PostgreSQL (through psql), each source at one moment."""

import csv
import io
import os
import pathlib
import sqlite3
import subprocess

NULL = "\x1bnull"


class Unreadable(Exception):
    pass


def read_sqlite(path, queries):
    """The answer to each of the named queries; a table that does not exist is an empty one."""
    if not pathlib.Path(path).exists():
        raise Unreadable(f"there is no {path}")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")
        return {name: [dict(row) for row in connection.execute(query)] for name, query in queries.items()}
    except sqlite3.Error as error:
        raise Unreadable(f"{path}: {error}") from error
    finally:
        connection.close()


def read_postgres(address, queries, schema=None):
    """The same, with one psql in one read-only transaction. Everything comes as text or None."""
    script = ["\\set ON_ERROR_STOP on", f"\\pset null '{NULL}'"]
    if schema:
        script.append(f'SET search_path = "{schema}";')
    script.append("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;")
    for name, query in queries.items():
        script += [f"\\echo \x1e{name}", query + ";"]
    script.append("COMMIT;")
    run = subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", "--csv", address],
        input="\n".join(script),
        capture_output=True,
        text=True,
        env={**os.environ, "PGCLIENTENCODING": "UTF8"},
    )
    if run.returncode != 0:
        raise Unreadable(run.stderr.strip())
    answers = {}
    for part in run.stdout.split("\x1e")[1:]:
        name, _, text = part.partition("\n")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        answers[name] = [{key: number_or_text(value) for key, value in row.items()} for row in rows]
    return answers


def number_or_text(value):
    """psql writes everything as text: what is a column of numbers is decided where it is used."""
    return None if value == NULL else value


def read(address, queries, schema=None):
    if address.startswith(("postgres://", "postgresql://")):
        return read_postgres(address, queries, schema)
    return read_sqlite(address.removeprefix("sqlite:"), queries)
