"""The one stream of events: every dated public fact, told once."""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, clock, packages, pipeline
from generator.bulletin import Bulletin, Event, visibility
from generator.bulletin.events import KINDS, Context, stream
from generator.content import Content
from generator.packages import Packages
from generator.pipeline import Source
from generator.problems import blocking


def cells(table: str, project: Path = ROOT) -> list[dict[str, str]]:
    with Path(project, "data", f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def seen_on(source: Source, day: str) -> Bulletin:
    return bulletin.assemble(source.packages, source.content, date.fromisoformat(day))


def told(seen: Bulletin, key: str) -> Event:
    (event,) = [event for event in seen.events if event.key == key]
    return event


def keys(seen: Bulletin) -> set[str]:
    return {event.key for event in seen.events}


DAYS = ("2024-06-01", "2025-06-24", "2025-12-31", "2026-11-23", "2026-11-27")


@pytest.mark.parametrize("day", DAYS)
def test_every_fact_is_told_once(shipped: Source, day: str) -> None:
    seen = seen_on(shipped, day)
    assert max(Counter(event.key for event in seen.events).values()) == 1
    for mine_id, dossier in seen.dossiers.items():
        assert len({event.key for event in dossier.events}) == len(dossier.events), mine_id


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_told_before_its_day(shipped: Source, day: str) -> None:
    seen = seen_on(shipped, day)
    stories = [*seen.events, *(e for d in seen.dossiers.values() for e in d.events)]
    assert stories
    last = date.fromisoformat(day)
    for event in stories:
        assert event.day <= last, event.key
        assert event.public_on <= last, event.key
        assert event.corrected_on is None or event.corrected_on <= last, event.key


def test_the_newest_publication_stands_first(shipped_bulletin: Bulletin) -> None:
    days = [event.public_on for event in shipped_bulletin.events]
    assert days == sorted(days, reverse=True)
    assert days[0] == date(2026, 11, 22)


# None of these rows was ever public on 2026-11-23: embargoed, or without a day.
NEVER = (
    ("enforcement/outcomes", "outcome_id", "o-te4r8c53"),
    ("enforcement/outcomes", "outcome_id", "o-yduk8j72"),
    ("enforcement/supervised_hazards", "hazard_id", "h-2xqs3zdy"),
    ("closures/cases", "case_id", "c-ngy9848d"),
    ("mines/mine_changes", "change_id", "m-qbj3qt4a"),
)
# These were, and came down: repaired, past a last day, withdrawn, past their class.
REMOVED = (
    ("enforcement/outcomes", "outcome_id", "o-gv6xkewe"),
    ("enforcement/outcomes", "outcome_id", "o-rhzuz24n"),
    ("enforcement/outcomes", "outcome_id", "o-hj4habw5"),
    ("enforcement/outcomes", "outcome_id", "o-cwahm352"),
    ("enforcement/supervised_hazards", "hazard_id", "h-df5ansmu"),
    ("closures/cases", "case_id", "c-a3h5bhwq"),
)


def stories(seen: Bulletin, record_id: str) -> list[Event]:
    """Everything told of a record, in the stream or on the timeline of a mine."""
    every = {*seen.events, *(event for d in seen.dossiers.values() for event in d.events)}
    return [e for e in every if f"/{record_id}/" in e.key or record_id in e.address]


@pytest.mark.parametrize(("table", "key", "hidden"), NEVER)
def test_a_record_that_is_not_public_yet_is_told_nowhere(
    shipped_bulletin: Bulletin, table: str, key: str, hidden: str
) -> None:
    assert hidden in {row[key] for row in cells(table)}
    assert stories(shipped_bulletin, hidden) == []


@pytest.mark.parametrize(("table", "key", "removed"), REMOVED)
def test_of_a_removed_record_only_the_removal_is_told(
    shipped_bulletin: Bulletin, table: str, key: str, removed: str
) -> None:
    (row,) = [row for row in cells(table) if row[key] == removed]
    (event,) = stories(shipped_bulletin, removed)
    assert event.key.endswith(f"/{removed}/removed")
    assert (event.subject.mines, event.subject.towns) == ((), ())
    assert (event.document_no, event.basis) == ("", "")
    assert event.summary == row["withdraw_reason"]
    for field in ("mine_id", "decision_no", "party_name", "facts", "description", "document_no"):
        assert not row.get(field) or row[field] not in event.title, field


def test_every_visible_outcome_hazard_and_case_is_told(shipped_bulletin: Bulletin) -> None:
    found = {key for key in keys(shipped_bulletin) if not key.endswith("/removed")}
    assert {f"enforcement/{key}/decided" for key in shipped_bulletin.outcomes} <= found
    assert {f"hazards/{key}/listed" for key in shipped_bulletin.hazards} <= found
    first = {f"closures/{key}" for key in shipped_bulletin.cases}
    assert {key.rpartition("/")[0] for key in found if key.startswith("closures/")} == first


def test_the_timeline_of_a_mine_holds_its_visits(shipped_bulletin: Bulletin) -> None:
    today = DAY.isoformat()
    visits = [v for v in cells("enforcement/visits") if v["mine_id"] == "qx-006"]
    expected = {f"visits/{v['visit_id']}" for v in visits if v["published_on"] <= today}
    assert len(expected) >= 2
    timeline = shipped_bulletin.dossiers["qx-006"].events
    assert {
        event.key for event in timeline if event.shape == "visit" and not event.kind
    } == expected


def test_visits_stand_in_no_feed(shipped_bulletin: Bulletin) -> None:
    assert not [key for key in keys(shipped_bulletin) if key.startswith("visits/")]


def test_a_timeline_runs_from_the_newest_to_the_oldest(shipped_bulletin: Bulletin) -> None:
    for dossier in shipped_bulletin.dossiers.values():
        days = [event.day for event in dossier.events]
        assert days == sorted(days, reverse=True)


def test_a_merger_stands_on_the_timeline_of_each_of_its_mines(shipped_bulletin: Bulletin) -> None:
    key = "closures/c-phrsgg9u/decided"
    event = told(shipped_bulletin, key)
    assert set(event.subject.mines) == {"qx-007", "qx-008"}
    for mine_id in ("qx-007", "qx-008"):
        dossier = shipped_bulletin.dossiers[mine_id]
        assert key in {event.key for event in dossier.events}
        assert "c-phrsgg9u" in {case.case_id for case in dossier.cases}
    assert key not in {event.key for event in shipped_bulletin.dossiers["qx-009"].events}


def test_an_event_is_about_the_town_of_its_mine(shipped_bulletin: Bulletin) -> None:
    (mine,) = [m for m in cells("mines/mines") if m["mine_id"] == "qx-006"]
    event = told(shipped_bulletin, "enforcement/o-b82rc46z/decided")
    assert event.subject.mines == ("qx-006",)
    assert event.subject.towns == (mine["town_code"],)


def test_a_penalty_is_told_with_party_violation_and_fine(shipped_bulletin: Bulletin) -> None:
    event = told(shipped_bulletin, "enforcement/o-b82rc46z/decided")
    assert event.title == "示例新竹矿业有限公司未按规定组织应急演练，罚款 6,000 元"
    assert (event.shape, event.label) == ("penalty", "行政处罚")
    assert (event.day, event.public_on) == (date(2026, 11, 10), date(2026, 11, 16))
    assert event.document_no == "清新应急罚〔2026〕示例37号"


@pytest.mark.parametrize(
    ("kinds", "fine", "text", "result"),
    [
        ("警告", "", "给予警告。", "警告"),
        ("罚款", "38000", "", "罚款 38,000 元"),
        ("罚款", "1234.50", "", "罚款 1,234.5 元"),
        ("警告、罚款", "38000", "", "警告、罚款 38,000 元"),
        ("罚款、责令停产停业", "500000", "", "罚款 500,000 元、责令停产停业"),
    ],
)
def test_the_title_of_a_penalty_names_every_kind_and_the_fine(
    project: Path, edit: Edit, kinds: str, fine: str, text: str, result: str
) -> None:
    def impose(rows: list[dict[str, str]]) -> None:
        (outcome,) = [r for r in rows if r["outcome_id"] == "o-b82rc46z"]
        outcome.update(penalty_kinds=kinds, fine_yuan=fine, penalty_text=text)

    edit("enforcement/outcomes", impose)
    seen = bulletin.assemble(*_read(project), DAY)
    title = told(seen, "enforcement/o-b82rc46z/decided").title
    assert title == f"示例新竹矿业有限公司未按规定组织应急演练，{result}"


def _read(project: Path) -> tuple[Packages, Content]:
    source = pipeline.check(project, DAY)
    assert not blocking(source.problems)
    return source.packages, source.content


def test_a_lifted_stop_is_a_fact_of_its_own_from_its_day(shipped: Source) -> None:
    # qx-017: stopped 2026-06-11, published 06-22, lifted 2026-07-20.
    order, lifted = "enforcement/o-s42vrgh2/decided", "enforcement/o-s42vrgh2/lifted"
    before, after = seen_on(shipped, "2026-07-19"), seen_on(shipped, "2026-07-20")
    assert {order, lifted} & keys(before) == {order}
    assert {order, lifted} <= keys(after)
    assert told(after, lifted).public_on == date(2026, 7, 20)
    assert told(after, order).shape == "stop"
    assert told(after, order) == told(before, order)


@pytest.mark.parametrize(
    ("key", "day", "note"),
    [
        ("enforcement/o-8p9wbrnz/decided", "2025-12-03", "罚款金额原误录为 3,800 元"),
        ("hazards/h-mubknmq6/listed", "2026-09-16", "整改期限原误录为2026年10月13日"),
        ("grading/g-7x5nvuav/graded", "2026-04-02", "评定日期原误录为2026年3月31日"),
        ("accidents/a-9qfwyczf/occurred", "2025-09-15", "重伤人数由2人更正为1人"),
        ("closures/c-3mp4jj4d/decided", "2026-01-08", "验收日期原误录为2025年12月8日"),
        ("mines/m-s78pryhg/changed", "2025-07-09", "变更日期原误录为2025年6月8日"),
    ],
)
def test_a_correction_is_carried_by_the_event_it_puts_right(
    shipped: Source, key: str, day: str, note: str
) -> None:
    corrected = date.fromisoformat(day)
    event = told(seen_on(shipped, day), key)
    assert event.corrected_on == corrected
    assert note in event.correction_note
    before = told(seen_on(shipped, date.fromordinal(corrected.toordinal() - 1).isoformat()), key)
    assert before.corrected_on is None


@pytest.mark.parametrize(
    ("table", "key", "name", "kind"),
    [
        ("mines/licences", "licence_id", "mines/{}/issued", "mines"),
        ("grading/standardisation", "cert_id", "standardisation/{}/granted", "standardisation"),
        ("enforcement/listed_entities", "listing_id", "enforcement/{}/listed", "enforcement"),
    ],
)
def test_every_kind_of_record_carries_its_correction(
    project: Path, edit: Edit, table: str, key: str, name: str, kind: str
) -> None:
    chosen: list[str] = []

    def correct(rows: list[dict[str, str]]) -> None:
        row = rows[-1]
        row.update(corrected_on="2026-11-20", correction_note="更正：示例。")
        chosen.append(row[key])

    edit(table, correct)
    seen = bulletin.assemble(*_read(project), DAY)
    event = told(seen, name.format(chosen[0]))
    assert (event.kind, event.corrected_on) == (kind, date(2026, 11, 20))
    assert event.correction_note == "更正：示例。"


def test_a_closure_under_consultation_is_told_as_one(shipped_bulletin: Bulletin) -> None:
    event = told(shipped_bulletin, "closures/c-qjudj6vg/consultation")
    assert (event.day, event.public_on) == (date(2026, 11, 10), date(2026, 11, 10))
    assert "closures/c-qjudj6vg/decided" not in keys(shipped_bulletin)


def test_a_decision_after_a_consultation_is_news_of_its_own_day(project: Path, edit: Edit) -> None:
    def decide(rows: list[dict[str, str]]) -> None:
        (case,) = [r for r in rows if r["case_id"] == "c-qjudj6vg"]
        case.update(decided_on="2026-12-20", deadline="2027-06-30")

    edit("closures/cases", decide)
    packages, content = _read(project)
    before = bulletin.assemble(packages, content, date(2026, 12, 19))
    after = bulletin.assemble(packages, content, date(2026, 12, 20))
    consulted, decided = "closures/c-qjudj6vg/consultation", "closures/c-qjudj6vg/decided"
    assert {consulted, decided} & keys(before) == {consulted}
    assert told(after, consulted) == told(before, consulted)
    assert told(after, decided).day == date(2026, 12, 20)
    assert told(after, decided).public_on == date(2026, 12, 20)


def test_a_closure_published_after_its_decision_is_told_once(shipped_bulletin: Bulletin) -> None:
    # decided 2025-04-18, put up 2025-04-27; the consultation before was not announced here
    event = told(shipped_bulletin, "closures/c-phrsgg9u/decided")
    assert (event.day, event.public_on) == (date(2025, 4, 18), date(2025, 4, 27))
    assert "closures/c-phrsgg9u/consultation" not in keys(shipped_bulletin)


def test_a_renaming_is_told_with_both_names(shipped_bulletin: Bulletin) -> None:
    event = told(shipped_bulletin, "mines/m-s78pryhg/changed")
    assert event.title == "示例老石坳采石场2025年6月18日更名为示例石坳建筑石料矿"


def test_keys_do_not_change_from_one_day_to_the_next(shipped: Source) -> None:
    earlier, later = seen_on(shipped, "2026-11-15"), seen_on(shipped, "2026-11-16")
    # Nothing was withdrawn on 2026-11-16 and the class of no penalty ended the day before.
    assert keys(earlier) < keys(later)


MONTH_ENDS = [
    date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    for year in (2024, 2025, 2026)
    for month in range(1, 13)
][:35]
"""From the first month of the bulletin to the month the tests stand in."""


@pytest.fixture(scope="module")
def history(shipped: Source) -> list[Bulletin]:
    """The bulletin on 35 month ends."""
    return [bulletin.assemble(shipped.packages, shipped.content, day) for day in MONTH_ENDS]


@pytest.mark.slow
def test_what_was_told_is_told_the_same_on_every_later_day(history: list[Bulletin]) -> None:
    """Until it is put right or comes down: a rebuild never makes an old entry new again."""
    checked = 0
    for before, after in pairwise(history):
        later = {event.key: event for event in after.events}
        for event in before.events:
            now = later.get(event.key)
            if now is None or event.key.endswith("/removed"):
                continue
            checked += 1
            if now.corrected_on == event.corrected_on:
                assert now == event
            else:
                assert now.corrected_on is not None
                assert now.public_on == event.public_on
                assert now.corrected_on > before.as_of
    assert checked > 5_000


@pytest.mark.slow
def test_what_comes_down_leaves_its_removal_in_its_place(history: list[Bulletin]) -> None:
    gone = set()
    for before, after in pairwise(history):
        told_then, told_now = keys(before), keys(after)
        for key in told_then - told_now:
            kind, record, _ = key.split("/")
            # The number of a closed channel is told no longer; that it closed is.
            instead = "closed" if kind == "channels" else "removed"
            assert f"{kind}/{record}/{instead}" in told_now, key
            gone.add(kind)
    assert gone == {"channels", "enforcement", "hazards", "closures", "mines"}


@pytest.mark.slow
def test_no_title_recurs_with_its_address(history: list[Bulletin]) -> None:
    told_ever: dict[tuple[str, str], str] = {}
    for seen in history:
        timelines = [event for dossier in seen.dossiers.values() for event in dossier.events]
        for event in (*seen.events, *timelines):
            place = (event.title, event.address)
            assert told_ever.setdefault(place, event.key) == event.key
    assert len(told_ever) > 400


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last"), [("2026-06-20", "2026-12-31"), ("2027-06-01", "2028-01-31")]
)
def test_nothing_is_news_on_a_day_the_clock_does_not_name(
    shipped: Source, first: str, last: str
) -> None:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    turns = clock.change_days(clock.ledger(shipped), begin + timedelta(days=1), end)
    assert len(turns) > 10
    for turn, following in pairwise((begin, *turns, end + timedelta(days=1))):
        start, still = (
            seen_on(shipped, day.isoformat()) for day in (turn, following - timedelta(days=1))
        )
        assert start.events == still.events, f"{turn} to {following}"
        for mine_id, dossier in start.dossiers.items():
            assert dossier.events == still.dossiers[mine_id].events


