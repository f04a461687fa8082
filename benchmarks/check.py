"""What `bulletin check` costs beside stock frictionless, and whether it lists every fault.

    python benchmarks/check.py                       500 mines, 10,000 outcomes
    python benchmarks/check.py --mines 10000 --outcomes 100000
    python benchmarks/check.py --faults-only

Each measurement is a process of its own; stock, first check (no cache) and second check (cache
warm) take turns in one run, and the medians of their processor time are compared.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import made

_STOCK = """
import sys
import frictionless
for descriptor in sys.argv[1:]:
    report = frictionless.Package(descriptor).validate()
    if not report.valid:
        sys.exit(f"{descriptor}: {report.to_summary()}")
"""
_BULLETIN = "from generator.cli import main; main()"


@dataclass(frozen=True)
class Cost:
    """Processor seconds (user and system) and peak memory in MB of one process."""

    seconds: float
    memory: float


def measured(script: str, arguments: Sequence[str], *, fine: tuple[int, ...] = (0,)) -> Cost:
    """Run a script of Python in a process of its own. Raises RuntimeError on another exit code."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, *arguments], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise RuntimeError(f"exit code {process.returncode}: {arguments}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def compare(project: Path, rounds: int) -> dict[str, list[Cost]]:
    """Stock, first and second check in turns."""
    descriptors = [str(file) for file in sorted(project.glob("data/*/datapackage.json"))]
    check = ["check", "--project", str(project), "--as-of", made.DAY.isoformat()]
    costs: dict[str, list[Cost]] = {"stock": [], "first": [], "second": []}
    for _ in range(rounds):
        shutil.rmtree(project / ".bulletin", ignore_errors=True)
        costs["stock"].append(measured(_STOCK, descriptors))
        costs["first"].append(measured(_BULLETIN, check))
        costs["second"].append(measured(_BULLETIN, check))
    return costs


def told(costs: dict[str, list[Cost]]) -> str:
    """The medians as a table in Markdown, with the ratio to stock."""
    lines = ["| run | CPU s | × stock | peak MB |", "|---|---:|---:|---:|"]
    stock = statistics.median(cost.seconds for cost in costs["stock"])
    for name, runs in costs.items():
        seconds = statistics.median(cost.seconds for cost in runs)
        memory = statistics.median(cost.memory for cost in runs)
        lines.append(f"| {name} | {seconds:.2f} | {seconds / stock:.2f} | {memory:.0f} |")
    return "\n".join(lines)


# Faults


@dataclass(frozen=True)
class Fault:
    """What was spoilt: the class of the fault and the place where it must be reported."""

    kind: str
    file: str
    row: int
    field: str


Rows = list[dict[str, str]]
Spoil = Callable[[Rows, int, str], str]
"""The new cell of a column in a row, given all rows and the row's number in the list."""

