"""Safety permits: who produces has one (安全生产许可证条例 第二条)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import changes, forms

_NEED_PERMITS = ("open-pit", "underground", "combined", "tailings-pond")


def producing_mines_have_permits(desk: Desk) -> Iterator[Problem]:
    """Mines must not produce without a safety permit, nor after its three years (安全生产许可证
    条例 第二条、第九条). A warning: the permit may be on its way from the issuer. None for kind
    `other`: mineral water and the like may need none.
    """
    if not forms.readable(desk, "mines", "licences"):
        return
    chains = changes.chains(desk)
    licences = grouped(desk.lines("mines", "licences"), "mine_id")
    for mine in desk.lines("mines", "mines"):
        if mine.text("mine_kind") not in _NEED_PERMITS or not _produces(desk, chains, mine):
            continue
        known = licences.get(mine.text("mine_id"), ())
        permits = [line for line in known if line.text("kind") == "safety-permit"]
        if not all(forms.fits(line, "kind") for line in known) or _one_in_force(permits, desk):
            continue
        former = [line for line in permits if line.text("issued_on") <= desk.as_of.isoformat()]
        if not former:
            yield mine.problem("permit-missing", "status", severity="warning")
            continue
        last = max(former, key=lambda line: line.text("valid_until"))
        name = "ended_on" if _over(last.text("ended_on"), desk) else "valid_until"
        yield last.problem(
            "permit-expired", name, severity="warning", mine=mine.text("name"), day=desk.as_of
        )


def _produces(desk: Desk, chains: changes.Chains, mine: Line) -> bool:
    listed = mine.day("listed_on")
    return (listed is None or listed <= desk.as_of) and (
        changes.cell_on(chains, mine, "status", desk.as_of) == "producing"
    )


def _one_in_force(permits: list[Line], desk: Desk) -> bool:
    """Whether a permit is in force by the days it bears; spoilt days are taken for good."""
    return any(
        not forms.fits(line, "issued_on", "valid_until", "ended_on") or _in_force(line, desk)
        for line in permits
    )


def _in_force(permit: Line, desk: Desk) -> bool:
    today = desk.as_of.isoformat()
    begun = permit.text("issued_on") <= today
    expired = permit.text("valid_until") and permit.text("valid_until") < today
    return begun and not expired and not _over(permit.text("ended_on"), desk)


def _over(ended: str, desk: Desk) -> bool:
    return bool(ended) and ended <= desk.as_of.isoformat()