@pytest.mark.parametrize(
    ("table", "key", "cells", "turn"),
    [
        (
            "supervised_hazards",
            "hazard_id",
            {"deadline": "2027-03-01", "extended_to": "2027-05-01", "closed_on": None},
            "2027-03-01",
        ),
        (
            "supervised_hazards",
            "hazard_id",
            {"deadline": "2027-03-01", "extended_to": "2027-05-01", "closed_on": None},
            "2027-05-02",
        ),
        ("accidents", "accident_id", {"closed_on": "2027-03-01"}, "2027-03-01"),
        (
            "licences",
            "licence_id",
            {"valid_until": "2027-03-01", "ended_on": "2027-03-01", "end_kind": "expired"},
            "2027-03-02",
        ),
    ],
)
def test_the_clock_names_the_day_of_what_time_brings(
    shipped: Source, table: str, key: str, cells: dict[str, str | None], turn: str
) -> None:
    """The last row of a table, changed: its event comes on the day, and the clock names it."""
    kept = clock.ledger(shipped)
    row = getattr(kept.rows, table)[-1]
    days = {name: date.fromisoformat(v) if v and v[0] == "2" else v for name, v in cells.items()}
    changed = dataclasses.replace(row, **days)
    rows = dataclasses.replace(kept.rows, **{table: (changed,)})
    spans = {**kept.spans, table: (visibility.Span(date(2024, 1, 1)),)}
    day = date.fromisoformat(turn)
    named = clock.change_days(clock.Ledger(rows, spans), day, day)
    assert named == (day,)
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    context = Context(rows, seen.mines, seen.vocabulary, day, rows, spans)
    told_on = [e for e in stream(context, (), (), ()) if f"/{getattr(row, key)}/" in e.key]
    assert day in {event.day for event in told_on}


