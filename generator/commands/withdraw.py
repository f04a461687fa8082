"""`bulletin withdraw`: one command sets what must be set for a record to come down.

行政处罚法 第四十八条: within three working days of a decision being changed, revoked or held
unlawful or void its publication is withdrawn and the reason is made public.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import exits, findings, intake, ledger, source
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.commands.intake import difference
from generator.exits import Stop
from generator.intake import TableChange
from generator.ledger import Change
from generator.messages import Catalogue
from generator.packages import Packages, Resource, Row
from generator.problems import Problem, blocking


def run(
    project: Path,
    day: date,
    record: str,
    *,
    reason: str,
    ended_on: date | None,
    end_kind: str | None,
    words: Catalogue,
) -> int:
    """Set the withdrawal of one record and write it, if the bulletin is sound with it."""
    known = source.check(projects.folder(project), day)
    if known.settings is None:
        raise Stop(exits.CANNOT, known.problems)
    resource, row = _found(known.packages, record)
    if row.cells["withdrawn_on"]:
        details = {"day": row.cells["withdrawn_on"]}
        raise Stop(
            exits.PROBLEMS, [Problem("withdrawn-already", "", value=record, details=details)]
        )
    after = dict(row.cells) | {"withdrawn_on": day.isoformat(), "withdraw_reason": reason}
    if "ended_on" in after:
        after["ended_on"] = ended_on.isoformat() if ended_on else after["ended_on"]
        after["end_kind"] = end_kind or after["end_kind"]
    change = Change("changed", ledger.key_of(resource, row.cells), row.cells, after)
    proposal = intake.judged(known, [TableChange(resource, (change,))], day)
    click.echo("\n".join(difference(proposal.tables, known.packages, words)))
    if proposal.problems:
        click.echo(findings.text(proposal.problems, words, SHOWN), err=True)
    if blocking(list(proposal.problems)):
        click.echo(words.phrase("import-refused"), err=True)
        return exits.PROBLEMS
    proposal.save()
    click.echo(words.phrase("withdraw-done", id=record), err=True)
    return exits.FINE


def _found(known: Packages, record: str) -> tuple[Resource, Row]:
    for package in known.values():
        for resource in package.resources.values():
            names = {entry["name"] for entry in resource.fields}
            if "withdrawn_on" not in names or len(resource.primary_key) != 1:
                continue
            for row in resource.rows:
                if row.cells[resource.primary_key[0]] == record:
                    return resource, row
    raise Stop(exits.PROBLEMS, [Problem("record-unknown", "", value=record)])
