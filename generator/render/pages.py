"""Every page of the site as a value: address, title, and the markup of its sections.

A section is a block of the page's own fragment file `theme/records/<shell>.html`; the shell
`theme/records/<shell>.md` says in which order they stand and under which headings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from markupsafe import Markup

from generator import addresses, wording
from generator.artifacts import Frame, Page
from generator.bulletin import Bulletin, Dossier, state
from generator.bulletin.events import penalty_result, visit_result
from generator.content import Notice, Words
from generator.messages import sentence, site
from generator.packages import Packages
from generator.records import Criterion, Mine, several
from generator.render import templates
from generator.settings import Settings

_Row = TypeVar("_Row")

GRADES = ("A", "B", "C", "D", "")
"""From the lowest risk to the highest; "" stands for a mine not graded."""


@dataclass(frozen=True)
class Site:
    """What the pages are made from."""

    bulletin: Bulletin
    settings: Settings
    packages: Packages
    posters: Mapping[str, str]
    theme: Path
    preview: bool = False


def render(source: Site) -> list[Page]:
    """All pages of the site, home first."""
    writer = _Writer(source)
    return [page for family in _FAMILIES for page in family(writer)]


def frame(source: Site, pages: Sequence[Page]) -> Frame:
    """The frame around the pages; its navigation names only pages that exist."""
    existing = {page.address for page in pages}
    bulletin = source.bulletin
    numbers = [channel.value for channel in bulletin.records.channels if channel.kind == "hotline"]
    return Frame(
        as_of=bulletin.as_of,
        hotline=numbers[0] if numbers else "",
        navigation=tuple((t, a) for t, a in _named(_NAVIGATION) if a in existing),
        footer=tuple((t, a) for t, a in _named(_FOOTER) if a in existing),
        feed=addresses.ALL_FEED,
        preview=source.preview,
    )


_NAVIGATION = (
    addresses.HOME,
    addresses.MINES,
    addresses.ENFORCEMENT,
    addresses.HAZARDS,
    addresses.GRADING,
    addresses.CLOSURES,
    addresses.CRITERIA,
    addresses.NOTICES,
    addresses.DATA,
    addresses.REPORT,
)
_FOOTER = (
    addresses.TOWNS,
    addresses.STANDARDISATION,
    addresses.THRESHOLDS,
    addresses.ACCIDENTS,
    addresses.GLOSSARY,
    addresses.POSTERS,
    addresses.FEEDS,
    addresses.ABOUT,
)


def _named(targets: Sequence[str]) -> Iterator[tuple[str, str]]:
    for target in targets:
        yield sentence("pages", target.rstrip("/") or "home"), target


class _Writer:
    """Renders fragment files with the words, figures and links that all of them use."""

    def __init__(self, source: Site) -> None:
        self.source = source
        self.bulletin = source.bulletin
        self.day = source.bulletin.as_of
        rows = self.bulletin.records
        self._criteria = {found.criterion_id: found for found in rows.criteria}
        self._in_force = {d.document_no for d in rows.documents if d.in_force(self.day)}
        self._environment = templates.fragments(source.theme / "records", _filters())
        self._environment.globals |= self._words()

    def page(
        self,
        shell: str,
        address: str,
        *,
        title: str = "",
        description: str = "",
        parent: str = "",
        words: Words | Notice | None = None,
        listed: bool = True,
        **values: Any,
    ) -> Page:
        """One page: every block of the shell's fragment file, rendered for this address."""
        template = self._environment.get_template(f"{shell}.html")
        fragments = templates.blocks(
            template, {"url": partial(_url, page=address), "address": address, **values}
        )
        title = title or sentence("pages", shell)
        return Page(
            address=address,
            shell=shell,
            title=title,
            description=description or sentence("descriptions", shell, title=title),
            fragments=fragments,
            parent=parent,
            words=words.body if words else "",
            words_file=words.file if words else "",
            listed=listed,
        )

    def _words(self) -> dict[str, Any]:
        bulletin = self.bulletin
        return {
            "bulletin": bulletin,
            "settings": self.source.settings,
            "as_of": self.day,
            "grades": GRADES,
            "word": bulletin.vocabulary.word,
            "choices": bulletin.vocabulary.words,
            "title_of": bulletin.vocabulary.title,
            "sentence": sentence,
            "at": addresses,
            "posters": self.source.posters,
            "authority": self._authority,
            "criterion": self._criterion,
            "several": several,
            "stops": partial(state.stops, day=self.day),
            "valid": partial(state.valid, day=self.day),
            "hazard_state": partial(state.of_hazard, day=self.day),
            "case_state": partial(state.of_case, day=self.day),
            "penalty_result": penalty_result,
            "visit_result": visit_result,
            "notice_kinds": site()["notices"],
            "reached": lambda moment: state.reached(moment, self.day),
        }

    def _criterion(self, criterion_id: str) -> tuple[Criterion, str] | None:
        """A criterion and where it stands: "" when its document is no longer in force."""
        found = self._criteria.get(criterion_id)
        if found is None:
            return None
        shown = found.document_no in self._in_force
        return found, addresses.criterion(found.mine_kind, criterion_id) if shown else ""

    def _authority(self, authority_id: str) -> str:
        found = self.bulletin.authorities.get(authority_id)
        return found.name if found else authority_id


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _url(target: str, page: str) -> str:
    return addresses.relative(target, page)