def test_every_event_of_the_stream_has_one_of_the_kinds(shipped_bulletin: Bulletin) -> None:
    assert {event.kind for event in shipped_bulletin.events} == set(KINDS)
    for event in shipped_bulletin.events:
        assert event.key.partition("/")[0] == event.kind, event.key
        assert event.label
        assert event.title
        assert event.address


# (key, day, part of the title) of every sort of event beyond the main one of its record.
TOLD = (
    ("grading/g-v29xbfqd/graded", "2026-10-23", "风险等级 B → C（较大风险）"),
    ("standardisation/s-4h9qpn4d/revoked", "2025-08-26", "2025年8月26日被撤销"),
    ("standardisation/s-58v3jqdc/expired", "2026-09-14", "有效期2026年9月13日届满"),
    ("hazards/h-7zgpgkca/extended", "2026-09-30", "由2026年9月30日延至2026年12月31日"),
    ("hazards/h-mubknmq6/overdue", "2026-11-01", "过了整改期限（2026年10月31日），未销号"),
    ("hazards/h-pe7hdye6/extension-overdue", "2026-09-01", "过了整改期限（2026年8月31日）"),
    ("hazards/h-7jt5uy3x/closed", "2026-09-16", "经验收销号"),
    ("closures/c-phrsgg9u/licences-cancelled", "2026-08-14", "（2025年整合重组清单）"),
    ("closures/c-eadmrcbt/overdue", "2026-10-01", "过了完成期限（2026年9月30日）"),
    ("closures/c-3mp4jj4d/accepted", "2025-12-18", "关闭退出通过验收"),
    ("accidents/a-9qfwyczf/reported", "2025-10-10", "2025年8月14日生产安全事故的调查报告批复"),
    ("accidents/a-9qfwyczf/evaluated", "2026-09-18", "整改措施落实情况评估完成"),
    ("accidents/a-9qfwyczf/closed", "2026-09-18", "处理办结"),
    ("criteria/矿安〔2024〕41号/effective", "2024-04-23", "（矿安〔2024〕41号）施行"),
    (
        "mines/thresholds-示例府〔2025〕示例6号-2025-07-01/threshold",
        "2025-07-01",
        "石灰岩、建筑石料",
    ),
    (
        "mines/thresholds-示例府〔2023〕示例2号-2025-07-01/threshold-repealed",
        "2025-07-01",
        "起停止执行",
    ),
    ("channels/demo-web-old/closed", "2025-07-01", "举报渠道停用"),
    ("channels/demo-post/opened", "2024-05-06", "举报渠道开通"),
    ("channels/安监总财〔2018〕19号-2018-01-04/reward", "2018-01-04", "举报奖励规定"),
    ("mines/l-x8uamybu/ended", "2026-08-14", "2026年8月14日注销"),
    ("mines/l-7f236dsv/ended", "2026-04-17", "2026年4月17日已换证"),
    ("mines/qx-019/listed", "2026-02-10", "示例松岗建筑石料矿列入本站名录"),
    ("mines/m-wjce7zkf/changed", "2025-11-10", "由“示例老竹矿业有限公司”改为"),
    ("statistics/reports-2026-Q3/published", "2026-10-01", "2026年第三季度举报受理"),
    ("statistics/hazards-2026-Q3/published", "2026-10-01", "2026年第三季度重大事故隐患统计"),
    ("statistics/inspections-2026-Q3/published", "2026-10-01", "2026年第三季度监督检查统计"),
    ("enforcement/e-rd5p6rbk/listed", "2026-05-13", "列入安全生产严重失信主体名单"),
    ("enforcement/e-sqvk9c3w/removed", "2025-11-05", "1 条严重失信名单信息依法停止公示"),
    ("mines/l-bp33r4em/removed", "2026-11-11", "1 条许可证信息停止公示"),
    ("closures/c-a3h5bhwq/removed", "2026-05-22", "1 条三个一批信息撤回"),
)


