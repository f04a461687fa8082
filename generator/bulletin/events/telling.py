"""What an event is, and what its telling needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator import addresses
from generator.bulletin import changes, visibility
from generator.bulletin.vocabulary import Vocabulary
from generator.messages import sentence
from generator.records import Mine, MineChange, Records
from generator.wording import long_day


@dataclass(frozen=True)
class Subject:
    """The mines a fact is about, by id, and the towns they lie in, by code.

    `names` are those of the mines on the day the fact was told.
    """

    mines: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """A dated public fact.

    `key` is unique and never changes: kind/record/stage. `day` is when it happened, `public_on`
    when it could first be read here, `corrected_on` when it was last put right. The title stands
    alone and never recurs with its address. `shape` is the sign it stands under (stop, penalty,
    hazard, grade, visit, other), `label` its word. `document_no` and `basis` are its source. A
    fact may be about no mine or about several.
    """

    key: str
    kind: str
    shape: str
    label: str
    day: date
    public_on: date
    title: str
    address: str
    summary: str = ""
    document_no: str = ""
    basis: str = ""
    subject: Subject = Subject()
    corrected_on: date | None = None
    correction_note: str = ""

    @property
    def stage(self) -> str:
        """The last part of the key: what became of the record (decided, occurred, closed …)."""
        return self.key.rpartition("/")[2]

    def beside(self, name: str) -> str:
        """The title where the mine's name and the day of the event stand beside it already.

        A day that a word leans on (2026年9月30日前, 期限2026年9月30日) stays.
        """
        title = self.title.removeprefix(name) if self.title != name else self.title
        day = f"(?<![由至到期限（]){long_day(self.day)}(?![起前至止届）])"
        return re.sub(day, "", title, count=1).strip()

    @property
    def moved_on(self) -> date:
        """The day of its last news: its publication, or its correction where that is later."""
        return max(self.public_on, self.corrected_on or self.public_on)


@dataclass(frozen=True)
class Context:
    """What the telling of an event needs: public rows, mines as of the day, and words.

    `typed` and `spans` are all rows with the days they may be public: that something ended is
    news too.
    """

    rows: Records
    mines: Mapping[str, Mine]
    vocabulary: Vocabulary
    day: date
    typed: Records
    spans: visibility.Spans
    _changes: Mapping[str, tuple[MineChange, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        moves: dict[str, tuple[MineChange, ...]] = {}
        for change in self.rows.mine_changes:
            if change.field in ("name", "town_code"):
                moves[change.mine_id] = (*moves.get(change.mine_id, ()), change)
        object.__setattr__(self, "_changes", moves)

    def mine(self, mine_id: str, on: date) -> str:
        """The mine's name as the public knew it on a day.

        An event is told with the name of its own day: a renaming makes no old entry new again.
        """
        found = self._known(mine_id, on)
        return found.name if found else sentence("phrases", "no-mine")

    def subject(self, on: date, *mine_ids: str) -> Subject:
        """The mines a fact is about, as far as the public knows them, and their towns that day."""
        known = [mine for mine_id in mine_ids if (mine := self._known(mine_id, on))]
        towns = dict.fromkeys(mine.town_code for mine in known)
        return Subject(
            tuple(mine.mine_id for mine in known),
            tuple(towns),
            tuple(mine.name for mine in known),
        )

    def page(self, address: str, *tables: str) -> str:
        """The page of a family; one without a row in its tables has none: then that of the data."""
        return address if any(getattr(self.rows, table) for table in tables) else addresses.DATA

    def word(self, resource: str, column: str, value: str) -> str:
        """The word people read for a code."""
        return self.vocabulary.word(resource, column, value)

    def ever(self, table: str) -> Iterator[Any]:
        """The rows of a table that are public on the day or were on a day before."""
        return visibility.ever(self.typed, self.spans, table, self.day)

    def over(self, table: str) -> Iterator[tuple[Any, date]]:
        """The rows of a table that were public once and are no longer, with their last day."""
        return visibility.over(self.typed, self.spans, table, self.day)

    def _known(self, mine_id: str, on: date) -> Mine | None:
        mine = self.mines.get(mine_id)
        if mine is None or mine_id not in self._changes:
            return mine
        cells = changes.undone(self._changes[mine_id], on).get(mine_id, {})
        return changes.restore(mine, cells)


def correction(row: Any, day: date) -> dict[str, Any]:
    """The correction of a record as values of its event; none before its day."""
    moment = row.corrected_on if row.corrected_on and row.corrected_on <= day else None
    return {"corrected_on": moment, "correction_note": row.correction_note}
