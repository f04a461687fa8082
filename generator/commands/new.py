"""`bulletin new`: a record asked for question by question, checked at once, appended when sound."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from generator import addresses, content, exits, findings, intake, journal, kinds, ledger, source
from generator.commands import drafts
from generator.commands import project as projects
from generator.commands.asking import Questions
from generator.commands.check import SHOWN
from generator.commands.drafts import Drafts
from generator.commands.intake import difference
from generator.exits import Stop
from generator.intake import Proposal, TableChange
from generator.ledger import Change, Key
from generator.messages import Catalogue, site
from generator.packages import Resource
from generator.problems import Problem, blocking
from generator.source import Source
from generator.workbook import layout
from generator.workbook.layout import Column


def run(
    project: Path, day: date, kind: str, *, given: Sequence[str], everything: bool, words: Catalogue
) -> int:
    """Ask, show, check, append. What was answered survives Ctrl-C and is offered again."""
    known = source.check(projects.folder(project), day)
    if known.settings is None:
        raise Stop(exits.CANNOT, known.problems)
    if kind == kinds.NOTICE:
        return _notice(known, day, given, words)
    package, _, table = kinds.TABLES[kind].partition("/")
    resource = known.packages[package].resources[table]
    if not resource.sound:
        raise Stop(exits.PROBLEMS, [p for p in known.problems if p.file == resource.file])
    with Drafts(known.project, kind) as own:
        questions = Questions(known, resource, own, day, everything=everything, words=words)
        try:
            return _asked(known, resource, day, kind, given, questions, words)
        except (click.Abort, KeyboardInterrupt):
            click.echo("\n" + words.phrase("new-kept", kind=kind), err=True)
            raise


def _asked(
    known: Source,
    resource: Resource,
    day: date,
    kind: str,
    given: Sequence[str],
    questions: Questions,
    words: Catalogue,
) -> int:
    own, mines = _apart(given, resource)
    typed = questions.given(own)
    mines = _judged(known, mines, words)
    answers = {**questions.resumed(typed), **typed}
    if answers:
        questions.keep(answers)
    again: list[str] = []
    members: list[Change] = []
    while True:
        answers = questions.ask(answers, again)
        row = questions.whole(answers)
        key = ledger.key_of(resource, row)
        if key in ledger.by_key(resource):
            raise Stop(
                exits.PROBLEMS, [Problem("record-exists", resource.file, value="、".join(key))]
            )
        if resource.name == "cases" and (not members or "batch" in again):
            members = _members(known, row, mines, answers, questions, words)
        tables = [TableChange(resource, (Change("added", key, {}, row),))]
        tables += _beside(known, row, members) if kind in ("change", "case") else []
        proposal = intake.judged(known, tables, day)
        click.echo("\n".join(difference(proposal.tables, known.packages, words)))
        if proposal.problems:
            click.echo(findings.text(list(proposal.problems), words, SHOWN), err=True)
        if not blocking(list(proposal.problems)):
            break
        again = [n for n in _wrong(proposal, resource, key, row) if questions.may_ask(n)]
        if not again or not click.confirm(words.phrase("new-again"), default=True):
            click.echo(words.phrase("new-kept", kind=kind), err=True)
            return exits.PROBLEMS
    files = "、".join(table.resource.file for table in tables)
    if not click.confirm(words.phrase("new-write", file=files), default=True):
        click.echo(words.phrase("new-kept", kind=kind), err=True)
        return exits.FINE
    proposal.save()
    questions.done()
    click.echo(words.phrase("new-done", id="、".join(key), file=files), err=True)
    return exits.FINE


def _wrong(
    proposal: Proposal, resource: Resource, key: Key, row: Mapping[str, str]
) -> Iterator[str]:
    """The columns of the new row that an error is about; the faults of other rows are not its."""
    assert proposal.after is not None
    tables = {r.file: r for p in proposal.after.packages.values() for r in p.resources.values()}
    own = tables[resource.file].rows
    number = next((r.number for r in own if ledger.key_of(resource, r.cells) == key), None)
    for problem in proposal.problems:
        if problem.severity != "error":
            continue
        if problem.file == resource.file and problem.row == number:
            yield from (problem.field or "").split("、")
        elif resource.name == "mine_changes" and problem.field == row["field"]:
            yield "new_value"  # the mine's own row does not bear it


# What is written beside a record, so that the two agree


def _apart(given: Sequence[str], resource: Resource) -> tuple[list[str], list[tuple[str, str]]]:
    """The answers of the table itself, and the mines of a case, which stand in another table:
    each with the role that follows it, "" where none does."""
    if resource.name != "cases":
        return list(given), []
    own, mines = list[str](), list[tuple[str, str]]()
    for pair in given:
        name, _, cell = pair.partition("=")
        if name == "mine_id":
            mines.append((cell, ""))
        elif name == "role" and mines:
            mines[-1] = (mines[-1][0], cell)
        else:
            own.append(pair)
    return own, mines


def _beside(known: Source, row: Mapping[str, str], members: list[Change]) -> list[TableChange]:
    if members:
        resource = known.packages["closures"].resources["case_mines"]
        own = [
            Change("added", (row["case_id"], m.key[1]), {}, {**m.after, "case_id": row["case_id"]})
            for m in members
        ]
        return [TableChange(resource, tuple(own))]
    mines = known.packages["mines"].resources["mines"]
    changed = _of_mine(known, mines, row)
    return [] if changed is None else [TableChange(mines, (changed,))]


def _of_mine(known: Source, mines: Resource, change: Mapping[str, str]) -> Change | None:
    """The mine's own row with the change in it: the last change ends at today's row (contract)."""
    before = ledger.by_key(mines).get((change.get("mine_id", ""),))
    name = change.get("field", "")
    changes = known.packages["mines"].resources["mine_changes"].rows
    later = any(
        (r.cells["mine_id"], r.cells["field"]) == (change["mine_id"], name)
        and r.cells["changed_on"] > change["changed_on"]
        for r in changes
    )
    if before is None or name not in before or later or before[name] == change["new_value"]:
        return None
    after = {**before, name: change["new_value"]}
    return Change("changed", ledger.key_of(mines, before), before, after)


_OFFERED = 20
"""Choices that a refusal lists."""

_ROLES: Mapping[str, str] = {"close": "closing", "upgrade": "upgraded"}
"""The role that every mine of a batch has; of a consolidation it is asked."""


def _members(
    known: Source,
    case: Mapping[str, str],
    named: Sequence[tuple[str, str]],
    answers: Mapping[str, str],
    questions: Questions,
    words: Catalogue,
) -> list[Change]:
    """The mines of a case: at least one is asked for."""
    resource = known.packages["closures"].resources["case_mines"]
    of_name = {column.name: column for column in layout.columns(resource, known.packages)}
    common = _ROLES.get(case["batch"], "")
    # Those of a draft are not asked for a second time; what is done to them may be another now.
    kept = {m: "" if r in _ROLES.values() else r for m, r in questions.members.items()}
    waiting = list(named or ((mine, common or role) for mine, role in kept.items()))
    roles: dict[str, str] = {}
    while waiting or not named:
        mine: str | None
        role = common
        if waiting:
            mine, told = waiting.pop(0)
            role = told or common
        else:
            questions.keep(answers, roles)
            click.echo("\n" + words.phrase("new-case-mine", count=len(roles) + 1))
            mine = questions.one(of_name["mine_id"], needed=not roles)
        if mine == "":
            break
        if mine is None and roles:
            roles.popitem()
        elif mine is None:
            click.echo(words.phrase("new-first"))
        elif mine not in roles:
            questions.keep(answers, {**roles, mine: role})
            if role := role or _role(mine, of_name, questions):
                roles[mine] = role
    case_id = case["case_id"]
    return [
        Change("added", (case_id, m), {}, {"case_id": case_id, "mine_id": m, "role": role})
        for m, role in roles.items()
    ]


def _judged(
    known: Source, named: Sequence[tuple[str, str]], words: Catalogue
) -> list[tuple[str, str]]:
    """The mines that the command names, by their ids, with their roles."""
    resource = known.packages["closures"].resources["case_mines"]
    of_name = {column.name: column for column in layout.columns(resource, known.packages)}
    found: list[tuple[str, str]] = []
    for mine, role in named:
        for name, typed in (("mine_id", mine), ("role", role)):
            column = of_name[name]
            if (typed or name == "mine_id") and typed not in column.by_shown:
                offered = "、".join(choice.shown for choice in column.choices[:_OFFERED])
                about = str(column.entry.get("description", ""))
                told = {"pair": f"{name}={typed}", "about": about, "example": offered}
                said = words.phrase("new-set-unfit", **told)
                raise click.BadParameter(said, param_hint="--set")
        by_role = of_name["role"].by_shown
        found.append((of_name["mine_id"].by_shown[mine], by_role.get(role, "")))
    return found


def _role(mine: str, of_name: Mapping[str, Column], questions: Questions) -> str:
    """What a case does to one of its mines; "" where the clerk goes back to the mine."""
    click.echo(f"\n{of_name['mine_id'].shown(mine)}")
    return questions.one(of_name["role"], needed=True) or ""


# A notice is words: the program asks for its head and leaves the body to the clerk


_OF_NOTICE = ("title", "kind", "document_no", "approval_no")


def _notice(known: Source, day: date, given: Sequence[str], words: Catalogue) -> int:
    labels = site()["notices"]
    answers = _of_command(given, labels, words)
    with Drafts(known.project, kinds.NOTICE) as own:
        draft, kept = _resumed(known, own, answers, words)
        answers = {**kept, **answers}
        try:
            for name in _OF_NOTICE:
                if name not in answers:
                    answers[name] = _head(name, labels, words)
                    drafts.keep(draft, answers)
        except (click.Abort, KeyboardInterrupt):
            click.echo("\n" + words.phrase("new-kept", kind=kinds.NOTICE), err=True)
            raise
        code = _written(known, day, answers, words)
        drafts.done(draft)
    return code


def _of_command(
    given: Sequence[str], labels: Mapping[str, str], words: Catalogue
) -> dict[str, str]:
    answers: dict[str, str] = {}
    for pair in given:
        name, mark, cell = pair.partition("=")
        if not mark or name not in _OF_NOTICE:
            said = words.phrase("new-set-unknown", pair=pair, names="、".join(_OF_NOTICE))
            raise click.BadParameter(said, param_hint="--set")
        if name == "kind":
            cell = {label: kind for kind, label in labels.items()}.get(cell, cell)
        if (name == "kind" and cell not in labels) or (name == "title" and not cell.strip()):
            offered = "、".join(labels.values()) if name == "kind" else "—"
            said = words.phrase("new-set-unfit", pair=pair, about="", example=offered)
            raise click.BadParameter(said, param_hint="--set")
        answers[name] = cell.strip()
    return answers


def _resumed(
    known: Source, own: Drafts, typed: Mapping[str, str], words: Catalogue
) -> tuple[Path, dict[str, str]]:
    """The head of a notice that was begun, if the clerk goes on with it, and where it is kept."""
    for draft in own.waiting():
        found = drafts.read(draft)
        kept = {k: str(v) for k, v in (found or {}).items() if k in _OF_NOTICE}
        count, who = len(kept), kept.get("title", "—")
        if kept and (
            kept.items() <= typed.items()
            or click.confirm(words.phrase("new-resume", count=count, who=who), default=True)
        ):
            return draft, kept
        phrase = "new-laid-aside" if kept else "new-draft-damaged"
        place = drafts.lay_aside(draft).relative_to(known.project).as_posix()
        click.echo(words.phrase(phrase, file=place), err=True)
    return own.fresh(), {}


def _head(name: str, labels: Mapping[str, str], words: Catalogue) -> str:
    if name == "kind":
        return _kind(labels, words)
    if name == "title":
        while not (title := str(click.prompt(words.phrase("new-notice-title"))).strip()):
            click.echo(words.phrase("new-unfit"))
        return title
    phrase = "new-notice-number" if name == "document_no" else "new-notice-approval"
    return str(click.prompt(words.phrase(phrase), default="", show_default=False)).strip()


def _written(known: Source, day: date, answers: Mapping[str, str], words: Catalogue) -> int:
    slug = _slug(known, day, answers["kind"])
    lines = [
        f"title: {_quoted(answers['title'])}",
        f"date: {day.isoformat()}",
        f"kind: {answers['kind']}",
        *(f"{n}: {_quoted(answers[n])}" for n in ("document_no", "approval_no") if answers[n]),
    ]
    file = known.project / content.FOLDER / "notices" / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    body = content.unwritten(words.phrase("new-notice-body"))
    text = "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
    journal.save({file: text.encode("utf-8")})
    place = file.relative_to(known.project).as_posix()
    # That nothing is written yet is known, and the check will say so until something is.
    found = [
        problem
        for problem in source.check(known.project, day).problems
        if problem.file == place and problem.code != "notice-unwritten"
    ]
    click.echo(words.phrase("new-notice-done", file=place, address=addresses.notice(slug)))
    if found:
        click.echo(findings.text(found, words, SHOWN), err=True)
    return exits.code(found)


def _kind(labels: Mapping[str, str], words: Catalogue) -> str:
    for number, label in enumerate(labels.values(), start=1):
        click.echo(f"  {number}. {label}")
    while True:
        typed = str(click.prompt(words.phrase("new-notice-kind"))).strip()
        for number, (kind, label) in enumerate(labels.items(), start=1):
            if typed in (str(number), kind, label):
                return kind
        click.echo(words.phrase("new-unfit"))


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