@pytest.mark.parametrize(("key", "day", "part"), TOLD)
def test_every_sort_of_fact_is_told_on_its_day(
    shipped_bulletin: Bulletin, key: str, day: str, part: str
) -> None:
    event = told(shipped_bulletin, key)
    assert event.day.isoformat() == day
    assert part in event.title


def test_a_mine_is_told_under_the_name_of_the_day(shipped: Source) -> None:
    """qx-005 was renamed on 2025-06-18, public 2025-06-25: older entries keep the older name."""
    before, after = seen_on(shipped, "2025-06-24"), seen_on(shipped, "2025-06-25")
    key = "hazards/h-mktc4bdr/closed"
    assert told(before, key).title == "示例老石坳采石场 1 处重大隐患经验收销号"
    assert told(after, key) == told(before, key)


def test_in_a_merger_only_the_mines_that_end_lose_their_licence(
    shipped_bulletin: Bulletin,
) -> None:
    event = told(shipped_bulletin, "closures/c-phrsgg9u/licences-cancelled")
    assert "示例东溪建筑石料矿" in event.title
    assert "示例双溪建筑石料矿" not in event.title


def test_a_licence_followed_by_another_is_not_told_as_run_out(
    shipped_bulletin: Bulletin,
) -> None:
    replaced = {r["licence_id"] for r in cells("mines/licences") if r["end_kind"] == "replaced"}
    assert replaced
    assert not {f"mines/{licence}/expired" for licence in replaced} & keys(shipped_bulletin)


