"""What a trial found, as one line for the table of docs/reliability.md. Each line is a file in out/trials, so that the
table is made of what was measured and never typed. Lines of the document that were not measured again stay.

    python3 Tests/Trials/reporting.py            prints the table
    python3 Tests/Trials/reporting.py --insert   puts it into docs/reliability.md, between its two marks
    … --fuzz out/fuzz                            takes in what `make fuzz` has measured
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))

from system import BINARY  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("QLDV_TRIALS_OUT", ROOT / "out/trials"))
DOCUMENT = ROOT / "docs/reliability.md"
# The trials that failed since `scripts/trials` began.
FAILED = FOLDER / "failed"


def report(number, scenario, engine, size, result="passed", table="trials", **figures):
    """Keeps the line; called last, when everything has been held to what must be true."""
    whole = os.environ.get("QLDV_TRIALS") == "whole"
    line = {
        "number": number, "scenario": scenario, "engine": engine, "size": size, "result": result,
        "figures": {name.replace("_", " "): value for name, value in figures.items()},
        "whole": whole, "table": table, "build": build(), "cores": os.cpu_count(), "machine": platform.machine(),
        "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", f"{table} {number} {scenario} {engine}".lower()).strip("-")
    if whole:
        (FOLDER / f"{name}.json").write_text(json.dumps(line, ensure_ascii=False, indent=1) + "\n")
    print(f"\n{number} {scenario} [{engine}, {size}]: {result}; {told(line['figures'])}", flush=True)


def build():
    """Which program was tried: `QLDV_TRIALS_BUILD` says it where the binary is not of this very tree."""
    return os.environ.get("QLDV_TRIALS_BUILD") or f"{commit()} {BINARY.parent.name}"


def commit():
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.strip() or "unknown"


def told(figures):
    return ", ".join(f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in figures.items())


def lines(table):
    found = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    found = [line for line in found if line["table"] == table]
    return sorted(found, key=lambda line: ([int(part) for part in re.findall(r"\d+", line["number"])], line["scenario"]))


HEAD = ["#", "scenario", "database", "size", "result", "measured", "on", "build"]


def markdown(table):
    rows = kept(table) | {tuple(row[:3]): row for row in map(cells, lines(table))}
    ordered = sorted(rows.values(), key=lambda row: ([int(part) for part in re.findall(r"\d+", row[0])], row[1], row[2]))
    wrong = sorted(set(FAILED.read_text().split("\n")) - {""}) if FAILED.exists() else []
    told_wrong = [f"\nFailed in the last run: {', '.join(wrong)}."] if wrong else []
    return "\n".join(["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"] + ["| " + " | ".join(row) + " |" for row in ordered] + told_wrong)


def cells(line):
    given = [
        line["number"], line["scenario"], line["engine"], line["size"], line["result"], told(line["figures"]),
        f"{line['at'][:10]}, {line['cores']} cores", line["build"],
    ]
    return [str(cell).replace("|", "\\|") for cell in given]


def kept(table):
    """What stands in the document, under what makes two lines the same: number, scenario, database."""
    text = DOCUMENT.read_text().split(marks(table)[0], 1)[-1].split(marks(table)[1], 1)[0]
    rows = [re.split(r"(?<!\\) \| ", line.strip()[2:-2]) for line in text.splitlines() if line.startswith("| R")]
    return {tuple(row[:3]): row for row in rows}


def marks(table):
    return f"<!-- {table}: made by `make trials` -->", f"<!-- end of {table} -->"


def insert(text, table, rows):
    begin, end = marks(table)
    if begin not in text or end not in text:
        sys.exit(f"{DOCUMENT} has no marks for {table}")
    head, rest = text.split(begin, 1)
    return head + begin + "\n" + rows + "\n" + end + rest.split(end, 1)[1]


def take_fuzz(folder):
    """Lines that HostileInputTests left behind, one a reader."""
    os.environ["QLDV_TRIALS"] = "whole"
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        line = json.loads(file.read_text())
        report(
            "R23", f"{line['reader']}, mutated and made up", "—", f"{line['inputs']:,} inputs, seed {line['seed']}",
            table="hostile", falls=0, slowest=f"{line['longestMilliseconds']} ms", took=f"{line['seconds']} s",
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--insert", action="store_true", help="into docs/reliability.md")
    parser.add_argument("--fuzz", help="the folder in which HostileInputTests left its lines")
    arguments = parser.parse_args()
    if arguments.fuzz:
        take_fuzz(arguments.fuzz)
    for table in ["trials", "hostile"]:
        print(markdown(table), end="\n\n")
        if arguments.insert and lines(table):
            DOCUMENT.write_text(insert(DOCUMENT.read_text(), table, markdown(table)))


if __name__ == "__main__":
    main()
