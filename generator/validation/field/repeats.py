"""What is given out or decided once stands once: decisions, and 索引号."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk, Line, columns
from generator.validation.field import forms


def decisions_stand_once(desk: Desk) -> Iterator[Problem]:
    """One decision against one party is one record, or the public counts it twice (政府信息公开条例
    第六条: accurate information).

    A party is known by its credit code or its name. A withdrawn record may have been entered again,
    and one that replaces another may keep its number.
    """
    known: dict[tuple[str, ...], Line] = {}
    for line in desk.lines("enforcement", "outcomes"):
        number, kind = forms.plain(line.text("decision_no")), line.text("kind")
        if not number or line.text("withdrawn_on"):
            continue
        parties = [
            (number, kind, name, party)
            for name in ("party_uscc", "party_name")
            if (party := forms.plain(line.text(name)))
        ]
        earlier = next((known[party] for party in parties if party in known), None)
        if earlier is not None and not _replaces(line, earlier):
            yield line.problem(
                "decision-twice",
                "decision_no",
                earlier=earlier.row.number,
                other=earlier.text("outcome_id"),
                kind=line.word("kind"),
                party=line.text("party_name") or line.text("party_uscc"),
            )
        for place in parties:
            known.setdefault(place, line)


def _replaces(line: Line, earlier: Line) -> bool:
    ids = (line.text("outcome_id"), earlier.text("outcome_id"))
    return line.text("replaces") == ids[1] or earlier.text("replaces") == ids[0]


def index_numbers_are_given_once(desk: Desk) -> Iterator[Problem]:
    """An index number (索引号) names one record (政府信息公开条例 第二十四条: 公开目录包括索引)."""
    given: dict[str, tuple[str, int | None]] = {}
    for _, resource in desk.tables():
        if "index_no" not in columns(resource):
            continue
        for row in resource.rows:
            number = row.cells["index_no"].strip()
            if not number:
                continue
            if number in given:
                file, earlier = given[number]
                details = {
                    "title": resource.title("index_no"),
                    "other": file,
                    "earlier": earlier,
                }
                yield Problem(
                    "index-twice", resource.file, row.number, "index_no", number, details=details
                )
            given.setdefault(number, (resource.file, row.number))
    for notice in desk.content.notices:
        row_of = notice.lines.get("index_no")
        if notice.index_no and notice.index_no in given:
            file, earlier = given[notice.index_no]
            details = {"title": "index_no", "other": file, "earlier": earlier}
            yield Problem(
                "index-twice", notice.file, row_of, "index_no", notice.index_no, details=details
            )
        if notice.index_no:
            given.setdefault(notice.index_no, (notice.file, row_of))
