"""What the clerk's desk is asked for by name: the kinds of record."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "outcome": "enforcement/outcomes",
    "hazard": "enforcement/supervised_hazards",
    "check": "enforcement/hazard_checks",
    "visit": "enforcement/visits",
    "accident": "enforcement/accidents",
    "listing": "enforcement/listed_entities",
    "mine": "mines/mines",
    "change": "mines/mine_changes",
    "licence": "mines/licences",
    "person": "mines/responsibilities",
    "grade": "grading/risk_grades",
    "certificate": "grading/standardisation",
    "case": "closures/cases",
    "channel": "report-channels/channels",
    "board": "report-channels/boards",
}
NOTICE = "notice"
KINDS = (*TABLES, NOTICE)
