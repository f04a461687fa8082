"""`bulletin new`: a record asked for question by question, checked at once, appended when sound."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from generator import addresses, content, exits, findings, intake, journal, kinds, ledger, source
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.commands.intake import difference
from generator.exits import Stop
from generator.intake import TableChange
from generator.ledger import Change
from generator.messages import Catalogue, site
from generator.packages import Resource
from generator.problems import Problem, blocking
from generator.source import Source
from generator.validation import cells, tidy
from generator.workbook import layout
from generator.workbook.layout import Column

_LATER = frozenset(
    "corrected_on correction_note withdrawn_on withdraw_reason ended_on end_kind lifted_on"
    " accepted_by repaired_on removed_on revoked_on revoke_reason closed_on extended_to"
    " extension_no replaces until_on until".split()
)
"""What happens to a record afterwards: not asked when it is new."""

_ONLY: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        "severity penalty_kinds penalty_text fine_yuan confiscated_yuan licence_affected"
        " persons_penalised remedy publish_until review_state".split(),
        ("kind", "penalty"),
    ),
    **dict.fromkeys(("basis", "scope"), ("kind", "stop-order")),
    "pond_class": ("mine_kind", "tailings-pond"),
    "pond_above_homes": ("mine_kind", "tailings-pond"),
}
"""Columns that belong to one kind of record only."""

_OFFERED = 12
"""Choices that are listed at once; of more, those that hold what was typed."""


def run(
    project: Path, day: date, kind: str, *, given: Sequence[str], everything: bool, words: Catalogue
) -> int:
    """Ask, show, check, append. What was answered survives Ctrl-C and is offered again."""
    known = source.check(projects.folder(project), day)
    if known.settings is None:
        raise Stop(exits.CANNOT, known.problems)
    if kind == kinds.NOTICE:
        return _notice(known, day, words)
    package, _, table = kinds.TABLES[kind].partition("/")
    resource = known.packages[package].resources[table]
    if not resource.sound:
        raise Stop(exits.PROBLEMS, [p for p in known.problems if p.file == resource.file])
    questions = _Questions(known, resource, kind, everything, words)
    answers = questions.resumed() or _given(given, resource)
    while True:
        answers = questions.ask(answers)
        row = questions.whole(answers, day)
        key = ledger.key_of(resource, row)
        if key in ledger.by_key(resource):
            raise Stop(
                exits.PROBLEMS, [Problem("record-exists", resource.file, value="、".join(key))]
            )
        change = Change("added", key, {}, row)
        proposal = intake.judged(known, [TableChange(resource, (change,))], day)
        click.echo("\n".join(difference(proposal.tables, known.packages, words)))
        mine = [p for p in proposal.problems if p.file == resource.file]
        if proposal.problems:
            click.echo(findings.text(proposal.problems, words, SHOWN), err=True)
        if not blocking(list(proposal.problems)):
            break
        wrong = {name for p in mine for name in (p.field or "").split("、")}
        if not wrong & set(answers) or not click.confirm(words.phrase("new-again"), default=True):
            click.echo(words.phrase("new-kept", kind=kind), err=True)
            return exits.PROBLEMS
        answers = {name: cell for name, cell in answers.items() if name not in wrong}
    if not click.confirm(words.phrase("new-write", file=resource.file), default=True):
        click.echo(words.phrase("new-kept", kind=kind), err=True)
        return exits.FINE
    proposal.save()
    questions.done()
    click.echo(words.phrase("new-done", id="、".join(change.key), file=resource.file), err=True)
    return exits.FINE


def _given(given: Sequence[str], resource: Resource) -> dict[str, str]:
    answers: dict[str, str] = {}
    names = {entry["name"] for entry in resource.fields}
    for pair in given:
        name, mark, cell = pair.partition("=")
        if not mark or name not in names:
            raise click.BadParameter(pair, param_hint="--set")
        answers[name] = cell
    return answers


class _Questions:
    """The questions of one table, and the draft that keeps their answers."""

    def __init__(
        self, known: Source, resource: Resource, kind: str, everything: bool, words: Catalogue
    ) -> None:
        self._known = known
        self._resource = resource
        self._words = words
        self._everything = everything
        self._draft = known.project / ".bulletin" / "drafts" / f"{kind}.json"

    def resumed(self) -> dict[str, str]:
        """The answers of an interrupted time, if the clerk wants to go on with them."""
        try:
            answers: dict[str, str] = json.loads(self._draft.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(answers, dict):
            return {}
        names = {entry["name"] for entry in self._resource.fields}
        answers = {str(k): str(v) for k, v in answers.items() if k in names}
        if answers and click.confirm(self._words.phrase("new-resume", count=len(answers))):
            return answers
        self.done()
        return {}

    def done(self) -> None:
        """Nothing is left to be resumed."""
        self._draft.unlink(missing_ok=True)

    def ask(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Every question that has no answer yet and belongs to this kind of record."""
        found = dict(answers)
        for column in layout.columns(self._resource, self._known.packages):
            if column.name not in found and self._is_asked(column, found):
                found[column.name] = self._answer(column)
                self._draft.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(found, ensure_ascii=False)
                journal.save({self._draft: text.encode("utf-8")})
        return found

    def _is_asked(self, column: Column, answers: Mapping[str, str]) -> bool:
        name = column.name
        own_id = (name,) == self._resource.primary_key and column.target is None
        if own_id or name == "index_no":
            return own_id and not _drawn(self._resource)
        if column.required or self._everything:
            return True
        other, value = _ONLY.get(name, ("", ""))
        return name not in _LATER and answers.get(other, value) == value

    def _answer(self, column: Column) -> str:
        """One answer in the form of its column; Enter leaves out what need not be said."""
        about = str(column.entry.get("description", ""))
        optional = "" if column.required else self._words.phrase("new-optional")
        click.echo(f"\n{column.title}{optional}　{about}")
        offered = column.choices
        if 0 < len(offered) <= _OFFERED:
            for number, choice in enumerate(offered, start=1):
                click.echo(f"  {number}. {choice.shown}")
        while True:
            typed = str(click.prompt(">", default="", show_default=False)).strip()
            if not typed and not column.required:
                return ""
            cell = self._meant(column, typed)
            if cell and cells.fits(column.entry, cell):
                return cell
            if cell is not None:
                click.echo(self._words.phrase("new-unfit"))

    def _meant(self, column: Column, typed: str) -> str | None:
        """What was typed as the table writes it; None where several choices hold it."""
        if not column.choices:
            return tidy.tidied(column.entry, typed)
        half = unicodedata.normalize("NFKC", typed)
        if typed in column.by_shown:
            return column.by_shown[typed]
        if half.isdecimal() and 0 < int(half) <= len(column.choices) <= _OFFERED:
            return column.choices[int(half) - 1].value
        near = [choice for choice in column.choices if half and half in choice.shown]
        if len(near) == 1:
            click.echo(f"  {near[0].shown}")
            return near[0].value
        if not near:
            return ""
        for choice in near[:_OFFERED]:
            click.echo(f"  {choice.shown}")
        click.echo(self._words.phrase("new-several", count=len(near)))
        return None

    def whole(self, answers: Mapping[str, str], day: date) -> dict[str, str]:
        """The row with the numbers that are given out once: its id and its 索引号."""
        row = {entry["name"]: answers.get(entry["name"], "") for entry in self._resource.fields}
        key = self._resource.primary_key
        if len(key) == 1 and not row[key[0]]:
            row[key[0]] = ledger.next_id(self._resource)
        if row.get("index_no") == "" and self._known.settings is not None:
            published = row.get("published_on", "")
            year = date.fromisoformat(published).year if cells.is_day(published) else day.year
            uscc = self._known.settings.publisher_uscc
            row["index_no"] = ledger.next_index_no(
                self._known.packages, uscc, year, _of_notices(self._known)
            )
        return row


