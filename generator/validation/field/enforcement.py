"""Outcomes of enforcement: what a penalty and a stop-order must say, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from generator.problems import Problem
from generator.terms import PENALTY_MONTHS, add_months
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import changes, forms, numbers


def _outcomes(desk: Desk) -> tuple[Line, ...]:
    return desk.lines("enforcement", "outcomes")


def severity_is_of_penalties(desk: Desk) -> Iterator[Problem]:
    """Each penalty has its class, on which its time in public rests, and nothing else has one
    (信用修复管理办法, 国家发展和改革委员会令第36号: 轻微、一般、严重)."""
    for line in _outcomes(desk):
        if line.text("kind") == "penalty":
            if not line.text("severity"):
                yield line.problem("severity-missing", "severity")
        elif line.text("severity") and line.text("kind") and forms.fits(line, "kind"):
            yield line.problem("severity-misplaced", "severity", kind=line.word("kind"))


_PENALTY_SAYS = ("decision_no", "legal_basis", "penalty_kinds", "authority", "remedy")


def demanded(cells: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that the rules below ask of an outcome, as far as its cells are known."""
    names: list[str] = []
    if cells.get("kind") == "penalty":
        names += ["severity", *_PENALTY_SAYS]
    if cells.get("kind") == "stop-order":
        names += _STOP_SAYS
    kinds = frozenset(cells.get("penalty_kinds", "").split("、"))
    if _FINE in kinds:
        names.append("fine_yuan")
    if kinds & _CONFISCATIONS:
        names.append("confiscated_yuan")
    if cells.get("party_type") == "natural-person":
        names.append("publish_reason")
    return tuple(names)


def penalties_are_whole(desk: Desk) -> Iterator[Problem]:
    """A penalty names its document, basis, kinds, authority and remedy (行政处罚法 第三十九条:
    实施机关、立案依据、救济渠道等信息应当公示; 第五十九条: what a decision states)."""
    for line in _outcomes(desk):
        if line.text("kind") == "penalty":
            for name in _PENALTY_SAYS:
                if not line.text(name).strip():
                    yield line.problem("penalty-incomplete", name)


_FINE = "罚款"
_CONFISCATIONS = frozenset({"没收违法所得", "没收非法财物"})


def amounts_agree_with_penalty_kinds(desk: Desk) -> Iterator[Problem]:
    """A fine has its amount and an amount its fine, and so with confiscations (行政处罚法 第九条;
    发改办财金〔2018〕790号: the amounts are required with these kinds)."""
    for line in _outcomes(desk):
        if any(line.text(name) for name in ("penalty_kinds", "fine_yuan", "confiscated_yuan")):
            problems = list(_amounts(line))
            if problems and forms.fits(line, "penalty_kinds"):
                yield from problems


def _amounts(line: Line) -> Iterator[Problem]:
    kinds = frozenset(line.text("penalty_kinds").split("、"))
    if _FINE in kinds and _nothing(line, "fine_yuan"):
        yield line.problem("fine-missing", "fine_yuan")
    if kinds & _CONFISCATIONS and _nothing(line, "confiscated_yuan"):
        yield line.problem("confiscation-missing", "confiscated_yuan")
    if not line.text("penalty_kinds") and line.text("kind") == "penalty":
        return  # that the kinds are missing is said of the penalty as a whole
    if _FINE not in kinds and _something(line, "fine_yuan"):
        amount = line.text("fine_yuan")
        yield line.problem("fine-unnamed", "penalty_kinds", amount=amount)
    elif not kinds & _CONFISCATIONS and _something(line, "confiscated_yuan"):
        amount = line.text("confiscated_yuan")
        yield line.problem("confiscation-unnamed", "penalty_kinds", amount=amount)


def _nothing(line: Line, name: str) -> bool:
    return not line.text(name) or line.number(name) == 0


def _something(line: Line, name: str) -> bool:
    amount = line.number(name)
    return amount is not None and amount > 0


_CENSURE = "通报批评"
_CENSURED_IN = ("facts", "penalty_kinds", "penalty_text", "violation_type")


def censures_are_penalties(desk: Desk) -> Iterator[Problem]:
    """通报批评 is an administrative penalty with all its guarantees, never a mere circular
    (行政处罚法 第九条第一项)."""
    for line in _outcomes(desk):
        kind = line.text("kind")
        if kind in ("penalty", "") or not forms.fits(line, "kind"):
            continue
        for name in _CENSURED_IN:
            if _CENSURE in line.text(name):
                yield line.problem("censure-misfiled", name, kind=line.word("kind"))
                break


_STOP_SAYS = ("basis", "scope")


def stop_orders_are_whole(desk: Desk) -> Iterator[Problem]:
    """A stop-order says whether it is a measure on site or a penalty, and whether the whole mine
    stops (安全生产法 第六十五条第一款第三项; 行政处罚法 第九条第四项)."""
    for line in _outcomes(desk):
        if line.text("kind") == "stop-order":
            for name in _STOP_SAYS:
                if not line.text(name):
                    yield line.problem("stop-order-incomplete", name)


def stopped_mines_do_not_produce(desk: Desk) -> Iterator[Problem]:
    """A mine under a whole stop-order in force is not producing on the day of the check
    (安全生产法 第六十五条第一款第三项). A part stop is lawful beside production.
    """
    mines = desk.by_key("mines", "mines", "mine_id")
    chains = changes.chains(desk)
    for line in _outcomes(desk):
        if line.text("kind") != "stop-order" or line.text("scope") != "whole":
            continue
        mine = mines.get(line.text("mine_id"))
        if mine is None or not _in_force(line, desk.as_of):
            continue
        if changes.cell_on(chains, mine, "status", desk.as_of) == "producing":
            yield line.problem(
                "stop-order-producing",
                "scope",
                mine=mine.text("name"),
                other=mine.row.number,
                day=desk.as_of,
            )


