"""Charts as values and as drawings: shares, words, nothing where there is nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from generator.render import charts, templates
from generator.render.pages import writer

UNIT = "座"


def drawn(chart: charts.Chart) -> str:
    environment = templates.fragments(ROOT / "theme" / "records", writer._filters())
    template = environment.from_string(
        '{% import "_charts.html" as charts %}'
        "{% call charts.figure(chart) %}<table></table>{% endcall %}"
    )
    return template.render(chart=chart)


def test_a_bar_is_the_share_of_the_largest_and_says_its_number() -> None:
    chart = charts.bars("k", "等级", [("甲", 3), ("乙", 12), ("丙", 0)], UNIT)
    assert chart is not None
    (first,), (second,), (third,) = (row.bars for row in chart.rows)
    assert [first.share, second.share, third.share] == [25, 100, 0]
    assert [first.words, second.words, third.words] == ["3 座", "12 座", "0 座"]
    assert chart.description == "甲：3 座；乙：12 座；丙：0 座。"


@pytest.mark.parametrize("counts", [[], [("甲", 0), ("乙", 0)]])
def test_a_chart_with_no_data_is_not_drawn(counts: list[tuple[str, int]]) -> None:
    assert charts.bars("k", "等级", counts, UNIT) is None
    assert charts.pairs("k", "隐患", [(name, n, n) for name, n in counts], ("发现", "销号")) is None


def test_two_bars_of_a_row_differ_by_more_than_colour() -> None:
    chart = charts.pairs("k", "隐患", [("2026年三季度", 2, 4)], ("发现", "销号"))
    assert chart is not None
    found, closed = chart.rows[0].bars
    assert (found.kind, closed.kind) == ("", "hollow")
    assert (found.words, closed.words) == ("发现 2", "销号 4")
    assert (found.share, closed.share) == (50, 100)


def test_a_drawing_has_a_name_a_description_a_table_and_no_style() -> None:
    chart = charts.bars("k", "现行<等级>", [("低风险", 3)], UNIT, grades=["A"])
    assert chart is not None
    markup = drawn(chart)
    assert 'role="img" aria-labelledby="k-title k-desc"' in markup
    assert '<title id="k-title">现行&lt;等级&gt;</title>' in markup
    assert '<desc id="k-desc">低风险：3 座。</desc>' in markup
    assert 'class="grade-letter" x="14" y="18.5">A<' in markup  # the shape, not colour alone
    assert "<table>" in markup
    assert "style=" not in markup
    # Text is never scaled: the chart itself has no view box, only the shapes of grades have one.
    assert not re.search(r'<svg class="chart [^>]*viewBox', markup)


def test_every_width_of_labels_has_its_class_in_the_look() -> None:
    look = (ROOT / "theme" / "assets" / "bulletin.css").read_text(encoding="utf-8")
    for room in charts.ROOMS:
        assert f".chart-room-{room} " in look
    for label in ("甲", "重大风险", "2026年三季度", "一二三四五六七八九十一二三四五"):
        chart = charts.bars("k", "t", [(label, 1)], UNIT)
        assert chart is not None
        assert chart.room in charts.ROOMS


def test_an_axis_ticks_every_thirty_days() -> None:
    axis = charts.axis([charts.Ageing(97, 74), charts.Ageing(34, 120)])
    assert axis is not None
    assert axis.ticks == (30, 60, 90, 120)
    assert axis.labelled == axis.ticks
    assert axis.share(60) == 50
    assert charts.axis([]) is None


@given(st.integers(0, 4000), st.integers(-30, 4000), st.one_of(st.none(), st.integers(-30, 4000)))
def test_nothing_leaves_its_axis(elapsed: int, due: int, before: int | None) -> None:
    days = charts.Ageing(elapsed, due, before)
    axis = charts.axis([days])
    assert axis is not None
    for place in (days.elapsed, days.due, before or 0):
        assert 0 <= days.share(place) <= 100
        assert 0 <= axis.share(place) <= 100
    assert days.overdue == max(elapsed - due, 0)
    assert len(axis.ticks) <= 18
    assert len(axis.labelled) <= 5
    assert all(tick % 30 == 0 for tick in axis.ticks)


def test_days_are_counted_from_the_beginning() -> None:
    begun = date(2026, 8, 18)
    days = charts.ageing(begun, date(2026, 11, 23), date(2026, 10, 31), date(2026, 9, 30))
    assert (days.elapsed, days.due, days.before, days.overdue, days.left) == (97, 74, 43, 23, 0)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 2000))
def test_quarters_follow_each_other_without_a_gap(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    names = charts.quarters(first, last)
    numbers = [int(name[:4]) * 4 + int(name[-1]) for name in names]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert names[0] == f"{first.year}-Q{(first.month + 2) // 3}"
    assert names[-1] == f"{last.year}-Q{(last.month + 2) // 3}"