def _filters() -> dict[str, Callable[..., str]]:
    return {
        "long_day": _or_nothing(_long_day),
        "iso": _or_nothing(_short_day),
        "stamp": date.isoformat,
        "money": _or_nothing(wording.money),
        "number": _or_nothing(wording.number),
        "period": wording.period,
    }


def _short_day(day: date) -> Markup:
    return Markup('<time datetime="{0}">{0}</time>').format(day.isoformat())


def _long_day(day: date) -> Markup:
    text = wording.long_day(day)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), text)


def _or_nothing(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else write(value)


def _home(writer: _Writer) -> Iterator[Page]:
    bulletin = writer.bulletin
    yield writer.page(
        "home",
        addresses.HOME,
        title=writer.source.settings.site_name,
        words=bulletin.content.words("index"),
        figures=_figures(writer),
        by_town=_by_town(bulletin),
        distribution=_distribution(bulletin),
        latest=bulletin.events[:10],
    )


@dataclass(frozen=True)
class Figure:
    """A figure of the home page: the number, what it counts, where its rows stand."""

    key: str
    number: int
    target: str
    detail: str
    alarming: bool = False


def _figures(writer: _Writer) -> list[Figure]:
    """The state of the day in a few honest numbers, each with the address of its rows.

    Where a family has no record there is no page to link, and a bare nought would say too much.
    """
    rows, day = writer.bulletin.records, writer.day
    stops = [outcome for outcome in rows.outcomes if state.stops(outcome, day)]
    whole = sum(outcome.scope != "part" for outcome in stops)
    states = [state.of_hazard(hazard, day) for hazard in rows.supervised_hazards]
    unclosed = [s for s in states if s.stage != "closed"]
    overdue = sum(s.stage == "overdue" for s in unclosed)
    penalties = [outcome for outcome in rows.outcomes if outcome.kind == "penalty"]
    fines = sum((o.fine_yuan for o in penalties if o.fine_yuan), start=0)
    active = [mine for mine in rows.mines if mine.status != "closed"]
    seen = {visit.mine_id for visit in rows.visits if visit.inspected_on.year == day.year}
    visited = sum(mine.mine_id in seen for mine in active)
    figures = [
        Figure(
            "stops",
            len(stops),
            addresses.ENFORCEMENT + "#stops",
            sentence("figures", "stops-detail", whole=whole, part=len(stops) - whole),
            bool(stops),
        ),
        Figure(
            "hazards",
            len(unclosed),
            addresses.HAZARDS,
            sentence("figures", "hazards-detail", overdue=overdue),
            overdue > 0,
        ),
        Figure(
            "penalties",
            len(penalties),
            addresses.ENFORCEMENT,
            sentence("figures", "penalties-detail", sum=wording.money(fines)),
        ),
        Figure(
            "unvisited",
            len(active) - visited,
            addresses.MINES,
            sentence("figures", "unvisited-detail", active=len(active), visited=visited),
        ),
    ]
    known = {
        "stops": bool(rows.outcomes),
        "hazards": bool(rows.supervised_hazards),
        "penalties": bool(rows.outcomes),
        "unvisited": bool(rows.mines),
    }
    return [figure for figure in figures if known[figure.key]]


def _by_town(bulletin: Bulletin) -> list[tuple[Any, tuple[Dossier, ...]]]:
    """Every town with the dossiers of its mines, in the order of the data."""
    grouped: dict[str, list[Dossier]] = {code: [] for code in bulletin.towns}
    for dossier in bulletin.dossiers.values():
        grouped[dossier.mine.town_code].append(dossier)
    return [(bulletin.towns[code], tuple(found)) for code, found in grouped.items()]


def _distribution(bulletin: Bulletin) -> list[tuple[str, int]]:
    """For each grade, how many mines that are not closed bear it; "" counts the ungraded."""
    held = [
        dossier.grade.grade if dossier.grade else ""
        for dossier in bulletin.dossiers.values()
        if dossier.mine.status != "closed"
    ]
    return [(grade, held.count(grade)) for grade in GRADES]


def _mines(writer: _Writer) -> Iterator[Page]:
    dossiers = writer.bulletin.dossiers
    if not dossiers:
        return
    yield writer.page("mines", addresses.MINES, by_town=_by_town(writer.bulletin))
    for dossier in dossiers.values():
        mine = dossier.mine
        yield writer.page(
            "mine",
            addresses.mine(mine.mine_id),
            title=mine.name,
            parent=addresses.MINES,
            d=dossier,
            mine=mine,
            hazards=[(h, state.of_hazard(h, writer.day)) for h in dossier.hazards],
            spans=_grade_spans(dossier, writer.day),
        )


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a mine bore a grade, as percentages of the whole history."""

    grade: str
    start: float
    width: float
    since: date


def _grade_spans(dossier: Dossier, day: date) -> list[Span]:
    """The grade history in proportion of time, oldest first."""
    grades = tuple(reversed(dossier.grades))
    if not grades:
        return []
    begin = grades[0].graded_on
    total = max((day - begin).days, 1)
    spans = []
    for grade, following in zip(grades, (*grades[1:], None), strict=True):
        end = following.graded_on if following else day
        start = (grade.graded_on - begin).days * 100 / total
        width = (end - grade.graded_on).days * 100 / total
        spans.append(Span(grade.grade, round(start, 2), round(width, 2), grade.graded_on))
    return spans


def _towns(writer: _Writer) -> Iterator[Page]:
    by_town = _by_town(writer.bulletin)
    if not by_town:
        return
    yield writer.page("towns", addresses.TOWNS, by_town=by_town)
    for town, dossiers in by_town:
        yield writer.page(
            "town",
            addresses.town(town.town_code),
            title=town.name,
            parent=addresses.TOWNS,
            town=town,
            dossiers=dossiers,
            events=[e for e in writer.bulletin.events if town.town_code in e.subject.towns][:20],
        )


def _grading(writer: _Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.risk_grades:
        yield writer.page(
            "grading",
            addresses.GRADING,
            distribution=_distribution(writer.bulletin),
            changes=[e for e in writer.bulletin.events if e.kind == "grading"],
        )


def _standardisation(writer: _Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.standardisation:
        held = [d for d in writer.bulletin.dossiers.values() if d.standardisation]
        yield writer.page("standardisation", addresses.STANDARDISATION, held=held)


def _thresholds(writer: _Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.mineral_thresholds or rows.scale_classes:
        yield writer.page("thresholds", addresses.THRESHOLDS)


def _closures(writer: _Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.cases:
        return
    mines = writer.bulletin.mines
    members: dict[str, list[tuple[Mine, str]]] = {case.case_id: [] for case in rows.cases}
    for member in rows.case_mines:
        members[member.case_id].append((mines[member.mine_id], member.role))
    checklists = _grouped(rows.checklist, lambda item: item.case_id)
    told = _grouped(writer.bulletin.events, lambda event: event.address)
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
            case=case,
            members=members[case.case_id],
            checklist=checklists.get(case.case_id, []),
            events=told.get(addresses.case(case.case_id), []),
        )


def _enforcement(writer: _Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.outcomes and not rows.listed_entities:
        return
    newest = sorted(rows.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
    titles = {
        event.address: event.title
        for event in writer.bulletin.events
        if event.key.endswith("/decided") and event.kind == "enforcement"
    }
    yield writer.page(
        "enforcement",
        addresses.ENFORCEMENT,
        outcomes=newest,
        titles=titles,
        in_force=[outcome for outcome in newest if state.stops(outcome, writer.day)],
    )
    cases = _grouped(newest, lambda outcome: outcome.group_id)
    for outcome in newest:
        address = addresses.outcome(outcome.outcome_id)
        yield writer.page(
            "outcome",
            address,
            title=titles[address],
            parent=addresses.ENFORCEMENT,
            o=outcome,
            mine=writer.bulletin.mines.get(outcome.mine_id),
            together=[o for o in cases[outcome.group_id] if outcome.group_id and o is not outcome],
            replaced=writer.bulletin.outcomes.get(outcome.replaces),
            public_until=writer.bulletin.ends.get(outcome.outcome_id),
            titles=titles,
        )


def _hazards(writer: _Writer) -> Iterator[Page]:
    rows, day = writer.bulletin.records, writer.day
    if not rows.supervised_hazards and not rows.hazard_counts:
        return
    order = {"overdue": 0, "open": 1, "closed": 2}
    listed = sorted(
        ((hazard, state.of_hazard(hazard, day)) for hazard in rows.supervised_hazards),
        key=lambda pair: (order[pair[1].stage], -pair[1].overdue, pair[1].left, pair[0].hazard_id),
    )
    yield writer.page("hazards", addresses.HAZARDS, hazards=listed)
    checks = _grouped(rows.hazard_checks, lambda check: check.hazard_id)
    for hazard, standing in listed:
        address = addresses.hazard(hazard.hazard_id)
        mine = writer.bulletin.mines[hazard.mine_id]
        yield writer.page(
            "hazard",
            address,
            title=sentence("titles", "hazard", mine=mine.name, found=hazard.found_on.isoformat()),
            parent=addresses.HAZARDS,
            hazard=hazard,
            standing=standing,
            mine=mine,
            checks=checks.get(hazard.hazard_id, []),
        )


def _tombstones(writer: _Writer) -> Iterator[Page]:
    """At the address of a record that was public once: that it was, and why it is no longer."""
    for removal in writer.bulletin.removals:
        use = "page-withdrawn" if removal.withdrawn else "page-ended"
        yield writer.page(
            "tombstone",
            removal.address,
            title=sentence("removals", use),
            description=sentence("removals", "description", id=removal.record_id),
            parent=f"{removal.family}/",
            listed=False,
            removal=removal,
        )


def _accidents(writer: _Writer) -> Iterator[Page]:
    if writer.bulletin.records.accidents:
        yield writer.page("accidents", addresses.ACCIDENTS)


def _criteria(writer: _Writer) -> Iterator[Page]:
    if not writer.bulletin.records.documents:
        return
    kinds = [kind for kind in addresses.CRITERIA_KINDS if writer.bulletin.criteria(kind)]
    yield writer.page("criteria", addresses.CRITERIA, kinds=kinds)
    for kind in kinds:
        yield writer.page(
            "criteria_kind",
            addresses.criteria(kind),
            title=sentence("titles", "criteria", kind=sentence("criteria", kind)),
            parent=addresses.CRITERIA,
            kind=kind,
            documents=writer.bulletin.criteria(kind),
        )


def _report(writer: _Writer) -> Iterator[Page]:
    yield writer.page("report", addresses.REPORT, words=writer.bulletin.content.words("report"))


def _notices(writer: _Writer) -> Iterator[Page]:
    notices = writer.bulletin.content.notices
    if not notices:
        return
    yield writer.page("notices", addresses.NOTICES, notices=notices)
    for notice in notices:
        yield writer.page(
            "notice",
            addresses.notice(notice.slug),
            title=notice.title,
            parent=addresses.NOTICES,
            words=notice,
            notice=notice,
        )


def _words(name: str) -> Callable[[_Writer], Iterator[Page]]:
    """A page that is staff-written words and nothing else; none where nobody wrote any."""

    def family(writer: _Writer) -> Iterator[Page]:
        words = writer.bulletin.content.words(name)
        if words.body.strip():
            yield writer.page(name, f"{name}/", title=words.title, words=words)

    return family


def _data(writer: _Writer) -> Iterator[Page]:
    yield writer.page("data", addresses.DATA, packages=writer.source.packages.values())


def _feeds(writer: _Writer) -> Iterator[Page]:
    yield writer.page("feeds", addresses.FEEDS)


def _posters(writer: _Writer) -> Iterator[Page]:
    if writer.source.posters:
        yield writer.page("posters", addresses.POSTERS)


_FAMILIES: tuple[Callable[[_Writer], Iterator[Page]], ...] = (
    _home,
    _mines,
    _towns,
    _grading,
    _standardisation,
    _thresholds,
    _closures,
    _enforcement,
    _hazards,
    _tombstones,
    _accidents,
    _criteria,
    _report,
    _notices,
    _words("glossary"),
    _words("about"),
    _data,
    _feeds,
    _posters,
)
