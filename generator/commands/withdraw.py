"""`bulletin withdraw`: one command sets what must be set for a record to come down.

行政处罚法 第四十八条: within three working days of a decision being changed, revoked or held
unlawful or void its publication is withdrawn and the reason is made public.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from generator import addresses, bulletin, exits, findings, intake, ledger, source
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.commands.intake import difference
from generator.content import Notice
from generator.exits import Stop
from generator.intake import Proposal, TableChange
from generator.ledger import Change
from generator.messages import Catalogue
from generator.packages import Packages, Resource, Row
from generator.problems import Problem, blocking
from generator.source import Source
from generator.workbook import layout
from generator.workbook.layout import Column

_WAYS: Mapping[str, tuple[str, str]] = {
    "outcomes": ("withdrawn_on", "withdraw_reason"),
    "supervised_hazards": ("withdrawn_on", "withdraw_reason"),
    "cases": ("withdrawn_on", "withdraw_reason"),
    "standardisation": ("revoked_on", "revoke_reason"),
    "listed_entities": ("removed_on", ""),
}
"""For each table the day a record comes down or loses its force, and its reason if there is one."""


def run(
    project: Path,
    day: date,
    record: str,
    *,
    reason: str | None,
    ended_on: date | None,
    end_kind: str | None,
    mistake: bool,
    yes: bool,
    words: Catalogue,
) -> int:
    """Show the record, ask, set its withdrawal and write it, if the bulletin is sound with it."""
    known = source.check(projects.folder(project), day)
    if known.settings is None:
        raise Stop(exits.CANNOT, known.problems)
    resource, row = _found(known.packages, record)
    when, why = _WAYS[resource.name]
    columns = {c.name: c for c in layout.columns(resource, known.packages)}
    _refuse(columns, why, reason, ended_on, end_kind, mistake=mistake, words=words)
    asked = dict[str, str]()
    if why:
        asked[why] = reason or ""
    if ended_on is not None:
        asked["ended_on"] = ended_on.isoformat()
    if end_kind is not None:
        asked["end_kind"] = _code(columns["end_kind"], end_kind)
    if mistake:
        asked["correction_note"] = reason or ""
    if row.cells[when] and asked.items() <= row.cells.items():
        # The same command a second time: what it asks for is so.
        click.echo(words.phrase("withdraw-again", id=record, day=row.cells[when]), err=True)
        return exits.FINE
    if row.cells[when]:
        details = {"day": row.cells[when]}
        raise Stop(
            exits.PROBLEMS, [Problem("withdrawn-already", "", value=record, details=details)]
        )
    after = {**row.cells, **asked, when: day.isoformat()}
    if mistake:
        after["corrected_on"] = day.isoformat()
    change = Change("changed", ledger.key_of(resource, row.cells), row.cells, after)
    proposal = intake.judged(known, [TableChange(resource, (change,))], day)
    click.echo("\n".join(_told(columns, row.cells)))
    click.echo("\n".join(difference(proposal.tables, known.packages, words)))
    if proposal.problems:
        click.echo(findings.text(list(proposal.problems), words, SHOWN), err=True)
    if blocking(list(proposal.problems)):
        click.echo(words.phrase("import-refused"), err=True)
        return exits.PROBLEMS
    for notice in _with_it(known, proposal, record, day):
        said = {
            "title": notice.title,
            "file": notice.file,
            "address": addresses.notice(notice.slug),
        }
        click.echo(words.phrase("withdraw-notice", **said), err=True)
    if not yes and not _confirmed(record, words):
        click.echo(words.phrase("withdraw-kept"), err=True)
        return exits.FINE
    proposal.save()
    click.echo(words.phrase("withdraw-done", id=record), err=True)
    return exits.FINE


def _found(known: Packages, record: str) -> tuple[Resource, Row]:
    for package in known.values():
        for name in _WAYS:
            resource = package.resources.get(name)
            for row in resource.rows if resource is not None else ():
                if resource is not None and row.cells[resource.primary_key[0]] == record:
                    return resource, row
    raise Stop(exits.PROBLEMS, [Problem("record-unknown", "", value=record)])


def _with_it(known: Source, proposal: Proposal, record: str, day: date) -> list[Notice]:
    """The notices that quote a record and come down with it (data contract)."""
    quoting = [notice for notice in known.content.notices if record in notice.records]
    if not quoting or blocking(known.problems) or proposal.after is None:
        return quoting
    assert known.settings is not None
    before, after = (
        bulletin.assemble(side.packages, side.content, day, known.settings.windows).content.notices
        for side in (known, proposal.after)
    )
    # One that is not public yet will not go up: that is told, too.
    gone = {notice.slug for notice in before} - {notice.slug for notice in after}
    return [notice for notice in quoting if notice.slug in gone or notice.day > day]


def _refuse(
    columns: Mapping[str, Column],
    why: str,
    reason: str | None,
    ended_on: date | None,
    end_kind: str | None,
    *,
    mistake: bool,
    words: Catalogue,
) -> None:
    """What the record has no place for is not dropped in silence; what it needs is asked for."""
    given = {
        "--ended-on": ended_on is not None,
        "--end-kind": end_kind is not None,
        "--mistake": mistake,
        "--reason": reason is not None,
    }
    applies = {
        "--ended-on": "ended_on" in columns and not mistake,
        "--end-kind": "end_kind" in columns and not mistake,
        "--mistake": why == "withdraw_reason" and "correction_note" in columns,
        "--reason": bool(why),
    }
    for option, is_given in given.items():
        if is_given and not applies[option]:
            raise click.UsageError(words.phrase("withdraw-not-for", option=option))
    if why and not (reason or "").strip():
        raise click.UsageError(words.phrase("withdraw-why"))


def _code(column: Column, typed: str) -> str:
    """How a decision ended, by its code or its Chinese label."""
    if typed not in column.by_shown:
        known = " | ".join(f"{choice.shown} {choice.value}" for choice in column.choices)
        raise click.BadParameter(f"{typed} ({known})", param_hint="--end-kind")
    return column.by_shown[typed]


def _told(columns: Mapping[str, Column], cells: Mapping[str, str]) -> Iterator[str]:
    """The record as people read it: whoever mistyped the id sees another one."""
    for name, column in columns.items():
        if cells[name]:
            yield f"{column.title}：{column.shown(cells[name])}"


def _confirmed(record: str, words: Catalogue) -> bool:
    """The clerk's yes. Where nobody can be asked, the command itself, given in full, is the yes:
    a takedown that a script asked for must not stay undone."""
    question = words.phrase("withdraw-sure", id=record)
    if sys.stdin.isatty():
        return click.confirm(question, default=False)
    click.echo(f"{question} [y/N]: ", nl=False)
    answer = sys.stdin.readline()
    if not answer:
        click.echo(words.phrase("withdraw-unasked"), err=True)
        return True
    return answer.strip().lower() in ("y", "yes", words.phrase("withdraw-yes"))
