"""The questions of one table in the terminal, and the draft that keeps their answers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator import ledger
from generator.commands import drafts
from generator.commands.drafts import Drafts
from generator.messages import Catalogue
from generator.packages import Resource
from generator.source import Source
from generator.validation import cells, tidy
from generator.validation.field import enforcement
from generator.workbook import layout
from generator.workbook.layout import Column

BACK, NOTHING = "<", "-"
"""What is typed to go back by one question, and to leave out what Enter would fill in."""

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

_CODE_OF: Mapping[str, str] = {"party_uscc": "party_name", "holder_uscc": "holder"}
"""Columns with the code of the firm that another column names."""

_OFFERED = 20
"""Choices that are listed at once; of more, those that hold what was typed."""


class Questions:
    """Asks what a record needs, keeps what was answered, and remembers the numbers it gave out."""

    def __init__(
        self,
        known: Source,
        resource: Resource,
        own: Drafts,
        day: date,
        *,
        everything: bool,
        words: Catalogue,
    ) -> None:
        self._known = known
        self._resource = resource
        self._words = words
        self._day = day
        self._everything = everything
        self._drafts = own
        self._draft: Path | None = None
        self._earlier: dict[str, str] = {}
        self.members: dict[str, str] = {}
        """The mines of a case with their roles, which stand in another table."""
        self._given_out: dict[str, str] = {}
        self._columns = layout.columns(resource, known.packages)

    def resumed(self, typed: Mapping[str, str]) -> dict[str, str]:
        """The answers of an interrupted time, if the clerk wants to go on with them; `typed` are
        those of the command, which count more.

        Those that are not wanted are laid aside, never thrown away.
        """
        for draft in self._drafts.waiting():
            found = drafts.read(draft)
            answers = self._of_draft(found or {})
            nothing = found is not None and not answers and set(found) <= set(self._numbers())
            if nothing or (answers and self._wanted(answers, typed)):
                self._draft = draft
                return answers
            self._aside(draft, "new-laid-aside" if answers else "new-draft-damaged")
        self._forget()
        return {}

    def _of_draft(self, found: Mapping[str, Any]) -> dict[str, str]:
        """Its answers; what else it holds is remembered."""
        self._forget()
        names = {column.name for column in self._columns}
        answers = {k: str(v) for k, v in found.items() if k in names}
        for name in self._numbers():
            if answers.get(name):
                self._given_out[name] = answers.pop(name)
        for key, kept in (("_earlier", self._earlier), ("_members", self.members)):
            texts = found.get(key)
            kept.update({k: str(v) for k, v in texts.items()} if isinstance(texts, dict) else {})
        return answers

    def _forget(self) -> None:
        for kept in (self._given_out, self._earlier, self.members):
            kept.clear()

    def _wanted(self, answers: Mapping[str, str], typed: Mapping[str, str]) -> bool:
        """Whether the clerk goes on with a draft. It is told whose it is: a command that says
        other things than the draft is rather about another record."""
        if self._unknown_before(answers).items() <= typed.items() and not self.members:
            return True  # the same command again
        who = layout.identity(self._resource, self._known.packages, answers)
        differing = [
            c for c in self._columns if typed.get(c.name, "") not in ("", answers.get(c.name))
        ]
        differing = [column for column in differing if column.name in answers]
        for column in differing:
            old, new = column.shown(answers[column.name]), column.shown(typed[column.name])
            said = {"title": column.title, "old": old, "new": new}
            click.echo(self._words.phrase("new-resume-differs", **said))
        question = self._words.phrase("new-resume", count=len(answers), who=who or "—")
        return click.confirm(question, default=not differing)

    def _aside(self, draft: Path, phrase: str) -> None:
        place = drafts.lay_aside(draft).relative_to(self._known.project).as_posix()
        click.echo(self._words.phrase(phrase, file=place), err=True)

    def given(self, pairs: Sequence[str]) -> dict[str, str]:
        """The answers that stand in the command, each judged at once: labels and names are taken
        as in a sheet."""
        typed: dict[str, str] = {}
        by_name = {column.name: column for column in self._columns}
        for pair in pairs:
            name, mark, cell = pair.partition("=")
            if not mark or name not in by_name:
                raise self._refused("new-set-unknown", pair, names="、".join(by_name))
            if typed.setdefault(name, cell) != cell:
                raise self._refused("new-set-twice", pair, other=typed[name])
        answers: dict[str, str] = {}
        # In the order of the columns: what a later one means may hang on one before it.
        for name in (name for name in by_name if name in typed):
            column = layout.meaning(by_name[name], answers)
            cell = column.by_shown.get(typed[name]) or tidy.tidied(column.entry, typed[name])
            if not self._could_be(column, cell) and name != "old_value":
                told = cells.in_words(column.resource, column.name)
                if column.choices:
                    told["example"] = "、".join(c.shown for c in column.choices[:_OFFERED])
                raise self._refused("new-set-unfit", f"{name}={typed[name]}", **told)
            answers[name] = cell
        return answers

    def _could_be(self, column: Column, cell: str) -> bool:
        if not cell:
            return not column.required or column.given
        if column.choices and cell not in {choice.value for choice in column.choices}:
            return False
        return cells.fits(column.entry, cell)

    def _refused(self, phrase: str, pair: str, **told: str) -> click.BadParameter:
        said = self._words.phrase(phrase, pair=pair, **told)
        return click.BadParameter(said, param_hint="--set")

    def done(self) -> None:
        """Nothing is left to be resumed."""
        if self._draft is not None:
            drafts.done(self._draft)

    def ask(self, answers: Mapping[str, str], again: Sequence[str] = ()) -> dict[str, str]:
        """Every question that has no answer yet and belongs to this kind of record.

        `again` are asked whatever they are. `<` goes back to the question before.
        """
        found = self._unknown_before(answers)
        self._earlier |= {name: cell for name, cell in found.items() if name in again and cell}
        found = {name: cell for name, cell in found.items() if name not in again}
        asked: list[str] = []
        place = 0
        while place < len(self._columns):
            column = self._columns[place]
            place += 1
            if column.name == "old_value" and column.name not in found:
                found[column.name] = self._before(found)
            wanted = column.name in again or self._is_asked(column, found)
            if column.name in found or not wanted:
                continue
            cell = self._answer(column, found, again=column.name in again)
            if cell is not None:
                found[column.name] = cell
                asked.append(column.name)
                self._earlier.pop(column.name, None)
                self.keep(found)
            elif asked:
                back = asked.pop()
                found = self._unknown_before(found)
                if found[back]:
                    self._earlier[back] = found[back]
                del found[back]
                place = next(n for n, c in enumerate(self._columns) if c.name == back)
            else:
                click.echo(self._words.phrase("new-first"))
                place -= 1
        return found

    def may_ask(self, name: str) -> bool:
        """Whether a column is the clerk's to fill in."""
        return name in {column.name for column in self._columns} - set(self._numbers())

    def one(self, column: Column, *, needed: bool) -> str | None:
        """The answer to a single question; "" where it is left out, None for a step back."""
        return self._answer(column, {}, needed=needed)

    def keep(self, answers: Mapping[str, str], members: Mapping[str, str] | None = None) -> None:
        """Every answer so far outlives the run, those too that are to be given again."""
        if members is not None:
            self.members = dict(members)
        if self._draft is None:
            self._draft = self._drafts.fresh()
        beside = {"_earlier": self._earlier, "_members": self.members}
        more = {key: kept for key, kept in beside.items() if kept}
        drafts.keep(self._draft, {**answers, **self._given_out, **more})

    def _numbers(self) -> tuple[str, ...]:
        """The columns that the program fills in: the id and the 索引号."""
        key = self._resource.primary_key
        own = key if len(key) == 1 and not self._is_own_id_asked() else ()
        return (*own, "index_no")

    def _is_own_id_asked(self) -> bool:
        (name,) = self._resource.primary_key
        of_another = next(c for c in self._columns if c.name == name).target is not None
        return of_another or not _drawn(self._resource)

    def _is_asked(self, column: Column, answers: Mapping[str, str]) -> bool:
        name = column.name
        if name in self._numbers():
            return False
        if column.required or self._everything or self._is_needed(column, answers):
            return True
        other, value = _ONLY.get(name, ("", ""))
        return name not in _LATER and answers.get(other, value) == value

    def _is_needed(self, column: Column, answers: Mapping[str, str]) -> bool:
        """Whether the check would ask for it: of this kind of record, or since it is public."""
        if column.required:
            return True
        if self._resource.name == "outcomes" and column.name in enforcement.demanded(answers):
            return True
        settings = self._known.settings
        strict = settings is not None and not settings.demonstration
        return strict and column.name == "approval_no" and bool(answers.get("published_on"))

    def _is_wanted(self, column: Column, answers: Mapping[str, str]) -> bool:
        """Whether Enter is no answer, though there may be none: without its code nobody knows for
        certain which firm a party is that is not the mine's operator."""
        of = _CODE_OF.get(column.name, "")
        firm = answers.get("party_type") in ("organisation", "sole-trader") or of == "holder"
        return bool(answers.get(of)) and firm and not self._is_of_operator(answers, of)

    def _mine(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        rows = ledger.by_key(self._known.packages["mines"].resources["mines"])
        return rows.get((answers.get("mine_id", ""),), {})

    def _is_of_operator(self, answers: Mapping[str, str], of: str) -> bool:
        operator = self._mine(answers).get("operator", "")
        return bool(operator) and answers.get(of) == operator

    def _before(self, answers: Mapping[str, str]) -> str:
        """What the mine's column was until the day of a change: the program knows it."""
        mine, name = answers.get("mine_id", ""), answers.get("field", "")
        later = sorted(
            (row.cells["changed_on"], row.cells["old_value"])
            for row in self._resource.rows
            if (row.cells["mine_id"], row.cells["field"]) == (mine, name)
            and row.cells["changed_on"] > answers.get("changed_on", "")
        )
        if later:
            return later[0][1]
        return self._mine(answers).get(name, "")

    def _unknown_before(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers without what the program filled in itself: another day, another value."""
        kept = dict(answers)
        if self._resource.name == "mine_changes" and kept.get("old_value") == self._before(kept):
            del kept["old_value"]
        return kept

    def _usual(self, column: Column, answers: Mapping[str, str]) -> str:
        """What Enter fills in: today, the authority of most rows, the code of the operator."""
        name = column.name
        if name in _CODE_OF and self._is_of_operator(answers, _CODE_OF[name]):
            return self._mine(answers).get("uscc", "")
        if column.kind == "date":
            is_event = column.required or name == "published_on"
            return self._day.isoformat() if is_event and name not in _AHEAD else ""
        target = column.target
        if column.required and target is not None and target.name == "authorities":
            used = Counter(r.cells[name] for r in self._resource.rows if r.cells.get(name))
            return max(sorted(used), key=lambda cell: used[cell], default="")
        return ""

    def _answer(
        self,
        asked: Column,
        answers: Mapping[str, str],
        *,
        needed: bool | None = None,
        again: bool = False,
    ) -> str | None:
        """One answer in the form of its column; None where the clerk goes back."""
        column = layout.meaning(asked, answers)
        if needed is None:
            needed = self._is_needed(asked, answers) or (column is not asked and column.required)
        wanted = not needed and self._is_wanted(asked, answers)
        usual = self._usual(column, answers)
        earlier = self._earlier.get(asked.name, "")
        if earlier and not again and self._could_be(column, earlier):
            usual = earlier  # who went back goes on with Enter
        title = asked.title if column is asked else f"{asked.title}（{column.title}）"
        self._show(column, title, needed=needed, usual=usual)
        if earlier and earlier != usual:
            click.echo(self._words.phrase("new-earlier", value=column.shown(earlier)))
        while True:
            typed = str(click.prompt(">", default="", show_default=False)).strip()
            if unicodedata.normalize("NFKC", typed) == BACK:
                return None
            if not typed and usual:
                return usual
            if not typed and wanted:
                click.echo(self._words.phrase("new-wanted"))
                continue
            if not needed and (not typed or (typed == NOTHING and (usual or wanted))):
                return ""
            cell = self._meant(column, typed) if typed else ""
            if cell and cells.fits(column.entry, cell):
                return cell
            if cell is not None:
                click.echo(self._words.phrase("new-unfit" if typed else "new-needed"))

    def _show(self, column: Column, title: str, *, needed: bool, usual: str) -> None:
        about = str(column.entry.get("description", ""))
        optional = "" if needed or usual else self._words.phrase("new-optional")
        if usual:
            key = "new-usual" if needed else "new-usual-optional"
            optional = self._words.phrase(key, usual=column.shown(usual))
        click.echo(f"\n{title}{optional}　{about}")
        if 0 < len(column.choices) <= _OFFERED:
            for number, choice in enumerate(column.choices, start=1):
                click.echo(f"  {number}. {choice.shown}")

    def _meant(self, column: Column, typed: str) -> str | None:
        """What was typed as the table writes it; None where several choices hold it."""
        if not column.choices:
            return tidy.tidied(column.entry, typed)
        half = unicodedata.normalize("NFKC", typed)
        named = column.by_shown.get(typed)
        near = [choice for choice in column.choices if half and half in choice.shown]
        counted = half.isdecimal() and 0 < int(half) <= len(column.choices) <= _OFFERED
        if counted:
            chosen = column.choices[int(half) - 1]
            others = {choice.value for choice in near} | ({named} if named else set())
            # A digit may be the number of a line or a part of a name: who knows is asked.
            if others - {chosen.value}:
                meant = self._words.phrase("new-meant", number=half, choice=chosen.shown)
                return chosen.value if click.confirm(meant, default=False) else None
            click.echo(f"  {chosen.shown}")
            return chosen.value
        if named is not None:
            return named
        if len(near) == 1:
            click.echo(f"  {near[0].shown}")
            return near[0].value
        if not near:
            return ""
        for choice in near[:_OFFERED]:
            click.echo(f"  {choice.shown}")
        click.echo(self._words.phrase("new-several", count=len(near)))
        return None

    def whole(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The row with the numbers that are given out once: its id and its 索引号.

        They are the same however often the row is shown before it is written.
        """
        row = {column.name: answers.get(column.name, "") for column in self._columns}
        key = self._resource.primary_key
        if len(key) == 1 and not row[key[0]]:
            ids = ledger.Ids(self._resource)
            drawn = self._given_out.get(key[0], "")
            if not drawn or not ids.free(drawn):
                drawn = ids.next()
            row[key[0]] = self._given_out[key[0]] = drawn
        if row.get("index_no") == "" and self._known.settings is not None:
            published = row.get("published_on", "")
            year = date.fromisoformat(published).year if cells.is_day(published) else self._day.year
            uscc = self._known.settings.publisher_uscc
            numbers = ledger.IndexNumbers(self._known.packages, uscc, of_notices(self._known))
            row["index_no"] = numbers.next(year)
        self.keep(answers)
        return row


_AHEAD = frozenset({"deadline", "valid_until"})
"""Days that lie ahead of a record, never today."""


def of_notices(known: Source) -> list[str]:
    """The index numbers that notices bear."""
    return [notice.index_no for notice in known.content.notices if notice.index_no]


def _drawn(resource: Resource) -> bool:
    """Whether the program gives a new row its id."""
    (name,) = resource.primary_key
    return cells.fits(resource.field(name), ledger.Ids(resource).next())