def _of_notices(known: Source) -> list[str]:
    return [notice.index_no for notice in known.content.notices if notice.index_no]


def _drawn(resource: Resource) -> bool:
    """Whether the program gives a new row its id."""
    (name,) = resource.primary_key
    return cells.fits(resource.field(name), ledger.next_id(resource))


# A notice is words: the program asks for its head and leaves the body to the clerk


def _notice(known: Source, day: date, words: Catalogue) -> int:
    labels = site()["notices"]
    title = click.prompt(words.phrase("new-notice-title")).strip()
    for number, label in enumerate(labels.values(), start=1):
        click.echo(f"  {number}. {label}")
    chosen = click.prompt(words.phrase("new-notice-kind"), type=click.IntRange(1, len(labels)))
    paper = click.prompt(words.phrase("new-notice-number"), default="", show_default=False)
    approval = click.prompt(words.phrase("new-notice-approval"), default="", show_default=False)
    slug = _slug(known, day, list(labels)[chosen - 1])
    lines = [
        f"title: {_quoted(title)}",
        f"date: {day.isoformat()}",
        f"kind: {list(labels)[chosen - 1]}",
        *([f"document_no: {_quoted(paper.strip())}"] if paper.strip() else []),
        *([f"approval_no: {_quoted(approval.strip())}"] if approval.strip() else []),
    ]
    file = known.project / content.FOLDER / "notices" / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "---\n" + "\n".join(lines) + "\n---\n\n" + words.phrase("new-notice-body") + "\n"
    journal.save({file: text.encode("utf-8")})
    place = file.relative_to(known.project).as_posix()
    found = [p for p in source.check(known.project, day).problems if p.file == place]
    click.echo(words.phrase("new-notice-done", file=place, address=addresses.notice(slug)))
    if found:
        click.echo(findings.text(found, words, SHOWN), err=True)
    return exits.code(found)


def _quoted(text: str) -> str:
    """A text as YAML takes it for a text, whatever it looks like."""
    return json.dumps(text, ensure_ascii=False)


def _slug(known: Source, day: date, kind: str) -> str:
    taken = {notice.slug for notice in known.content.notices}
    taken |= {p.stem for p in (known.project / content.FOLDER / "notices").glob("*.md")}
    slug = f"{day.isoformat()}-{kind}"
    number = 2
    while slug in taken:
        slug = f"{day.isoformat()}-{kind}-{number}"
        number += 1
    return slug
