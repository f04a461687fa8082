"""The circular of a period (定期通报, 行动方案 三(二)): a first draft, written from the data.

The draft is a notice like any other: the figures of its text stand in its head too, where every
check compares them with the data, and the records it quotes are named there, so that it comes down
with them. Somebody reads it, completes it and approves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from generator import terms, wording
from generator.bulletin import Bulletin, figures, state
from generator.messages import sentence
from generator.records import Case, Outcome, SupervisedHazard

_OF_THE_PERIOD = (
    *("planned", "inspected", "with-findings", "penalties"),
    *("hazards-found", "hazards-closed", "hazards-open"),
    *("self-found", "self-closed", "self-open"),
    *("accidents", "deaths", "dangerous-events"),
    *("reports-received", "reports-accepted", "reports-verified", "reports-handled"),
)
_OF_THE_DAY = ("supervised-open", "supervised-overdue", "stops-whole", "stops-part")


def draft(seen: Bulletin, period: str) -> str:
    """The Markdown of a circular of a quarter or a year, dated with the bulletin's day.

    What has no data, or may not be told, is left out. The period must be over.
    """
    told = list(_figures(seen, period))
    hazards = _hazards(seen)
    outcomes = _outcomes(seen, period)
    named = quoted(seen, period)
    lines = [
        "---",
        f"title: {_say('title', period=wording.period(period))}",
        f"date: {seen.as_of.isoformat()}",
        "kind: circular",
        *(["records:", *(f"  - {record}" for record in named)] if named else []),
        *(["figures:", *(f"  {key}: {number}" for key, _, number in told)] if told else []),
        "---",
        _say("lead", period=wording.period(period), day=wording.long_day(seen.as_of)),
        *_table(told),
        *_section("hazards", (_hazard(seen, hazard) for hazard in hazards)),
        *_section("outcomes", (_outcome(seen, outcome) for outcome in outcomes)),
        *_section("closures", (_case(seen, case) for case in _overdue(seen))),
        *_foot(seen),
    ]
    return "\n".join(lines) + "\n"


def quoted(seen: Bulletin, period: str) -> list[str]:
    """The ids of the records that the draft quotes."""
    outcomes = _outcomes(seen, period)
    return [*(h.hazard_id for h in _hazards(seen)), *(o.outcome_id for o in outcomes)]


def _foot(seen: Bulletin) -> Iterator[str]:
    for channel in seen.records.channels:
        if channel.kind == "hotline":
            yield from ("", _say("foot", number=channel.value))
            return


def over(period: str, day: date) -> bool:
    """Whether a period is over on a day, so that its figures may be told."""
    return terms.period_end(period) < day


def _say(key: str, **values: object) -> str:
    return sentence("circular", key, **values)


def _figures(seen: Bulletin, period: str) -> Iterator[tuple[str, str, int]]:
    """Key for the head, words and number of each figure that can be told."""
    for name in _OF_THE_PERIOD:
        counted = figures.during(name, seen.records, period)
        if counted.number is not None:
            yield f"{name}@{period}", sentence("figure-names", name), counted.number
    for name in _OF_THE_DAY:
        counted = figures.at(name, seen.records, seen.as_of)
        if counted.number is not None:
            key = f"{name}@{seen.as_of.isoformat()}"
            yield key, sentence("figure-names", name), counted.number


def _table(told: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    rows = [f"| {words} | {sentence('figure-units', _name(key), n=n)} |" for key, words, n in told]
    if rows:
        yield from ("", f"## {_say('figures')} {{#figures}}", "", _say("head"), "|---|---:|", *rows)


def _name(key: str) -> str:
    return key.partition("@")[0]


def _section(name: str, items: Iterable[str]) -> Iterator[str]:
    """A heading with a list, or with the sentence that there is nothing."""
    listed = [f"- {item}" for item in items]
    yield from ("", f"## {_say(name)} {{#{name}}}", "", *(listed or [_say(f"no-{name}")]))


def _hazards(seen: Bulletin) -> list[SupervisedHazard]:
    """The open ones, the longest overdue first, then by deadline."""
    states = [(state.of_hazard(h, seen.as_of), h) for h in seen.records.supervised_hazards]
    unclosed = [(s, h) for s, h in states if s.stage != "closed"]
    unclosed.sort(key=lambda pair: (pair[0].deadline, pair[1].hazard_id))
    return [hazard for _, hazard in unclosed]


def _hazard(seen: Bulletin, hazard: SupervisedHazard) -> str:
    standing = state.of_hazard(hazard, seen.as_of)
    return _say(
        "overdue" if standing.stage == "overdue" else "open",
        mine=_mine(seen, hazard.mine_id),
        matter=_plain(hazard.description),
        deadline=wording.long_day(standing.deadline),
        days=standing.overdue,
        link=f"hazard:{hazard.hazard_id}",
    )


def _outcomes(seen: Bulletin, period: str) -> list[Outcome]:
    """What was decided in the period and may be named: every kind but commendations."""
    found = [
        outcome
        for outcome in seen.records.outcomes
        if period in (terms.quarter(outcome.decided_on), str(outcome.decided_on.year))
        and outcome.kind != "commendation"
    ]
    return sorted(found, key=lambda outcome: (outcome.decided_on, outcome.outcome_id))


def _outcome(seen: Bulletin, outcome: Outcome) -> str:
    return _say(
        "outcome-matter" if outcome.violation_type else "outcome",
        day=wording.long_day(outcome.decided_on),
        who=_mine(seen, outcome.mine_id) if outcome.mine_id else _plain(outcome.party_name),
        kind=seen.vocabulary.word("outcomes", "kind", outcome.kind),
        matter=_plain(outcome.violation_type),
        link=f"outcome:{outcome.outcome_id}",
    )


def _overdue(seen: Bulletin) -> list[Case]:
    return [case for case in seen.records.cases if state.of_case(case, seen.as_of) == "overdue"]


def _case(seen: Bulletin, case: Case) -> str:
    mines = [m.mine_id for m in seen.records.case_mines if m.case_id == case.case_id]
    assert case.deadline is not None
    return _say(
        "case",
        mines="、".join(_mine(seen, mine_id) for mine_id in mines),
        batch=seen.vocabulary.word("cases", "batch", case.batch),
        deadline=wording.long_day(case.deadline),
        days=(seen.as_of - case.deadline).days,
        link=f"case:{case.case_id}",
    )


def _mine(seen: Bulletin, mine_id: str) -> str:
    return f"[{_plain(seen.mines[mine_id].name)}](mine:{mine_id})"


def _plain(text: str) -> str:
    """Data as Markdown that shows it letter for letter."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", text)
