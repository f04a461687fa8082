"""The records of the data contract, typed and frozen.

One dataclass a resource; field names are those of the contract. An empty cell is "" for text and
None for every other type; `required` fields of the schema are typed without None. Money is in
yuan, dates are calendar days in Asia/Shanghai.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from generator.packages import Package, Packages, Resource
from generator.problems import Problem


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, joined by 、 (data contract)."""
    return tuple(part for part in cell.split("、") if part)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A row that tells an event about a mine or a party (先审后发: approved before it goes up)."""

    published_on: date | None
    approval_no: str
    corrected_on: date | None
    correction_note: str


@dataclass(frozen=True, kw_only=True)
class Disclosed(Published):
    """A published row that is a disclosure item of its own, with its number (索引号)."""

    index_no: str


@dataclass(frozen=True, kw_only=True)
class Town:
    town_code: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Authority:
    authority_id: str
    name: str
    level: str
    uscc: str
    website: str


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A mine or a tailings pond, as it is today (`bulletin` undoes the changes of later days)."""

    mine_id: str
    name: str
    operator: str
    uscc: str
    group_company: str
    group_uscc: str
    town_code: str
    mine_kind: str
    parent_mine_id: str
    mineral: str
    scale: str
    capacity: Decimal | None
    capacity_unit: str
    slope_m: Decimal | None
    pond_class: str
    pond_above_homes: bool | None
    status: str
    regulator: str
    listed_on: date | None

    @property
    def closed(self) -> bool:
        """Whether it was closed (已关闭、已闭库): it bears no grade and is counted nowhere."""
        return self.status == "closed"


@dataclass(frozen=True, kw_only=True)
class MineChange(Published):
    """A change of a mine's own row; state on an earlier day = today's row with it undone."""

    change_id: str
    mine_id: str
    changed_on: date
    field: str
    old_value: str
    new_value: str
    document_no: str


@dataclass(frozen=True, kw_only=True)
class Licence(Published):
    licence_id: str
    mine_id: str
    holder: str
    holder_uscc: str
    kind: str
    covers: str
    number: str
    issued_by: str
    issued_on: date | None
    valid_until: date | None
    ended_on: date | None
    end_kind: str


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """包保责任人: published by duty, the one place where an office holder is named."""

    mine_id: str
    tier: str
    office: str
    person_name: str
    phone: str
    from_on: date
    until_on: date | None
    document_no: str


@dataclass(frozen=True, kw_only=True)
class ScaleClass:
    class_id: str
    mineral: str
    mining: str
    unit: str
    large_from: Decimal | None
    medium_from: Decimal | None
    document_no: str
    source_url: str
    checked_on: date | None


@dataclass(frozen=True, kw_only=True)
class MineralThreshold:
    threshold_id: str
    mineral: str
    min_scale: Decimal | None
    unit: str
    min_service_years: Decimal | None
    issuer: str
    document_no: str
    effective_on: date | None
    repealed_on: date | None
    source_url: str


@dataclass(frozen=True, kw_only=True)
class RiskGrade(Disclosed):
    grade_id: str
    mine_id: str
    graded_on: date
    grade: str
    authority: str
    reason_kind: str
    reason: str
    document_no: str


@dataclass(frozen=True, kw_only=True)
class Standardisation(Disclosed):
    cert_id: str
    mine_id: str
    level: str
    certificate_no: str
    granting_body: str
    granted_on: date
    valid_until: date | None
    revoked_on: date | None
    revoke_reason: str


@dataclass(frozen=True, kw_only=True)
class Case(Disclosed):
    """One closure, consolidation or upgrade of the 三个一批."""

    case_id: str
    list_year: int
    batch: str
    ground: str
    decided_by: str
    consulted_from: date | None
    consulted_until: date | None
    document_no: str
    decided_on: date | None
    deadline: date | None
    built_by: date | None
    licence_cancelled_on: date | None
    accepted_on: date | None
    accepted_by: str
    withdrawn_on: date | None
    withdraw_reason: str


