"""The plan (行动方案): what was promised, by when, by whom, what the data show, how fresh it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from generator import addresses, wording
from generator.artifacts import Page
from generator.bulletin import figures, scores
from generator.bulletin import plan as plans
from generator.bulletin.figures import Count
from generator.bulletin.plan import MeasureStanding, Point, Standing
from generator.messages import sentence
from generator.records import Publication, Records
from generator.render import charts
from generator.render.pages.writer import GRADES, Writer, grouped


def plan(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.measures:
        return
    found = plans.standings(rows, writer.day)
    places = [_place(writer, publication) for publication in rows.publications]
    shown: dict[int, int] = {}
    for place in places:
        if place.publication.measure_no is not None:
            number = place.publication.measure_no
            shown[number] = shown.get(number, 0) + place.number
    measures = plans.measures(rows, found, shown)
    yield writer.page(
        "plan",
        addresses.PLAN,
        counts=[(state, _count(found, state)) for state in plans.STATES],
        targets=[
            _Told(standing, _chart(standing), _rows_of(writer, standing))
            for standing in sorted(found, key=lambda s: plans.STATES.index(s.state))
            if standing.points
        ],
        without=[standing for standing in found if not standing.points],
        places=places,
        places_of=grouped(places, lambda place: str(place.publication.measure_no or "")),
        sections=_sections(measures),
        percent=percent,
    )


def _count(found: Iterable[Standing], state: str) -> int:
    return sum(standing.state == state for standing in found)


@dataclass(frozen=True)
class _Told:
    """A target with its drawing and the address of the rows its figures come from."""

    standing: Standing
    chart: charts.Chart | None
    rows: str


def percent(point: Point) -> str:
    """A share in per cent with one decimal, cut and not rounded: 99.97 is not 100; "" for none."""
    share = point.share()
    if share is None:
        return ""
    return wording.number(share.quantize(Decimal("0.1"), ROUND_DOWN))


def _chart(standing: Standing) -> charts.Chart | None:
    target = standing.target
    shares = target.unit == "%" or (target.value is None and _divisible(standing.points))
    points = []
    for point in standing.points:
        share = point.share()
        if shares and share is not None:
            words = sentence("plan", "share", share=percent(point))
            points.append((point.day.isoformat(), float(share), words))
        elif not shares and point.number is not None:
            words = sentence("plan", "count", count=point.number, unit=target.unit)
            points.append((point.day.isoformat(), float(point.number), words))
    goal = None if target.value is None else float(target.value)
    title = sentence("plan", "trend", title=target.title)
    return charts.trend(f"trend-{target.target_id}", title, points, goal)


def _divisible(points: Iterable[Point]) -> bool:
    return all(point.whole for point in points)


_ROWS: Mapping[str, tuple[str, str]] = {
    "standardised-share": ("standardisation", addresses.STANDARDISATION),
    "large-medium-share": ("scale_classes", f"{addresses.THRESHOLDS}#mines"),
    "level-two": ("standardisation", addresses.STANDARDISATION),
    "larger-accidents": ("accidents", addresses.ACCIDENTS),
}
"""The table without which a page does not exist, and the page with the rows of a figure."""


def _rows_of(writer: Writer, standing: Standing) -> str:
    table, address = _ROWS.get(standing.target.figure, ("", ""))
    if table and getattr(writer.bulletin.records, table):
        return address
    return addresses.MINES if table else addresses.resource("action-plan", "progress.csv")


@dataclass(frozen=True)
class Place:
    """Where something the plan orders to publish stands: how many public rows, the newest day.

    `address` is "" where the site has no such page. `told` is what its rows give today, in words.
    """

    publication: Publication
    address: str
    number: int
    last: date | None
    told: str = ""


_PLACES: Mapping[str, tuple[str, str]] = {
    "thresholds": ("mineral_thresholds", "effective_on"),
    "closures": ("cases", "published_on"),
    "enforcement": ("outcomes", "published_on"),
    "hazards": ("supervised_hazards", "published_on"),
    "accidents": ("accidents", "published_on"),
    "grading": ("risk_grades", "published_on"),
    "standardisation": ("standardisation", "published_on"),
    "report": ("channels", "checked_on"),
    "posters": ("boards", "installed_on"),
    "scorecard": ("inspections", ""),
}


def _place(writer: Writer, publication: Publication) -> Place:
    """A notice belongs to a measure only where its head names it (`measures`)."""
    rows: tuple[Any, ...]
    if publication.page == "notices":
        field = "day"
        rows = tuple(
            notice
            for notice in writer.bulletin.content.notices
            if publication.notice_kind in ("", notice.kind)
            and publication.measure_no in (None, *notice.measures)
        )
    else:
        table, field = _PLACES.get(publication.page, ("", ""))
        rows = getattr(writer.bulletin.records, table, ())
    days = [day for row in rows if (day := getattr(row, field, None)) is not None]
    there = {"posters": bool(writer.source.posters), "scorecard": writer.scored}
    exists = bool(rows) and there.get(publication.page, True)
    address = f"{publication.page}/" if exists else ""
    if exists and publication.page == "notices" and len(rows) == 1:
        address = addresses.notice(rows[0].slug)
    told = _told(writer.bulletin.records, publication.page, writer.day) if exists else ""
    return Place(publication, address, len(rows), max(days, default=None), told)


def _told(rows: Records, page: str, day: date) -> str:
    """What the public rows of a page give: of the day, of the year, or of the newest quarter."""
    if page == "posters":
        return _filled("boards", boards=figures.at("boards", rows, day))
    if page == "accidents":
        names = ("accidents", "deaths", "dangerous-events")
        return _filled(
            "accidents",
            period=wording.period(str(day.year)),
            larger=figures.at("larger-accidents", rows, day),
            **{name: figures.during(name, rows, str(day.year)) for name in names},
        )
    if page == "scorecard":
        return _inspected(rows)
    table, columns = _QUARTERLY.get(page, ("", ()))
    periods = [row.period for row in getattr(rows, table, ()) if "-Q" in row.period]
    if not periods:
        return ""
    newest = max(periods)
    counted = {name: figures.during(name, rows, newest) for name in columns}
    return _filled(page, period=wording.period(newest), **counted)


_QUARTERLY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "hazards": ("hazard_counts", ("hazards-found", "hazards-closed", "hazards-open")),
}


def _inspected(rows: Records) -> str:
    """The newest quarter's inspections, planned and done, and by grade of the mine."""
    for quarter in scores.quarters(rows, 1):
        period = wording.period(quarter.period)
        planned, done = quarter.sum("planned"), quarter.sum("inspected")
        if planned is None or done is None:
            return ""
        grades = [
            sentence(
                "plan-told",
                "grade" if grade else "ungraded",
                grade=grade,
                planned=row.planned,
                inspected=row.inspected,
            )
            for grade in GRADES
            if (row := quarter.grades.get(grade or "none")) and (row.planned or row.inspected)
        ]
        words = {"period": period, "planned": planned, "inspected": done}
        return sentence("plan-told", "scorecard", **words, grades="，".join(grades))
    return ""


def _filled(key: str, **values: Count | str) -> str:
    """A sentence with its counts; "" where one of them has no data."""
    words: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Count):
            if value.number is None:
                return ""
            words[name] = value.number if value.whole is None else f"{value.number}/{value.whole}"
        else:
            words[name] = value
    return sentence("plan-told", key, **words)


def _sections(found: Iterable[MeasureStanding]) -> list[tuple[str, str, list[MeasureStanding]]]:
    """Title, departments and measures of each task, in the order of the plan."""
    return [
        (title, members[0].measure.lead, members)
        for title, members in grouped(found, lambda m: m.measure.section).items()
    ]
