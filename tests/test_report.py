"""The drafted circular, and figures that are typed: text and data cannot part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import DAY, Edit
from rows import row, tables

from generator import bulletin, circular, cli, content, source
from generator.bulletin import Bulletin, figures
from generator.messages import site
from generator.pipeline import Source
from generator.records import Accident, HazardCount, Inspection, Mine, Records, ReportStatistic


def codes(project: Path) -> list[tuple[str, str | None]]:
    return [(p.code, p.value) for p in source.check(project, DAY).problems]


def told(text: str) -> dict[str, int]:
    """The figures in the head of a draft."""
    lines = text.split("\n")
    head = lines[lines.index("figures:") + 1 : lines.index("---", 1)]
    return {key.strip(): int(value) for key, value in (line.split(": ") for line in head)}


def test_a_draft_that_is_put_among_the_notices_has_no_problem(
    project: Path, shipped_bulletin: Bulletin
) -> None:
    for period in ("2026-Q3", "2025"):
        name = f"draft-{period.lower()}.md"
        text = circular.draft(shipped_bulletin, period)
        (project / "content" / "notices" / name).write_text(text, encoding="utf-8")
    assert codes(project) == []


def test_text_and_data_cannot_part(project: Path, shipped: Source, edit: Edit) -> None:
    """A corrected row makes every notice a problem that still tells the old figure."""

    def correct(rows: list[dict[str, str]]) -> None:
        (cells,) = [r for r in rows if (r["period"], r["grade"]) == ("2026-Q3", "C")]
        cells.update(inspected="3")

    assert shipped.problems == []
    edit("enforcement/inspections", correct)
    assert codes(project) == [("figure-differs", "inspected@2026-Q3")]


def test_progress_of_what_the_bulletin_counts_is_compared_with_its_own_day(
    project: Path, edit: Edit
) -> None:
    """Later rows do not touch it: only what the public saw on that day counts."""

    def mistype(rows: list[dict[str, str]]) -> None:
        (cells,) = [r for r in rows if (r["target_id"], r["as_of"]) == ("T1", "2025-12-31")]
        cells.update(numerator="12")

    edit("action-plan/progress", mistype)
    assert codes(project) == [("progress-differs", "12")]


@pytest.mark.parametrize(
    ("key", "number", "code"),
    [
        ("planned@2026-Q3", 8, None),
        ("planned@2026-Q3", 9, "figure-differs"),
        ("planned", 8, "figure-unknown"),
        ("planned@2026-09-30", 8, "figure-unknown"),
        ("planned@2026-Q4", 0, "figure-untold"),
        ("plan@2026-Q3", 8, "figure-unknown"),
        ("supervised-overdue@2026-Q3", 1, None),
        ("supervised-overdue@2026-11-20", 2, None),
        ("supervised-overdue@2026-11-21", 2, "figure-untold"),
        ("supervised-overdue@20261120", 2, "figure-unknown"),
        ("inspected@2025", 25, None),
        ("reports-verified@2024-Q1", 2, "figure-untold"),
    ],
)
def test_a_figure_of_a_head_is_known_told_and_right(
    project: Path, key: str, number: int, code: str | None
) -> None:
    """The notice is of 2026-11-20: what came after it is not for it to tell."""
    notice = project / "content" / "notices" / "figures.md"
    head = f"title: 示例\ndate: 2026-11-20\nkind: other\nfigures: {{{key}: {number}}}"
    notice.write_text(f"---\n{head}\n---\n正文。\n", encoding="utf-8")
    assert codes(project) == ([(code, key)] if code else [])


@pytest.mark.parametrize("value", ["[8]", "{planned@2026-Q3: 八}", "{planned@2026-Q3: -1}", "8"])
def test_figures_are_whole_numbers_by_name(project: Path, value: str) -> None:
    notice = project / "content" / "notices" / "figures.md"
    head = f"title: 示例\ndate: 2026-11-20\nkind: other\nfigures: {value}"
    notice.write_text(f"---\n{head}\n---\n正文。\n", encoding="utf-8")
    assert [code for code, _ in codes(project)] == ["front-matter-value"]


def test_a_measure_that_the_plan_does_not_have_is_said(project: Path) -> None:
    notice = project / "content" / "notices" / "figures.md"
    head = "title: 示例\ndate: 2026-11-20\nkind: other\nmeasures: [70, 78]"
    notice.write_text(f"---\n{head}\n---\n正文。\n", encoding="utf-8")
    assert codes(project) == [("front-matter-unknown", "78")]
    loaded, _ = content.load(project)
    assert next(n.measures for n in loaded.notices if n.slug == "figures") == (70, 78)


def test_a_draft_keeps_small_counts_of_reports_to_itself(shipped_bulletin: Bulletin) -> None:
    """In 2024-Q1 two reports were verified: 7 and 6 are told, the two are not."""
    text = circular.draft(shipped_bulletin, "2024-Q1")
    assert told(text)["reports-received@2024-Q1"] == 7
    assert "reports-verified@2024-Q1" not in told(text)
    assert "核实属实" not in text


def test_a_draft_names_every_record_it_quotes(shipped_bulletin: Bulletin) -> None:
    text = circular.draft(shipped_bulletin, "2026-Q3")
    head, body = text.split("\n---\n", 1)
    for hazard in shipped_bulletin.hazards:
        assert (f"hazard:{hazard}" in body) == (f"- {hazard}\n" in head), hazard
    for outcome in shipped_bulletin.outcomes:
        assert (f"outcome:{outcome}" in body) == (f"- {outcome}\n" in head), outcome


def test_data_in_a_draft_is_no_markdown() -> None:
    assert circular._plain("甲*乙_[丙](x)<b>") == r"甲\*乙\_\[丙\](x)\<b\>"


def test_every_figure_of_a_draft_has_its_words() -> None:
    names = set(circular._OF_THE_PERIOD) | set(circular._OF_THE_DAY)
    assert names == set(site()["figure-names"]) == set(site()["figure-units"])
    assert names <= figures.NAMES


def of_a_year() -> Records:
    """Four quarters to be counted by hand: planned 1 + 2 + 3 + 4 (C) and 10 (D, first quarter)."""
    inspections = [
        row(Inspection, period=f"2025-Q{n}", grade="C", planned=n, inspected=1) for n in range(1, 5)
    ]
    inspections.append(row(Inspection, period="2025-Q1", grade="D", planned=10))
    counts = [
        row(HazardCount, period=f"2025-Q{n}", source="inspection", found=n, closed=1, open=n * 2)
        for n in range(1, 5)
    ]
    accidents = (
        row(Accident, kind="accident", occurred_on="2025-03-31", deaths=2),
        row(Accident, kind="accident", occurred_on="2025-04-01"),
        row(Accident, kind="dangerous-event", occurred_on="2025-12-31"),
    )
    return tables(
        mines=(row(Mine, mine_id="m-1"),),
        inspections=tuple(inspections),
        hazard_counts=tuple(counts),
        accidents=accidents,
        report_statistics=(row(ReportStatistic, period="2025-Q1", received=7),),
    )


@pytest.mark.parametrize(
    ("name", "period", "number"),
    [
        ("planned", "2025-Q1", 11),
        ("planned", "2025", 20),
        ("inspected", "2025-Q1", None),  # D told nothing
        ("inspected", "2025-Q2", 1),
        ("inspected", "2025", None),
        ("hazards-found", "2025", 10),
        ("hazards-open", "2025", 8),  # what stands at the end, not a sum
        ("self-found", "2025", None),
        ("accidents", "2025-Q1", 1),
        ("accidents", "2025", 2),
        ("deaths", "2025-Q1", 2),
        ("deaths", "2025-Q3", 0),
        ("dangerous-events", "2025-Q4", 1),
        ("reports-received", "2025-Q1", 7),
        ("reports-received", "2025", None),  # three quarters are not there
        ("planned", "2024", None),
    ],
)
def test_figures_of_a_period_are_those_counted_by_hand(
    name: str, period: str, number: int | None
) -> None:
    assert figures.during(name, of_a_year(), period).number == number


def test_the_command_writes_a_draft_and_never_over_a_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["report", "--period", "2026-Q3", "--project", str(project)]
    arguments += ["--as-of", DAY.isoformat()]
    assert cli.run(arguments) == 0
    draft = project / "2026-q3-circular.md"
    before = draft.read_bytes()
    assert b"planned@2026-Q3: 8" in before
    known = source.check(project, DAY)
    seen = bulletin.assemble(known.packages, known.content, DAY)
    ends = [(seen.ends[r], r) for r in circular.quoted(seen, "2026-Q3") if r in seen.ends]
    assert f"{min(ends)[1]} 最早撤下（公示到 {min(ends)[0]}）" in capsys.readouterr().err
    draft.write_bytes(b"typed by hand")
    assert cli.run(arguments) == 2
    assert draft.read_bytes() == b"typed by hand"
    assert "没有覆盖" in capsys.readouterr().err


@pytest.mark.parametrize("period", ["2026-Q4", "2026", "2026-Q5", "Q3", "0000", "1999-Q1"])
def test_a_period_that_is_not_over_or_no_period_is_refused(project: Path, period: str) -> None:
    arguments = ["report", "--period", period, "--project", str(project)]
    assert cli.run([*arguments, "--as-of", DAY.isoformat()]) == 2
    assert not list(project.glob("*.md"))


def test_a_quarter_is_over_on_the_day_after_its_last() -> None:
    assert not circular.over("2026-Q3", date(2026, 9, 30))
    assert circular.over("2026-Q3", date(2026, 10, 1))