@pytest.mark.parametrize(
    ("published", "ended", "kind", "told_as"),
    [
        ("2026-04-29", "", "", {"expired"}),  # its successor was not known on that day
        ("2026-04-17", "", "", set()),  # known on the very day the old one ran out
        ("2026-04-29", "2026-04-16", "expired", {"expired"}),
        ("2026-04-29", "2026-05-02", "expired", {"expired"}),
        ("2026-04-29", "2026-04-16", "revoked", {"ended"}),
        ("2026-04-29", "2026-05-02", "revoked", {"expired", "ended"}),
    ],
)
def test_a_licence_that_runs_out_is_told_on_the_day_after_its_last(
    project: Path, edit: Edit, published: str, ended: str, kind: str, told_as: set[str]
) -> None:
    def renew(rows: list[dict[str, str]]) -> None:
        (old,) = [r for r in rows if r["licence_id"] == "l-7f236dsv"]
        (new,) = [r for r in rows if r["licence_id"] == "l-xtg4mb98"]
        assert old["valid_until"] == "2026-04-16"
        old.update(ended_on=ended, end_kind=kind)
        new.update(published_on=published)

    edit("mines/licences", renew)
    read = packages.load(project)[0]
    seen = bulletin.assemble(read, Content({}, ()), DAY)
    prefix = "mines/l-7f236dsv/"
    stages = {key.removeprefix(prefix) for key in keys(seen) if key.startswith(prefix)}
    assert stages - {"issued"} == told_as
    if "expired" in told_as:
        event = told(seen, prefix + "expired")
        assert event.day == event.public_on == date(2026, 4, 17)
        assert "有效期2026年4月16日届满" in event.title


def test_few_reports_are_not_counted_out(shipped_bulletin: Bulletin) -> None:
    (row,) = [r for r in cells("report-channels/report_statistics") if r["period"] == "2024-Q1"]
    assert 0 < int(row["verified"]) < 5
    event = told(shipped_bulletin, "statistics/reports-2024-Q1/published")
    assert "核实属实 少于5 件" in event.summary
    assert row["reward_yuan"] not in event.summary


def test_of_a_removed_notice_not_even_its_address_is_told(shipped: Source) -> None:
    seen = seen_on(shipped, "2026-06-14")
    (event,) = [e for e in seen.events if e.kind == "notices" and e.key.endswith("/removed")]
    assert event.day == date(2026, 6, 14)
    assert event.address == "notices/"
    assert "rainstorm" not in str(event)
