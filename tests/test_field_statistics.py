"""Channels that were looked at, figures that add up."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Cells, found

from generator.validation.field import channels, statistics


def _channel(day: str, **cells: str) -> list[str]:
    tables = {"report-channels/channels": [cells]}
    return found(channels.channels_were_checked, tables, as_of=date.fromisoformat(day))


def test_a_channel_not_checked_for_180_days_is_a_warning() -> None:
    assert _channel("2026-06-30", checked_on="2026-01-01") == []
    assert _channel("2026-07-01", checked_on="2026-01-01") == [
        "warning channel-unchecked report-channels/channels:2 checked_on"
    ]
    assert _channel("2025-07-01", checked_on="2026-01-01") == []


def test_a_channel_never_checked_is_a_warning() -> None:
    assert _channel("2026-07-01") == [
        "warning channel-never-checked report-channels/channels:2 checked_on"
    ]
    assert _channel("2026-07-01", checked_on="昨天") == []


def test_a_channel_out_of_use_need_not_be_checked() -> None:
    assert _channel("2026-07-01", until="2026-06-30") == []
    assert _channel("2026-07-01", since="2026-07-02") == []
    assert len(_channel("2026-07-01", until="2026-07-01", since="2026-07-01")) == 1


@pytest.mark.parametrize(
    ("table", "part", "whole"),
    [
        ("report-channels/report_statistics", "accepted", "received"),
        ("report-channels/report_statistics", "verified", "accepted"),
        ("enforcement/inspections", "with_findings", "inspected"),
        ("enforcement/visits", "major_findings", "findings"),
        ("enforcement/publication_rules", "min_months", "max_months"),
        ("report-channels/reward_rules", "floor_yuan", "cap_yuan"),
        ("mines/scale_classes", "medium_from", "large_from"),
    ],
)
def test_a_part_does_not_exceed_its_whole(table: str, part: str, whole: str) -> None:
    rows = [
        {part: "8", whole: "7"},
        {part: "7", whole: "7"},
        {part: "0", whole: "7"},
        {part: "8", whole: ""},
        {part: "", whole: "7"},
        {part: "８", whole: "7"},
    ]
    assert found(statistics.parts_do_not_exceed_the_whole, {table: rows}) == [
        f"part-exceeds-whole {table}:2 {part}"
    ]


def test_more_inspections_than_planned_are_no_fault() -> None:
    row = {"planned": "0", "inspected": "2", "with_findings": "2", "penalties": "5"}
    assert found(statistics.parts_do_not_exceed_the_whole, {"enforcement/inspections": [row]}) == []


def test_a_share_is_at_most_all() -> None:
    tables = {
        "action-plan/targets": [
            {"target_id": "T1", "unit": "%"},
            {"target_id": "T3", "unit": "座"},
        ],
        "action-plan/progress": [
            {"target_id": "T1", "numerator": "15", "denominator": "15"},
            {"target_id": "T1", "numerator": "16", "denominator": "15"},
            {"target_id": "T3", "numerator": "4", "denominator": "3"},
            {"target_id": "T1", "numerator": "16"},
            {"target_id": "T9", "numerator": "16", "denominator": "15"},
        ],
    }
    assert found(statistics.shares_do_not_exceed_all, tables) == [
        "part-exceeds-whole action-plan/progress:3 numerator"
    ]


def test_rewards_and_their_sum_go_together() -> None:
    rows = [
        {"rewarded": "2", "reward_yuan": "6000"},
        {"rewarded": "0", "reward_yuan": "0"},
        {"rewarded": "2", "reward_yuan": "0"},
        {"rewarded": "0", "reward_yuan": "6000"},
        {"rewarded": "2", "reward_yuan": ""},
    ]
    tables = {"report-channels/report_statistics": rows}
    assert found(statistics.rewards_have_both_figures, tables) == [
        "reward-sum report-channels/report_statistics:4 reward_yuan",
        "reward-sum report-channels/report_statistics:5 reward_yuan",
    ]


def test_the_result_of_a_visit_agrees_with_its_findings() -> None:
    rows = [
        {"findings": "0", "result": "none"},
        {"findings": "3", "result": "to-correct"},
        {"findings": "3", "result": "none"},
        {"findings": "0", "result": "to-correct"},
        {"findings": "0", "result": "case-opened"},
        {"findings": "", "result": "none"},
    ]
    assert found(statistics.findings_agree_with_results, {"enforcement/visits": rows}) == [
        "visit-result enforcement/visits:4 result",
        "visit-result enforcement/visits:5 result",
    ]


def _count(period: str, new: str, closed: str, left: str, source: str = "inspection") -> Cells:
    return {"period": period, "source": source, "found": new, "closed": closed, "open": left}


def _open(*rows: Cells) -> list[str]:
    return found(statistics.open_hazards_carry_over, {"enforcement/hazard_counts": rows})


def test_open_hazards_carry_over_from_quarter_to_quarter() -> None:
    good = [_count("2025-Q4", "3", "1", "4"), _count("2026-Q1", "2", "5", "1")]
    assert _open(*good) == []
    assert _open(*good, _count("2026-Q2", "1", "0", "3")) == [
        "open-chain enforcement/hazard_counts:4 open"
    ]


def test_the_order_of_the_rows_does_not_matter_and_sources_are_apart() -> None:
    later, earlier = _count("2026-Q1", "2", "5", "1"), _count("2025-Q4", "3", "1", "4")
    assert _open(later, earlier, _count("2026-Q2", "9", "0", "9", "self-check")) == []


def test_after_a_gap_only_a_negative_rest_is_found() -> None:
    first = _count("2025-Q1", "3", "1", "4")
    assert _open(first, _count("2026-Q1", "0", "0", "9")) == []
    assert _open(first, _count("2026-Q1", "5", "0", "4")) == [
        "open-negative enforcement/hazard_counts:3 open"
    ]


def test_years_carry_over_from_year_to_year() -> None:
    first = _count("2025", "3", "1", "4")
    assert _open(first, _count("2026", "2", "2", "4")) == []
    assert _open(first, _count("2026", "2", "2", "5")) == [
        "open-chain enforcement/hazard_counts:3 open"
    ]
    assert _open(first, _count("2026年", "2", "2", "5"), _count("2027-Q1", "", "2", "5")) == []


def test_a_year_is_the_sum_of_its_quarters() -> None:
    quarters = [
        _count("2025-Q1", "1", "0", "1"),
        _count("2025-Q2", "2", "1", "2"),
        _count("2025-Q3", "0", "2", "0"),
        _count("2025-Q4", "4", "1", "3"),
    ]

    def problems(*rows: Cells) -> list[str]:
        return found(statistics.years_are_their_quarters, {"enforcement/hazard_counts": rows})

    assert problems(*quarters, _count("2025", "7", "4", "3")) == []
    assert problems(*quarters, _count("2025", "8", "4", "2")) == [
        "year-sum enforcement/hazard_counts:6 found",
        "year-sum enforcement/hazard_counts:6 open",
    ]
    assert problems(*quarters[1:], _count("2025", "8", "4", "2")) == []
    assert problems(*quarters, _count("2025", "8", "4", "2", "self-check")) == []


def test_years_of_inspections_and_reports_are_summed_too() -> None:
    names = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2025")
    tables = {
        "enforcement/inspections": [
            {"period": name, "grade": "D", "inspected": "9" if name == "2025" else "2"}
            for name in names
        ],
        "report-channels/report_statistics": [
            {"period": name, "reward_yuan": "9" if name == "2025" else "2.5"} for name in names
        ],
    }
    assert found(statistics.years_are_their_quarters, tables) == [
        "year-sum enforcement/inspections:6 inspected",
        "year-sum report-channels/report_statistics:6 reward_yuan",
    ]


def test_a_quarter_tells_no_fewer_inspections_than_visits_on_record() -> None:
    visits = [{"inspected_on": "2026-07-01"}, {"inspected_on": "2026-09-30"}, {"inspected_on": "?"}]

    def problems(*told: str) -> list[str]:
        tables = {
            "enforcement/visits": [*visits, {"inspected_on": "2026-10-01"}],
            "enforcement/inspections": [{"period": "2026-Q3", "inspected": n} for n in told],
        }
        return found(statistics.quarters_hold_their_visits, tables)

    assert problems("1", "1") == []
    assert problems("7") == []
    assert problems("1", "") == []
    assert problems("1", "0") == ["warning visits-exceed enforcement/inspections:2 inspected"]