@dataclass(frozen=True, kw_only=True)
class CaseMine:
    case_id: str
    mine_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    case_id: str
    item: str
    responsible: str
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class Outcome(Disclosed):
    """A result of enforcement: penalty, stop-order, interview, circular, exposure, commendation."""

    outcome_id: str
    mine_id: str
    kind: str
    decision_no: str
    decided_on: date
    severity: str
    party_type: str
    party_name: str
    party_uscc: str
    party_role: str
    group_id: str
    persons_penalised: bool | None
    replaces: str
    violation_type: str
    criterion_id: str
    clause_no: int | None
    facts: str
    legal_basis: str
    penalty_kinds: str
    penalty_text: str
    fine_yuan: Decimal | None
    confiscated_yuan: Decimal | None
    licence_affected: str
    basis: str
    scope: str
    authority: str
    remedy: str
    source_system: str
    source_url: str
    publish_reason: str
    publish_until: date | None
    repaired_on: date | None
    ended_on: date | None
    end_kind: str
    withdrawn_on: date | None
    withdraw_reason: str
    lifted_on: date | None
    accepted_by: str
    review_state: str

    @property
    def penal(self) -> bool:
        """Whether 行政处罚法 rules it: it is a penalty, or a stop-order imposed as one."""
        return self.kind == "penalty" or self.basis == "penalty"


@dataclass(frozen=True, kw_only=True)
class SupervisedHazard(Disclosed):
    """A major hazard under listed supervision (挂牌督办); who found it is not recorded."""

    hazard_id: str
    mine_id: str
    criterion_id: str
    clause_no: int | None
    description: str
    found_on: date
    responsible_unit: str
    work: str
    supervised_by: str
    document_no: str
    deadline: date
    extended_to: date | None
    extension_no: str
    accepted_on: date | None
    closed_on: date | None
    withdrawn_on: date | None
    withdraw_reason: str


@dataclass(frozen=True, kw_only=True)
class HazardCheck:
    hazard_id: str
    checked_on: date
    result: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class HazardCount:
    period: str
    source: str
    found: int | None
    closed: int | None
    open: int | None


@dataclass(frozen=True, kw_only=True)
class Accident(Disclosed):
    """An accident; no person is named, and the toll may change for 30 days (条例 第二十条)."""

    accident_id: str
    mine_id: str
    kind: str
    occurred_on: date
    grade: str
    deaths: int | None
    serious_injuries: int | None
    loss_yuan: Decimal | None
    summary: str
    supervised_by: str
    investigated_by: str
    approved_on: date | None
    report_url: str
    evaluated_on: date | None
    evaluation_url: str
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class Visit(Published):
    visit_id: str
    mine_id: str
    inspected_on: date
    authority: str
    mode: str
    findings: int | None
    major_findings: int | None
    result: str
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class Inspection:
    period: str
    grade: str
    planned: int | None
    inspected: int | None
    with_findings: int | None
    penalties: int | None


@dataclass(frozen=True, kw_only=True)
class ListedEntity(Disclosed):
    """A party on the list of seriously dishonest subjects (应急管理部令第11号)."""

    listing_id: str
    party_name: str
    party_uscc: str
    party_type: str
    mine_id: str
    ground: str
    decision_no: str
    listed_on: date
    until: date | None
    removed_on: date | None
    authority: str


@dataclass(frozen=True, kw_only=True)
class PublicationRule:
    """How long a class of penalty may be public, in months from the decision."""

    rule_id: str
    severity: str
    min_months: int | None
    max_months: int
    document_no: str
    source_url: str
    checked_on: date | None


@dataclass(frozen=True, kw_only=True)
class Channel:
    channel_id: str
    kind: str
    level: str
    name: str
    value: str
    hours: str
    scope: str
    authority: str
    since: date | None
    until: date | None
    checked_on: date | None
    on_poster: bool | None


@dataclass(frozen=True, kw_only=True)
class RewardRule:
    rule_id: str
    reporter: str
    matter: str
    amount_text: str
    floor_yuan: Decimal | None
    cap_yuan: Decimal | None
    issuer: str
    document_no: str
    effective_on: date | None
    repealed_on: date | None
    source_url: str
    checked_on: date | None
    on_poster: bool | None


@dataclass(frozen=True, kw_only=True)
class ReportStatistic:
    period: str
    received: int | None
    accepted: int | None
    verified: int | None
    handled: int | None
    answered: int | None
    rewarded: int | None
    reward_yuan: Decimal | None
    overdue: int | None
    disciplined: int | None


@dataclass(frozen=True, kw_only=True)
class Board:
    board_id: str
    mine_id: str
    place: str
    installed_on: date | None
    checked_on: date | None
    edition: str


