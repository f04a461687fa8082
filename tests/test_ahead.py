"""What is entered ahead of its day stands nowhere before it comes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import DAY, Edit

from generator import bulletin, pipeline
from generator.bulletin import ahead

LATER = (DAY + timedelta(days=20)).isoformat()

ENTERED = [
    (
        "closures/cases",
        "c-qjudj6vg",
        {"decided_on": LATER, "document_no": "示例府〔2026〕示例99号"},
    ),
    (
        "enforcement/outcomes",
        "o-2ntnh972",
        {"lifted_on": LATER, "accepted_by": "示例以后才来的验收组"},
    ),
    (
        "enforcement/outcomes",
        "o-zy6jbwxg",
        {
            "ended_on": LATER,
            "end_kind": "revoked",
            "withdrawn_on": LATER,
            "withdraw_reason": "以后才撤销的理由",
        },
    ),
    (
        "enforcement/outcomes",
        "o-983np2cr",
        {"corrected_on": LATER, "correction_note": "以后才更正的说明"},
    ),
    ("enforcement/supervised_hazards", "h-cvaj5k77", {"accepted_on": LATER, "closed_on": LATER}),
    (
        "grading/standardisation",
        "",
        {"revoked_on": LATER, "revoke_reason": "以后才撤销证书的原因"},
    ),
    ("mines/licences", "", {"ended_on": LATER, "end_kind": "revoked"}),
]


@pytest.fixture
def entered(project: Path, edit: Edit) -> Path:
    """The shipped bulletin with facts of a later day typed in."""
    for table, record_id, cells in ENTERED:

        def type_in(
            rows: list[dict[str, str]], key: str = record_id, told: dict[str, str] = cells
        ) -> None:
            held = [row for row in rows if key in row.values()] if key else _in_force(rows)
            held[0].update(told)

        edit(table, type_in)
    return project


def _in_force(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["valid_until"] > LATER and row["published_on"] < "2026-11"]


def test_nothing_that_is_published_tells_of_it(entered: Path) -> None:
    source = pipeline.check(entered, DAY)
    assert source.settings is not None
    assert {p.code for p in source.problems if p.severity == "error"} == set()
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    files, problems = pipeline.render(source, seen, with_posters=False, report=lambda step: None)
    assert problems == []
    words = [
        cell.encode()
        for _, _, cells in ENTERED
        for name, cell in cells.items()
        if not name.endswith("_on") and name != "end_kind"
    ]
    day = [LATER.encode(), bulletin.events.telling.long_day(date.fromisoformat(LATER)).encode()]
    for file in files:
        if file.path.startswith(
            ("data/", "closures/", "enforcement/", "mines/", "feeds/", "lists/")
        ):
            for word in (*words, *day):
                assert word not in file.content, (file.path, word.decode())


def test_it_stands_there_from_its_day_on(entered: Path) -> None:
    source = pipeline.check(entered, date.fromisoformat(LATER))
    seen = bulletin.assemble(source.packages, source.content, date.fromisoformat(LATER))
    assert seen.cases["c-qjudj6vg"].document_no == "示例府〔2026〕示例99号"
    assert seen.outcomes["o-2ntnh972"].accepted_by == "示例以后才来的验收组"
    assert seen.outcomes["o-983np2cr"].correction_note == "以后才更正的说明"
    assert "o-zy6jbwxg" not in seen.outcomes


def test_a_term_that_lies_ahead_is_told(entered: Path) -> None:
    source = pipeline.check(entered, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    hazard = seen.hazards["h-cvaj5k77"]
    assert hazard.deadline > DAY
    assert hazard.closed_on is None
    assert seen.outcomes["o-zy6jbwxg"].ended_on is None


def test_the_number_of_a_channel_that_is_over_stands_nowhere(project: Path, edit: Edit) -> None:
    number = "0763-0000000"

    def duty_phone(rows: list[dict[str, str]]) -> None:
        new = {"channel_id": "duty", "kind": "duty-phone", "value": number, "name": "示例值班电话"}
        days = {"since": "2026-01-05", "until": "2026-11-20", "checked_on": "2026-11-01"}
        rows.append({**rows[0], **new, **days, "on_poster": "no"})

    edit("report-channels/channels", duty_phone)
    for day, told in ((date(2026, 11, 20), True), (date(2026, 11, 21), False)):
        source = pipeline.check(project, day)
        seen = bulletin.assemble(source.packages, source.content, day)
        files, problems = pipeline.render(
            source, seen, with_posters=False, report=lambda step: None
        )
        assert problems == []
        holding = {file.path for file in files if number.encode() in file.content}
        assert bool(holding) is told, holding


def test_the_cells_of_a_row_are_those_of_its_record() -> None:
    cells = {"lifted_on": LATER, "accepted_by": "x", "ended_on": "", "deadline": LATER}
    assert ahead.untold("outcomes", cells, DAY) == ("lifted_on", "accepted_by")
    assert ahead.untold("outcomes", cells, date.fromisoformat(LATER)) == ()
