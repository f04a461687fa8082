"""Home: where to call, what is new, the state of the day in a few figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import addresses, wording
from generator.artifacts import Page
from generator.bulletin import Bulletin, state
from generator.bulletin.events import Event
from generator.messages import sentence
from generator.render.pages.writer import Writer, by_town, distribution, unvisited


def home(
    writer: Writer,
    sections: Sequence[tuple[str, str]],
    existing: Collection[str],
    structured: Sequence[Mapping[str, object]] = (),
) -> Iterator[Page]:
    """The home page; `sections` are the title and address of every list that exists.

    `existing` are the addresses of all other pages; `structured` tells machines of the site itself.
    """
    bulletin = writer.bulletin
    caps = [rule.cap_yuan for rule in bulletin.records.reward_rules if rule.cap_yuan is not None]
    yield writer.page(
        "home",
        addresses.HOME,
        title=writer.source.settings.site_name,
        structured=structured,
        words=bulletin.content.words("index"),
        figures=_figures(writer),
        by_town=by_town(bulletin),
        distribution=distribution(bulletin),
        latest=_latest(bulletin),
        sections=sections,
        existing=existing,
        who_knows="{#who-knows}" in bulletin.content.words("report").body,
        reward=max(caps, default=None),
    )


def _latest(bulletin: Bulletin) -> Sequence[Event]:
    """The newest ten. That a time is over is no news; a withdrawal, with its reason, is."""
    told = [e for e in bulletin.events if e.summary or not e.key.endswith("/removed")]
    return told[:10]


@dataclass(frozen=True)
class Figure:
    """A figure of the home page: the number, what it counts, where its rows stand.

    Red is the number where all that it counts is in force today, the detail where it tells of
    what is late.
    """

    key: str
    number: int
    target: str
    detail: str
    in_force: bool = False
    late: bool = False


def _figures(writer: Writer) -> list[Figure]:
    """The state of the day in a few honest numbers, each with the address of its rows.

    Where a family has no record there is no page to link, and a bare nought would say too much.
    """
    rows, day = writer.bulletin.records, writer.day
    dossiers = writer.bulletin.dossiers.values()
    orders = sum(state.stops(outcome, day) for outcome in rows.outcomes)
    halts = sum(len(dossier.halts) for dossier in dossiers)
    states = [state.of_hazard(hazard, day) for hazard in rows.supervised_hazards]
    unclosed = [s for s in states if s.stage != "closed"]
    overdue = sum(s.stage == "overdue" for s in unclosed)
    penalties = [outcome for outcome in rows.outcomes if outcome.kind == "penalty"]
    fines = sum((o.fine_yuan for o in penalties if o.fine_yuan), start=0)
    active = len(writer.bulletin.active)
    missed = len(unvisited(writer.bulletin))
    figures = [
        Figure(
            "stops",
            sum(bool(dossier.stopped) for dossier in dossiers),
            addresses.ENFORCEMENT + "#stops",
            sentence("figures", "stops-detail", orders=orders, penalties=halts),
            in_force=any(dossier.stopped for dossier in dossiers),
        ),
        Figure(
            "hazards",
            len(unclosed),
            addresses.HAZARDS + "#open",
            sentence("figures", "hazards-detail", overdue=overdue),
            late=overdue > 0,
        ),
        Figure(
            "penalties",
            len(penalties),
            addresses.ENFORCEMENT + "#outcomes",
            sentence(
                "figures", "penalties-detail", sum=wording.money(fines).replace(" ", "\u00a0")
            ),
        ),
        Figure(
            "unvisited",
            missed,
            addresses.TOWNS + "#unvisited",
            sentence("figures", "unvisited-detail", active=active, visited=active - missed),
        ),
    ]
    known = {
        "stops": bool(rows.outcomes),
        "hazards": bool(rows.supervised_hazards),
        "penalties": bool(rows.outcomes),
        "unvisited": bool(rows.mines),
    }
    return [figure for figure in figures if known[figure.key]]