@dataclass(frozen=True, kw_only=True)
class Document:
    document_no: str
    title: str
    issuer: str
    issued_on: date
    effective_on: date | None
    repealed_on: date | None
    supersedes: str
    source_url: str
    checked_on: date | None

    def in_force(self, day: date) -> bool:
        """In force on D: (effective_on, else issued_on) ≤ D < repealed_on (data contract)."""
        return (self.effective_on or self.issued_on) <= day and not (
            self.repealed_on and self.repealed_on <= day
        )


@dataclass(frozen=True, kw_only=True)
class Criterion:
    criterion_id: str
    document_no: str
    mine_kind: str
    item_no: int
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CriterionClause:
    criterion_id: str
    clause_no: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    measure_no: int
    section: str
    text: str
    lead: str
    openness: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    measure_no: int
    deliverable: str
    due_on: date | None
    rhythm: str


@dataclass(frozen=True, kw_only=True)
class Target:
    target_id: str
    measure_no: int | None
    title: str
    value: Decimal | None
    unit: str
    due_on: date | None
    metric: str
    figure: str


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Something the plan orders to make public, and where on the site it stands."""

    publication_id: str
    item: str
    measure_no: int | None
    title: str
    page: str
    notice_kind: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    target_id: str
    as_of: date
    numerator: Decimal | None
    denominator: Decimal | None
    note: str


_RESOURCES: dict[tuple[str, str], type[Any]] = {
    ("mines", "towns"): Town,
    ("mines", "authorities"): Authority,
    ("mines", "mines"): Mine,
    ("mines", "mine_changes"): MineChange,
    ("mines", "licences"): Licence,
    ("mines", "responsibilities"): Responsibility,
    ("mines", "scale_classes"): ScaleClass,
    ("mines", "mineral_thresholds"): MineralThreshold,
    ("grading", "risk_grades"): RiskGrade,
    ("grading", "standardisation"): Standardisation,
    ("closures", "cases"): Case,
    ("closures", "case_mines"): CaseMine,
    ("closures", "checklist"): ChecklistItem,
    ("enforcement", "outcomes"): Outcome,
    ("enforcement", "supervised_hazards"): SupervisedHazard,
    ("enforcement", "hazard_checks"): HazardCheck,
    ("enforcement", "hazard_counts"): HazardCount,
    ("enforcement", "accidents"): Accident,
    ("enforcement", "visits"): Visit,
    ("enforcement", "inspections"): Inspection,
    ("enforcement", "listed_entities"): ListedEntity,
    ("enforcement", "publication_rules"): PublicationRule,
    ("report-channels", "channels"): Channel,
    ("report-channels", "reward_rules"): RewardRule,
    ("report-channels", "report_statistics"): ReportStatistic,
    ("report-channels", "boards"): Board,
    ("hazard-criteria", "documents"): Document,
    ("hazard-criteria", "criteria"): Criterion,
    ("hazard-criteria", "criterion_clauses"): CriterionClause,
    ("action-plan", "measures"): Measure,
    ("action-plan", "deadlines"): Deadline,
    ("action-plan", "publications"): Publication,
    ("action-plan", "targets"): Target,
    ("action-plan", "progress"): Progress,
}


TABLES = frozenset(_RESOURCES)
"""The tables of the data contract as (package, resource); a table's name is unique among them."""


@dataclass(frozen=True)
class Records:
    """Every record of every package, in the order of the files."""

    towns: tuple[Town, ...]
    authorities: tuple[Authority, ...]
    mines: tuple[Mine, ...]
    mine_changes: tuple[MineChange, ...]
    licences: tuple[Licence, ...]
    responsibilities: tuple[Responsibility, ...]
    scale_classes: tuple[ScaleClass, ...]
    mineral_thresholds: tuple[MineralThreshold, ...]
    risk_grades: tuple[RiskGrade, ...]
    standardisation: tuple[Standardisation, ...]
    cases: tuple[Case, ...]
    case_mines: tuple[CaseMine, ...]
    checklist: tuple[ChecklistItem, ...]
    outcomes: tuple[Outcome, ...]
    supervised_hazards: tuple[SupervisedHazard, ...]
    hazard_checks: tuple[HazardCheck, ...]
    hazard_counts: tuple[HazardCount, ...]
    accidents: tuple[Accident, ...]
    visits: tuple[Visit, ...]
    inspections: tuple[Inspection, ...]
    listed_entities: tuple[ListedEntity, ...]
    publication_rules: tuple[PublicationRule, ...]
    channels: tuple[Channel, ...]
    reward_rules: tuple[RewardRule, ...]
    report_statistics: tuple[ReportStatistic, ...]
    boards: tuple[Board, ...]
    documents: tuple[Document, ...]
    criteria: tuple[Criterion, ...]
    criterion_clauses: tuple[CriterionClause, ...]
    measures: tuple[Measure, ...]
    deadlines: tuple[Deadline, ...]
    publications: tuple[Publication, ...]
    targets: tuple[Target, ...]
    progress: tuple[Progress, ...]


