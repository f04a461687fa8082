"""Renders fragment files with the words, figures and links that all pages use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from markupsafe import Markup

from generator import addresses, wording
from generator.artifacts import Page, Poster
from generator.bulletin import Bulletin, Dossier, state
from generator.bulletin.events import Event, penalty_result, visit_result
from generator.content import Notice, Words
from generator.messages import sentence, site
from generator.packages import Packages
from generator.records import Criterion, Mine, SupervisedHazard, several
from generator.render import charts, templates
from generator.render.downloads import Table
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
    posters: Mapping[str, Poster]
    theme: Path
    preview: bool = False
    tables: tuple[Table, ...] = ()


class Writer:
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
        published_on: date | None = None,
        source: str = "",
        keywords: Iterable[str] = (),
        structured: Iterable[Mapping[str, object]] = (),
        **values: Any,
    ) -> Page:
        """One page: every block of the shell's fragment file, rendered for this address.

        `published_on` and `source` are those of the record a page is about (see `Page`);
        `keywords` are added to those of the shell.
        """
        title = title or sentence("pages", shell)
        source = source or site()["sources"].get(shell, "")
        template = self._environment.get_template(f"{shell}.html")
        fragments = templates.blocks(
            template,
            {
                "url": partial(_url, page=address),
                "address": address,
                "page_title": title,
                "page_source": source,
                **values,
            },
        )
        return Page(
            address=address,
            shell=shell,
            title=title,
            description=description or sentence("descriptions", shell, title=title),
            fragments=fragments,
            parent=parent,
            feed=addresses.feed_of(address) if listed else "",
            words=words.body if words else "",
            words_file=words.file if words else "",
            listed=listed,
            published_on=published_on,
            source=source,
            keywords=(*keywords, *several(site()["keywords"].get(shell, ""))),
            structured=tuple(structured),
        )

    def authority(self, authority_id: str) -> str:
        """The name of a body; what was written where the register does not know it."""
        found = self.bulletin.authorities.get(authority_id)
        return found.name if found else authority_id

    def registered_as(self, mine: Mine) -> str:
        """The registered state of a mine in words."""
        return self.bulletin.vocabulary.status(mine.mine_kind, mine.status)

    @property
    def counted(self) -> Mapping[str, int]:
        """All mines and ponds, those that are not closed, and those that are."""
        total, active = len(self.bulletin.records.mines), len(self.bulletin.active)
        return {"total": total, "active": active, "closed": total - active}

    @property
    def scored(self) -> bool:
        """Whether the scorecard is shown."""
        return self.source.settings.scorecard == "public"

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
            "authority": self.authority,
            "registered_as": self.registered_as,
            "counted": self.counted,
            "index_entry": addresses.GLOSSARY + "#index-no"
            if "{#index-no}" in bulletin.content.words("glossary").body
            else "",
            "acted": acted,
            "hotline": next((c for c in bulletin.records.channels if c.kind == "hotline"), None),
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
            "hazard_days": hazard_days,
            "hazard_axis": hazard_axis,
        }

    def _criterion(self, criterion_id: str) -> tuple[Criterion, str] | None:
        """A criterion and where it stands: "" when its document is no longer in force."""
        found = self._criteria.get(criterion_id)
        if found is None:
            return None
        shown = found.document_no in self._in_force
        return found, addresses.criterion(found.mine_kind, criterion_id) if shown else ""


def grouped(rows: Iterable[_Row], key: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def by_town(bulletin: Bulletin) -> list[tuple[Any, tuple[Dossier, ...]]]:
    """Every town with the dossiers of its mines, in the order of the data."""
    grouped: dict[str, list[Dossier]] = {code: [] for code in bulletin.towns}
    for dossier in bulletin.dossiers.values():
        grouped[dossier.mine.town_code].append(dossier)
    return [(bulletin.towns[code], tuple(found)) for code, found in grouped.items()]


def unvisited(bulletin: Bulletin) -> list[Dossier]:
    """The mines in the register, closed ones left out, without an inspection this year."""
    return [dossier for dossier in bulletin.active if dossier.unvisited(bulletin.as_of)]


def acted(event: Event) -> str:
    """When a decision was made that was published later, in words; "" where the title says it."""
    words = site()["acts"].get(event.stage, "")
    if event.day == event.public_on or wording.long_day(event.day) in event.title:
        return ""
    return words.format(day=event.day.isoformat())


def distribution(bulletin: Bulletin) -> list[tuple[str, int]]:
    """For each grade, how many mines that are not closed bear it; "" counts the ungraded."""
    held = [dossier.grade.grade if dossier.grade else "" for dossier in bulletin.active]
    return [(grade, held.count(grade)) for grade in GRADES]


def hazard_days(hazard: SupervisedHazard, standing: state.HazardState) -> charts.Ageing:
    """How long a hazard was or has been open against its deadline."""
    before = (hazard.deadline - hazard.found_on).days if standing.extended else None
    return charts.Ageing(standing.age, (standing.deadline - hazard.found_on).days, before)


def hazard_axis(
    rows: Iterable[tuple[SupervisedHazard, state.HazardState]],
) -> charts.Axis | None:
    """The common axis of a list of hazards with their states, None where it is empty."""
    return charts.axis(hazard_days(hazard, standing) for hazard, standing in rows)


def _url(target: str, page: str) -> str:
    return addresses.relative(target, page)


def _filters() -> dict[str, Callable[..., str]]:
    return {
        "long_day": _or_nothing(_long_day),
        "iso": _or_nothing(_short_day),
        "stamp": date.isoformat,
        "money": _or_nothing(wording.money),
        "amounts": wording.amounts,
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
