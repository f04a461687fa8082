"""Closures, mergers and upgrades (三个一批): the exit lists and each case."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import disclosure
from generator.messages import sentence
from generator.records import Mine
from generator.render.pages.writer import Writer, grouped


def closures(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.cases:
        return
    mines = writer.bulletin.mines
    members: dict[str, list[tuple[Mine, str]]] = {case.case_id: [] for case in rows.cases}
    for member in rows.case_mines:
        members[member.case_id].append((mines[member.mine_id], member.role))
    checklists = grouped(rows.checklist, lambda item: item.case_id)
    told = grouped(writer.bulletin.events, lambda event: event.address)
    years = sorted({case.list_year for case in rows.cases}, reverse=True)
    yield writer.page("closures", addresses.CLOSURES, members=members, years=years)
    for case in rows.cases:
        names = "、".join(mine.name for mine, _ in members[case.case_id])
        batch = writer.bulletin.vocabulary.word("cases", "batch", case.batch)
        yield writer.page(
            "case",
            addresses.case(case.case_id),
            title=sentence("titles", "case", names=names, batch=batch, year=case.list_year),
            parent=addresses.CLOSURES,
            published_on=case.published_on,
            source=writer.authority(case.decided_by),
            keywords=[mine.name for mine, _ in members[case.case_id]],
            disclosure=disclosure.of_case(case, writer.day),
            case=case,
            members=members[case.case_id],
            checklist=checklists.get(case.case_id, []),
            events=told.get(addresses.case(case.case_id), []),
        )