def _columns(kind: type) -> dict[str, tuple[type, bool]]:
    """For each field: the type of its value, and whether an empty cell is None."""
    columns = {}
    hints = typing.get_type_hints(kind)
    for entry in dataclasses.fields(kind):
        hint = hints[entry.name]
        if isinstance(hint, types.UnionType):
            columns[entry.name] = (hint.__args__[0], True)
        else:
            columns[entry.name] = (hint, False)
    return columns


_COLUMNS = {kind: _columns(kind) for kind in _RESOURCES.values()}


# The Table Schema type each annotation asks for; a schema that says otherwise is a problem.
_SCHEMA_TYPES: dict[type, tuple[str, ...]] = {
    str: ("string",),
    int: ("integer",),
    Decimal: ("number", "integer"),
    bool: ("boolean",),
    date: ("date",),
}


def missing(packages: Packages) -> Iterator[Problem]:
    """The resources and fields of the data contract that a descriptor leaves out or retypes."""
    for (package_name, name), kind in _RESOURCES.items():
        package = packages.get(package_name)
        if package is None:
            continue
        resource = package.resources.get(name)
        if resource is None:
            yield Problem("resource-missing", package.file, field=name, value=name)
            continue
        yield from _field_problems(package, resource, kind)


def _field_problems(package: Package, resource: Resource, kind: type[Any]) -> Iterator[Problem]:
    declared = {entry["name"]: entry for entry in resource.fields}
    for name, (base, optional) in _COLUMNS[kind].items():
        details = {"resource": resource.name, "expected": _SCHEMA_TYPES[base][0]}
        if name not in declared:
            yield Problem("field-missing", package.file, field=name, value=name, details=details)
        elif declared[name].get("type") not in _SCHEMA_TYPES[base]:
            value = str(declared[name].get("type", ""))
            yield Problem("field-type", package.file, field=name, value=value, details=details)
        elif base is not str and not optional and not _required(declared[name]):
            yield Problem("field-not-required", package.file, field=name, details=details)


def _required(entry: typing.Mapping[str, Any]) -> bool:
    return entry.get("constraints", {}).get("required") is True


def read(packages: Packages) -> Records:
    """Turn checked packages into records.

    Only for packages without a blocking problem: a cell that is not of its type raises ValueError.
    """
    return Records(
        **{
            name: _table(kind, packages[package].resources[name])
            for (package, name), kind in _RESOURCES.items()
        }
    )


def value(kind: type[Any], name: str, cell: str, true: tuple[str, ...] = ("yes",)) -> Any:
    """A cell as the value of a record's field. Raises ValueError if it is not of its type."""
    base, optional = _COLUMNS[kind][name]
    return None if cell == "" and optional else _reader(base, true)(cell)


def _reader(base: type[Any], true: tuple[str, ...]) -> Callable[[str], Any]:
    if base is bool:
        return lambda cell: cell in true
    return date.fromisoformat if base is date else base


def _table(kind: type[Any], resource: Resource) -> tuple[Any, ...]:
    truths = {
        entry["name"]: tuple(entry.get("trueValues", ("true",)))
        for entry in resource.fields
        if entry.get("type") == "boolean"
    }
    typed = [
        (name, optional, _reader(base, truths.get(name, ())))
        for name, (base, optional) in _COLUMNS[kind].items()
        if base is not str
    ]
    found = []
    for row in resource.rows:
        cells: dict[str, Any] = {name: row.cells[name] for name in _COLUMNS[kind]}
        for name, optional, read_cell in typed:
            cell = cells[name]
            cells[name] = None if cell == "" and optional else read_cell(cell)
        # A frozen dataclass would set one field after the other, which takes half of the time.
        record = object.__new__(kind)
        record.__dict__.update(cells)
        found.append(record)
    return tuple(found)
