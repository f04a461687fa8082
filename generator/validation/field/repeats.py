"""What is given out or decided once stands once: decisions, and 索引号."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk, Line, columns
from generator.validation.field import forms


def decisions_stand_once(desk: Desk) -> Iterator[Problem]:
    """One decision against one party is one record, or the public counts it twice (政府信息公开条例
    第六条: accurate information).

    A party is known by its credit code or its name, a masked person by what was done, too: two of
    one family name may belong to one case. A paper about two mines of a firm is a record of each,
    a penalty is not. A withdrawn record may have been entered again, and one that replaces another
    may keep its number.
    """
    known: dict[tuple[str, ...], Line] = {}
    for line in desk.lines("enforcement", "outcomes"):
        number, kind = forms.plain(line.text("decision_no")), line.text("kind")
        if not number or line.text("withdrawn_on"):
            continue
        more = "" if kind == "penalty" else line.text("mine_id")
        if line.text("party_type") == "natural-person":
            more += forms.plain(line.text("facts"))
        parties = [
            (number, kind, more, name, party)
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
                party=_party(line),
            )
        for place in parties:
            known.setdefault(place, line)


def _replaces(line: Line, earlier: Line) -> bool:
    ids = (line.text("outcome_id"), earlier.text("outcome_id"))
    return line.text("replaces") == ids[1] or earlier.text("replaces") == ids[0]


def penalties_have_their_own_number(desk: Desk) -> Iterator[Problem]:
    """A penalty's number is not another firm's (党政机关公文处理工作条例 第九条: 发文字号 is of one
    document). A person punished with the firm may share it, and so may parties of one case."""
    known: dict[tuple[str, str], Line] = {}
    for line in desk.lines("enforcement", "outcomes"):
        number = forms.plain(line.text("decision_no"))
        if line.text("kind") != "penalty" or not number or line.text("withdrawn_on"):
            continue
        if line.text("party_type") == "natural-person" or not _party(line):
            continue
        earlier = known.setdefault((line.text("authority"), number), line)
        case = line.text("group_id")
        if (case and case == earlier.text("group_id")) or _replaces(line, earlier):
            continue
        if not _parties(line) & _parties(earlier):
            yield line.problem(
                "number-of-two-penalties",
                "decision_no",
                severity="warning",
                earlier=earlier.row.number,
                other=_party(earlier),
                party=_party(line),
            )


def outcomes_are_told_once(desk: Desk) -> Iterator[Problem]:
    """One thing done to one party is one record, whatever its number (行政处罚法 第二十九条:
    对同一个违法行为，不得给予两次以上罚款; 政府信息公开条例 第六条).

    Masked persons are not told apart: two of one family name may belong to one case.
    """
    known: dict[tuple[str, ...], Line] = {}
    for line in desk.lines("enforcement", "outcomes"):
        facts = forms.plain(line.text("facts"))
        if not facts or line.text("withdrawn_on") or line.text("party_type") == "natural-person":
            continue
        cells = [line.text(name) for name in ("mine_id", "kind", "decided_on")]
        places = [(*cells, facts, party) for party in sorted(_parties(line))]
        earlier = next((known[place] for place in places if place in known), None)
        # With the same number it is found already.
        if earlier is not None and not _same_number(line, earlier) and not _replaces(line, earlier):
            yield _told_twice(line, earlier, "facts", "outcome_id")
        for place in places:
            known.setdefault(place, line)


def hazards_are_told_once(desk: Desk) -> Iterator[Problem]:
    """A hazard of a mine is one record: found on one day, or ordered by one paper, in the same
    words (政府信息公开条例 第六条: accurate information; the public counts the records)."""
    known: dict[tuple[str, ...], Line] = {}
    for line in desk.lines("enforcement", "supervised_hazards"):
        words = forms.plain(line.text("description"))
        if not words or line.text("withdrawn_on"):
            continue
        cells = [line.text(name) for name in ("mine_id", "criterion_id", "clause_no")]
        marks = (
            ("found_on", line.text("found_on")),
            ("number", forms.plain(line.text("document_no"))),
        )
        places = [(*cells, words, *mark) for mark in marks if mark[1]]
        earlier = next((known[place] for place in places if place in known), None)
        if earlier is not None:
            yield _told_twice(line, earlier, "description", "hazard_id")
        for place in places:
            known.setdefault(place, line)


def _told_twice(line: Line, earlier: Line, field: str, key: str) -> Problem:
    return line.problem(
        "told-twice",
        field,
        severity="warning",
        earlier=earlier.row.number,
        other=earlier.text(key),
    )


def _party(line: Line) -> str:
    return line.text("party_name") or line.text("party_uscc")


def _parties(line: Line) -> frozenset[str]:
    """What a party is known by: its credit code and its name."""
    cells = (forms.plain(line.text(name)) for name in ("party_uscc", "party_name"))
    return frozenset(cell for cell in cells if cell)


def _same_number(line: Line, earlier: Line) -> bool:
    number = forms.plain(line.text("decision_no"))
    return bool(number) and number == forms.plain(earlier.text("decision_no"))


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
