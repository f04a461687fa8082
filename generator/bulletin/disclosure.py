"""The disclosure block (信息公开): what a government site states of each item it makes public.

Its labels are those in use under 政府信息公开条例 第十二条 and 国办发〔2017〕47号. The number
(索引号) is data, given out once; none is ever counted here.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from generator.bulletin import state
from generator.content import Notice
from generator.messages import sentence
from generator.records import Accident, Case, Disclosed, Outcome, SupervisedHazard


@dataclass(frozen=True)
class Disclosure:
    """One item as the office discloses it. `made_on` is the day of its document (成文日期).

    `validity` is a word of `site.toml`; `in_force` tells whether the document still has effect.
    `undated` and `unnumbered` say why there is no day and no number of a document.
    """

    index_no: str
    document_no: str
    made_on: date | None
    published_on: date | None
    corrected_on: date | None
    validity: str
    in_force: bool = True
    undated: str = ""
    unnumbered: str = ""


def of_outcome(outcome: Outcome, day: date, ended: str = "") -> Disclosure:
    """An outcome. `ended` is the word for how its decision ended, used from that day on.

    A decision stays in force while it is under review (行政复议法 第四十二条, 行政诉讼法
    第五十六条).
    """
    if state.reached(outcome.ended_on, day):
        return _of(outcome, outcome.decision_no, outcome.decided_on, day, ended, in_force=False)
    if state.reached(outcome.lifted_on, day):
        word = sentence("validity", "lifted")
        return _of(outcome, outcome.decision_no, outcome.decided_on, day, word, in_force=False)
    return _of(outcome, outcome.decision_no, outcome.decided_on, day, sentence("validity", "valid"))


def of_hazard(hazard: SupervisedHazard, day: date) -> Disclosure:
    """A hazard under supervision. The data does not know the day of the supervision document."""
    closed = state.of_hazard(hazard, day).stage == "closed"
    word = sentence("validity", "closed" if closed else "valid")
    found = _of(hazard, hazard.document_no, None, day, word, in_force=not closed)
    return dataclasses.replace(found, undated=sentence("undated", "hazard"))


def of_accident(accident: Accident, day: date) -> Disclosure:
    """What is told of an accident is no document; it has neither number nor day of its own."""
    closed = state.reached(accident.closed_on, day)
    found = _of(accident, "", None, day, sentence("validity", "settled" if closed else "valid"))
    return dataclasses.replace(
        found,
        undated=sentence("undated", "accident"),
        unnumbered=sentence("undated", "accident-number"),
    )


def of_case(case: Case, day: date) -> Disclosure:
    """A closure, consolidation or upgrade; before its decision it is a draft for consultation."""
    decided = state.reached(case.decided_on, day)
    word = sentence("validity", "valid" if decided else "consultation")
    made_on = case.decided_on if decided else None
    found = _of(case, case.document_no, made_on, day, word, in_force=decided)
    return dataclasses.replace(found, undated=sentence("undated", "case"))


def of_notice(notice: Notice) -> Disclosure:
    """A notice: the day it bears is the day of its document and of its publication."""
    return Disclosure(
        index_no=notice.index_no,
        document_no=notice.document_no,
        made_on=notice.day,
        published_on=notice.day,
        corrected_on=None,
        validity=sentence("validity", "valid"),
    )


def _of(
    row: Disclosed,
    document_no: str,
    made_on: date | None,
    day: date,
    validity: str,
    *,
    in_force: bool = True,
) -> Disclosure:
    corrected = row.corrected_on if state.reached(row.corrected_on, day) else None
    return Disclosure(
        row.index_no, document_no, made_on, row.published_on, corrected, validity, in_force
    )