def _in_force(order: Line, day: date) -> bool:
    """Decided by then and neither lifted nor ended; spoilt days are no ground for a complaint."""
    decided = order.day("decided_on")
    if decided is None or decided > day or not forms.fits(order, "lifted_on", "ended_on"):
        return False
    ends = (order.day("lifted_on"), order.day("ended_on"))
    return not any(end is not None and end <= day for end in ends)


def persons_are_public_for_a_reason(desk: Desk) -> Iterator[Problem]:
    """A natural person has a row of its own only for a reason that is told (个人信息保护法
    第二十五条、第三十四条; 行政处罚法 第四十八条: 具有一定社会影响)."""
    for line in _outcomes(desk):
        if line.text("party_type") == "natural-person" and not line.text("publish_reason").strip():
            yield line.problem("person-without-reason", "publish_reason")


def publication_rules_are_whole(desk: Desk) -> Iterator[Problem]:
    """Each class of penalty has one rule, and none keeps a penalty up for longer or shorter than
    the law says (信用修复管理办法, 国家发展和改革委员会令第36号: 轻微 0-3, 一般 3-12, 严重 12-36
    months): every date on which a penalty comes down rests on these three rows."""
    if not forms.readable(desk, "enforcement", "publication_rules"):
        return
    rules = grouped(desk.lines("enforcement", "publication_rules"), "severity")
    if not rules and not _outcomes(desk):
        return
    resource = desk.packages["enforcement"].resources["publication_rules"]
    for severity, (least, most) in PENALTY_MONTHS.items():
        degree = forms.label(resource, "severity", severity)
        known = rules.get(severity, ())
        if not known:
            details = {"kind": degree, "least": least, "most": most}
            yield Problem(
                "publication-rule-missing", resource.file, field="severity", details=details
            )
        for line in known[1:]:
            yield line.problem(
                "publication-rule-twice", "severity", kind=degree, earlier=known[0].row.number
            )
        for line in known:
            yield from _months_allowed(line, degree, least, most)


def _months_allowed(line: Line, degree: str, least: int, most: int) -> Iterator[Problem]:
    shortest, longest = line.number("min_months"), line.number("max_months")
    if longest is not None and longest > most:
        yield line.problem("publication-rule-long", "max_months", kind=degree, most=most)
    elif longest is not None and longest < max(least, 1):
        yield line.problem("publication-rule-short", "max_months", kind=degree, least=max(least, 1))
    if shortest is not None and shortest < least:
        yield line.problem("publication-rule-short", "min_months", kind=degree, least=least)


def publication_ends_within_its_class(desk: Desk) -> Iterator[Problem]:
    """A penalty is public at least and at most as long as its class says, counted from the
    decision (信用修复管理办法, 国家发展和改革委员会令第36号; 民法典 第二百零二条)."""
    rules = grouped(desk.lines("enforcement", "publication_rules"), "severity")
    for line in _outcomes(desk):
        until, decided = line.day("publish_until"), line.day("decided_on")
        if until is None or decided is None or line.text("kind") != "penalty":
            continue
        first, last = _window(decided, line.text("severity"), rules)
        degree = line.word("severity")
        if last is not None and until > last:
            yield line.problem("publish-until-late", "publish_until", kind=degree, last=last)
        elif first is not None and decided <= until < first:
            yield line.problem("publish-until-early", "publish_until", kind=degree, first=first)


def _window(
    decided: date, severity: str, rules: Mapping[str, tuple[Line, ...]]
) -> tuple[date | None, date | None]:
    """The earliest and the latest last day in public; of several rules the narrowest."""
    known = rules.get(severity, ())
    least = [line.number("min_months") for line in known]
    most = [line.number("max_months") for line in known]
    return (
        _after(decided, max((int(n) for n in least if n is not None), default=None)),
        _after(decided, min((int(n) for n in most if n is not None), default=None)),
    )


def _after(decided: date, months: int | None) -> date | None:
    if months is None or not 0 <= months <= 1200:
        return None
    try:
        return add_months(decided, months)
    except ValueError:  # beyond the year 9999
        return None


def operators_are_the_mines_own(desk: Desk) -> Iterator[Problem]:
    """A party that is said to be the mine's operator bears the name and code that the register
    has for it, today or before (行政处罚法 第三十九条、第五十九条: the decision names its party).

    Only a warning: the document's name is never rewritten, and the register may be what is wrong.
    """
    mines = desk.by_key("mines", "mines", "mine_id")
    chains = changes.chains(desk)
    if not forms.readable(desk, "mines", "mine_changes"):
        return
    for line in _outcomes(desk):
        mine = mines.get(line.text("mine_id"))
        if mine is None or line.text("party_role") != "operator":
            continue
        if line.text("party_type") == "natural-person":
            continue
        today = (line.text("party_name"), line.text("party_uscc"))
        if today == (mine.text("operator"), mine.text("uscc")):
            continue
        for name, column in (("party_name", "operator"), ("party_uscc", "uscc")):
            known = [mine.text(column)]
            for change in chains.get((line.text("mine_id"), column), ()):
                known += [change.text("old_value"), change.text("new_value")]
            known = [cell for cell in known if cell]
            # A spoilt code is a fault of its own, and not the party's.
            spoilt = column == "uscc" and not all(
                numbers.is_credit_code(cell) for cell in (*known, line.text(name))
            )
            if known and line.text(name) and not spoilt and line.text(name) not in known:
                yield line.problem(
                    "operator-differs",
                    name,
                    severity="warning",
                    mine=mine.text("name"),
                    expected="、".join(dict.fromkeys(known)),
                )
