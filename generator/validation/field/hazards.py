"""Criteria of major hazards (重大事故隐患判定标准) and listed supervision (挂牌督办)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.problems import Problem
from generator.validation.desk import Desk, Line
from generator.validation.field import changes, forms

_APPLIED = (("outcomes", "decided_on"), ("supervised_hazards", "found_on"))
_CRITERIA_OF = {
    "open-pit": ("open-pit",),
    "underground": ("underground",),
    "combined": ("open-pit", "underground"),
    "tailings-pond": ("tailings-pond",),
    "other": (),
}


def criteria_belong_to_the_mine_kind(desk: Desk) -> Iterator[Problem]:
    """A criterion of one kind of mine is not applied to another (矿安〔2022〕88号 and 矿安〔2024〕
    41号: 地下矿山、露天矿山、尾矿库); a combined mine falls under both lists of mines.
    """
    criteria = desk.by_key("hazard-criteria", "criteria", "criterion_id")
    mines = desk.by_key("mines", "mines", "mine_id")
    chains = changes.chains(desk)
    for table, moment in _APPLIED:
        for line in desk.lines("enforcement", table):
            criterion = criteria.get(line.text("criterion_id"))
            mine = mines.get(line.text("mine_id"))
            if criterion is None or mine is None or not forms.fits(criterion, "mine_kind"):
                continue
            day = line.day(moment) or desk.as_of
            kind = changes.cell_on(chains, mine, "mine_kind", day)
            allowed = _CRITERIA_OF.get(kind)
            if allowed is not None and criterion.text("mine_kind") not in allowed:
                yield line.problem(
                    "criterion-kind",
                    "criterion_id",
                    mine=mine.text("name"),
                    kind=forms.label(mine.resource, "mine_kind", kind),
                    other=criterion.word("mine_kind"),
                )


def criteria_were_in_force(desk: Desk) -> Iterator[Problem]:
    """A criterion is applied only while its document is in force: from its effective day, else
    its issue, until before its repeal (矿安〔2022〕88号: 自2022年9月1日起施行; data contract).
    """
    criteria = desk.by_key("hazard-criteria", "criteria", "criterion_id")
    documents = desk.by_key("hazard-criteria", "documents", "document_no")
    for table, moment in _APPLIED:
        for line in desk.lines("enforcement", table):
            criterion, day = criteria.get(line.text("criterion_id")), line.day(moment)
            if criterion is None or day is None:
                continue
            document = documents.get(criterion.text("document_no"))
            if document is not None and not _in_force(document, day):
                yield line.problem(
                    "criterion-not-in-force",
                    "criterion_id",
                    document=document.text("document_no"),
                    day=day,
                )


def _in_force(document: Line, day: date) -> bool:
    begun = document.day("effective_on") or document.day("issued_on")
    if document.text("effective_on") and document.day("effective_on") is None:
        begun = None  # a spoilt day sets no bound
    repealed = document.day("repealed_on")
    return (begun is None or begun <= day) and (repealed is None or day < repealed)


def checks_come_after_the_finding(desk: Desk) -> Iterator[Problem]:
    """A hazard is checked again only after it was found (行动方案: 按期复查)."""
    hazards = desk.by_key("enforcement", "supervised_hazards", "hazard_id")
    for line in desk.lines("enforcement", "hazard_checks"):
        hazard, checked = hazards.get(line.text("hazard_id")), line.day("checked_on")
        found = hazard.day("found_on") if hazard is not None else None
        if hazard is not None and found is not None and checked is not None and checked < found:
            yield line.problem(
                "check-before-finding", "checked_on", found=found, other=hazard.row.number
            )