_KINDS: dict[str, tuple[Spoil, dict[str, tuple[str, ...]]]] = {
    "a day in another shape": (
        lambda rows, n, name: (rows[n][name] or "2026-03-05").replace("-0", "-").replace("-", "/"),
        {
            "mines/licences": ("issued_on",),
            "enforcement/visits": ("inspected_on",),
            "enforcement/outcomes": ("decided_on",),
            "grading/risk_grades": ("graded_on",),
            "report-channels/boards": ("checked_on",),
        },
    ),
    "a number that is none": (
        lambda rows, n, name: "1_000",
        {
            "mines/mines": ("capacity", "slope_m"),
            "enforcement/outcomes": ("fine_yuan",),
            "enforcement/visits": ("findings",),
        },
    ),
    "a number below its bound": (
        lambda rows, n, name: "-1",
        {"enforcement/outcomes": ("fine_yuan",), "enforcement/visits": ("findings",)},
    ),
    "a word outside the vocabulary": (
        lambda rows, n, name: "other-word",
        {
            "mines/mines": ("status", "mine_kind"),
            "mines/licences": ("kind",),
            "enforcement/outcomes": ("kind", "review_state"),
            "grading/risk_grades": ("grade",),
            "grading/standardisation": ("level",),
            "closures/checklist": ("item",),
        },
    ),
    "a cell that must be filled": (
        lambda rows, n, name: "",
        {
            "mines/mines": ("name", "town_code"),
            "mines/licences": ("number",),
            "enforcement/visits": ("mode",),
            "mines/responsibilities": ("office",),
        },
    ),
    "a credit code in small letters": (
        lambda rows, n, name: (rows[n][name] or made.credit_code(1)).lower(),
        {
            "mines/mines": ("uscc",),
            "mines/licences": ("holder_uscc",),
            "enforcement/outcomes": ("party_uscc",),
        },
    ),
    "a key given out twice": (
        lambda rows, n, name: rows[n - 1][name],
        {
            "enforcement/visits": ("visit_id",),
            "mines/licences": ("licence_id",),
            "grading/risk_grades": ("grade_id",),
            "report-channels/boards": ("board_id",),
        },
    ),
    "a mine that does not exist": (
        lambda rows, n, name: "sl-none",
        {
            "mines/licences": ("mine_id",),
            "enforcement/outcomes": ("mine_id",),
            "enforcement/visits": ("mine_id",),
            "grading/risk_grades": ("mine_id",),
            "report-channels/boards": ("mine_id",),
        },
    ),
    "half a correction": (
        lambda rows, n, name: "更正：示例。",
        {
            "enforcement/outcomes": ("correction_note",),
            "grading/risk_grades": ("correction_note",),
            "mines/licences": ("correction_note",),
        },
    ),
}
_REPORTED_AT = {"half a correction": "corrected_on"}


def spoil(project: Path, number: int, seed: int) -> list[Fault]:
    """Put faults of the known classes into the tables, at most one in a row or beside it."""
    dice = random.Random(seed)  # noqa: S311
    names = sorted({table for _, tables in _KINDS.values() for table in tables})
    tables = {name: _read(project / "data" / f"{name}.csv") for name in names}
    places = [
        (kind, table, field)
        for kind, (_, where) in _KINDS.items()
        for table, fields in where.items()
        for field in fields
    ]
    taken: set[tuple[str, int]] = set()
    faults: list[Fault] = []
    while len(faults) < number:
        kind, table, field = places[len(faults) % len(places)]
        rows = tables[table]
        row = dice.randrange(1, len(rows))
        if taken & {(table, row - 1), (table, row), (table, row + 1)}:
            continue
        taken.add((table, row))
        rows[row][field] = _KINDS[kind][0](rows, row, field)
        place = _REPORTED_AT.get(kind, field)
        faults.append(Fault(kind, f"data/{table}.csv", row + 2, place))
    for name, rows in tables.items():
        _write(project / "data" / f"{name}.csv", rows)
    return faults


def _read(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def unlisted(project: Path, faults: list[Fault]) -> list[Fault]:
    """The faults that the report for programs does not name at their place."""
    report = project / "report.json"
    arguments = ["check", "--project", str(project), "--as-of", made.DAY.isoformat()]
    arguments += ["--format", "json", "--output", str(report)]
    measured(_BULLETIN, arguments, fine=(1,))
    found = json.loads(report.read_text(encoding="utf-8"))
    listed = {
        (problem["file"], problem["row"], field)
        for problem in found
        for field in (problem["field"] or "").split("、")
    }
    return [f for f in faults if (f.file, f.row, f.field) not in listed]


def main(arguments: list[str]) -> int:
    """The command line: exit code 1 when a fault was not listed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mines", type=int, default=500)
    parser.add_argument("--outcomes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--faults-only", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "bulletin"
        made.write(project, mines=given.mines, outcomes=given.outcomes, seed=given.seed)
        if not given.faults_only:
            print(f"{given.mines:,} mines, {given.outcomes:,} outcomes, seed {given.seed}\n")
            print(told(compare(project, given.rounds)), flush=True)
        faults = spoil(project, given.faults, given.seed)
        missed = unlisted(project, faults)
    print(f"\n{len(faults):,} faults of {len(_KINDS)} classes, {len(missed):,} not listed")
    for kind, count in Counter(fault.kind for fault in missed).items():
        print(f"- {kind}: {count}, such as {next(f for f in missed if f.kind == kind)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
