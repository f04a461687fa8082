"""Dates in order, and facts that have not happened yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from generator.packages import Package, Resource
from generator.problems import Problem
from generator.validation.desk import Desk, Line, columns

Pair = tuple[str, str, str]
"""An earlier column, the sign between them ("<=" or "<"), a later column."""

_ORDERS: Mapping[tuple[str, str], str] = {
    ("mines", "licences"): """
        issued_on < valid_until
        issued_on <= ended_on
        issued_on <= published_on""",
    ("mines", "responsibilities"): """
        from_on <= until_on""",
    ("mines", "mineral_thresholds"): """
        effective_on < repealed_on""",
    ("grading", "risk_grades"): """
        graded_on <= published_on""",
    ("grading", "standardisation"): """
        granted_on < valid_until
        granted_on <= revoked_on
        granted_on <= published_on""",
    ("closures", "cases"): """
        consulted_from <= consulted_until
        consulted_until <= decided_on
        consulted_from <= published_on
        decided_on <= deadline
        decided_on <= built_by
        built_by <= deadline
        decided_on <= accepted_on
        published_on <= withdrawn_on""",
    ("enforcement", "outcomes"): """
        decided_on <= published_on
        decided_on <= publish_until
        published_on <= publish_until
        decided_on <= repaired_on
        decided_on <= ended_on
        decided_on <= lifted_on
        ended_on <= withdrawn_on
        published_on <= withdrawn_on""",
    ("enforcement", "supervised_hazards"): """
        found_on <= published_on
        found_on <= deadline
        deadline <= extended_to
        found_on <= accepted_on
        found_on <= closed_on
        accepted_on <= closed_on
        published_on <= withdrawn_on""",
    ("enforcement", "accidents"): """
        occurred_on <= published_on
        occurred_on <= approved_on
        approved_on <= evaluated_on
        occurred_on <= closed_on""",
    ("enforcement", "visits"): """
        inspected_on <= published_on
        inspected_on <= closed_on""",
    ("enforcement", "listed_entities"): """
        listed_on <= published_on
        listed_on < until
        listed_on <= removed_on""",
    ("report-channels", "channels"): """
        since <= until""",
    ("report-channels", "reward_rules"): """
        effective_on < repealed_on""",
    ("report-channels", "boards"): """
        installed_on <= checked_on""",
    ("hazard-criteria", "documents"): """
        issued_on <= effective_on
        issued_on < repealed_on
        effective_on < repealed_on""",
}
_EVERYWHERE = """
        published_on <= corrected_on"""

FACTS = frozenset(
    {
        "accepted_on",
        "approved_on",
        "as_of",
        "changed_on",
        "checked_on",
        "closed_on",
        "corrected_on",
        "decided_on",
        "done_on",
        "ended_on",
        "evaluated_on",
        "found_on",
        "graded_on",
        "granted_on",
        "inspected_on",
        "installed_on",
        "issued_on",
        "licence_cancelled_on",
        "lifted_on",
        "listed_on",
        "occurred_on",
        "removed_on",
        "repaired_on",
        "revoked_on",
        "withdrawn_on",
    }
)
"""Days on which something was done. The others are plans: terms, terms' ends, publication."""

_EMBARGOES = frozenset({("mines", "mines", "listed_on")})
"""A mine enters the register of the bulletin on this day, as another row on `published_on`."""


def _pairs(text: str) -> tuple[Pair, ...]:
    found = []
    for line in text.split("\n"):
        if line.strip():
            first, sign, then = line.split()
            found.append((first, sign, then))
    return tuple(found)


_PAIRS = {table: _pairs(text + _EVERYWHERE) for table, text in _ORDERS.items()}
_PAIRS_EVERYWHERE = _pairs(_EVERYWHERE)


def _pairs_of(package: Package, resource: Resource) -> tuple[Pair, ...]:
    return _PAIRS.get((package.name, resource.name), _PAIRS_EVERYWHERE)


def dates_in_order(desk: Desk) -> Iterator[Problem]:
    """What must come first comes first: a decision before its publication, a finding before its
    deadline (行政处罚法 第四十八条, 安全生产法 第七十八条: published once it has been decided).
    """
    for package, resource in desk.tables():
        pairs = _pairs_of(package, resource)
        for line in desk.lines(package.name, resource.name):
            yield from _out_of_order(line, pairs)


def _out_of_order(line: Line, pairs: tuple[Pair, ...]) -> Iterator[Problem]:
    """The fewest cells that explain every reversed pair: one slip may reverse several."""
    wrong = [pair for pair in pairs if _reversed(line, pair)]
    while wrong:
        uses = Counter(name for first, _, then in wrong for name in (first, then))
        name, most = uses.most_common(1)[0]
        first, _, then = next(pair for pair in wrong if most == 1 or name in (pair[0], pair[2]))
        if most == 1:
            name = then
        yield line.problem(
            "date-order",
            name,
            first=line.title(first),
            first_day=line.text(first),
            then=line.title(then),
            then_day=line.text(then),
        )
        wrong = [pair for pair in wrong if name not in (pair[0], pair[2])]


def _reversed(line: Line, pair: Pair) -> bool:
    first, sign, then = pair
    early, late = line.text(first), line.text(then)
    # ISO days compare as text; only what seems reversed is read as days.
    if not early or not late or early < late or (early == late and sign == "<="):
        return False
    return line.day(first) is not None and line.day(then) is not None


def facts_have_happened(desk: Desk) -> Iterator[Problem]:
    """A fact after the day of the check is not there yet, or a slip: one warning a column.

    A fact may be prepared ahead and published when it has come (政府信息公开条例 第二十六条).
    """
    today = desk.as_of.isoformat()
    for package, resource in desk.tables():
        pairs = _pairs_of(package, resource)
        for name in sorted(FACTS & columns(resource)):
            if (package.name, resource.name, name) in _EMBARGOES:
                continue
            ahead = [
                line
                for line in desk.lines(package.name, resource.name)
                if line.text(name) > today
                and line.day(name) is not None
                and name not in {problem.field for problem in _out_of_order(line, pairs)}
            ]
            if ahead:
                yield ahead[0].problem(
                    "fact-ahead", name, severity="warning", day=today, count=len(ahead)
                )
