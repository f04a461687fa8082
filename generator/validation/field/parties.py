"""Firms and persons as parties: names, credit codes, kinds and roles that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from generator.problems import Problem
from generator.validation.desk import Desk, Line
from generator.validation.field import changes, forms, numbers

_OF_MINES = (("operator", "uscc"), ("group_company", "group_uscc"))
"""The columns of the register that name a firm and its code."""

_ELSEWHERE = (
    ("mines", "licences", "holder", "holder_uscc"),
    ("enforcement", "outcomes", "party_name", "party_uscc"),
    ("enforcement", "listed_entities", "party_name", "party_uscc"),
)

_SOLE_TRADERS = "92"
"""How the credit codes of sole traders begin (GB 32100-2015)."""


@dataclass(frozen=True)
class Firm:
    """A name and a credit code as a row tells them together, in its two columns."""

    name: str
    code: str
    line: Line
    columns: tuple[str, str]

    @property
    def key(self) -> str:
        """The name without what typing adds."""
        return forms.plain(self.name)


Registered = Mapping[tuple[str, str], tuple[Firm, ...]]
"""By mine and column of the name: the firm of today, then those it was called or replaced."""


def registered(desk: Desk) -> Registered:
    """The operators of the mines and the companies above them, as the register and its changes
    tell them (data contract: mine_changes)."""
    chains = changes.chains(desk)
    found: dict[tuple[str, str], tuple[Firm, ...]] = {}
    for mine in desk.lines("mines", "mines"):
        mine_id = mine.text("mine_id")
        for name, code in _OF_MINES:
            firms = [Firm(mine.text(name), mine.text(code), mine, (name, code))]
            for change in (*chains.get((mine_id, name), ()), *chains.get((mine_id, code), ())):
                day = change.day("changed_on")
                for moment in (day, day - timedelta(1)) if day else ():
                    was = [changes.cell_on(chains, mine, cell, moment) for cell in (name, code)]
                    firms.append(Firm(was[0], was[1], change, ("new_value", "new_value")))
            found[mine_id, name] = tuple(firms)
    return found


def names_and_codes_agree(desk: Desk) -> Iterator[Problem]:
    """A credit code is one firm's, and a firm has one (GB 32100-2015; 国发〔2015〕33号: 唯一).

    What mine_changes records of a mine, a firm renamed or replaced, is no contradiction. Sole
    traders share names, and get another code when they become a firm. Only a warning, once for
    each other name or code: a contractor's change of name is recorded nowhere.
    """
    changed = desk.lines("mines", "mine_changes")
    spoilt = any(line.day("changed_on") is None for line in changed)
    if spoilt or not forms.readable(desk, "mines", "mine_changes"):
        return
    of_mines = registered(desk)
    recorded = {(f.key, f.code) for firms in of_mines.values() if len(firms) > 1 for f in firms}
    names: dict[str, dict[str, Firm]] = {}
    codes: dict[str, dict[str, Firm]] = {}
    seen: set[tuple[str, str]] = set()
    for firm in (*(f for firms in of_mines.values() for f in firms), *_elsewhere(desk, of_mines)):
        if (firm.name, firm.code) in seen:
            continue
        seen.add((firm.name, firm.code))
        if not firm.key or not numbers.is_credit_code(firm.code):
            continue
        named = names.setdefault(firm.code, {})
        # The names of sole traders tell nobody apart.
        coded = {} if firm.code.startswith(_SOLE_TRADERS) else codes.setdefault(firm.key, {})
        if other := _other(firm, firm.key, named, recorded):
            code = "code-of-two-firms"
            yield _differs(firm, other, code, firm.columns[0], other.name)
        elif other := _other(firm, firm.code, coded, recorded):
            code = "firm-with-two-codes"
            yield _differs(firm, other, code, firm.columns[1], other.code)
        named.setdefault(firm.key, firm)
        coded.setdefault(firm.code, firm)


def _elsewhere(desk: Desk, of_mines: Registered) -> Iterator[Firm]:
    """The firms of the other tables. An operator that does not fit its mine is told already."""
    for package, table, name, code in _ELSEWHERE:
        seen: set[tuple[str, ...]] = set()
        for line in desk.lines(package, table):
            told = tuple(map(line.text, ("mine_id", "party_type", "party_role", name, code)))
            if told in seen or told[1] == "natural-person":
                continue
            seen.add(told)
            firm = Firm(line.text(name), line.text(code), line, (name, code))
            own = of_mines.get((line.text("mine_id"), "operator"), ())
            if line.text("party_role") != "operator" or _is_one_of(firm, own):
                yield firm


def _is_one_of(firm: Firm, own: tuple[Firm, ...]) -> bool:
    """Whether a firm has a name and a code of a mine's, as far as these are registered."""
    names, codes = {o.key for o in own if o.key}, {o.code for o in own if o.code}
    return (not names or firm.key in names) and (not codes or firm.code in codes)


def _other(
    firm: Firm, cell: str, known: Mapping[str, Firm], recorded: AbstractSet[tuple[str, str]]
) -> Firm | None:
    """The first firm that had the code (or name) before under another name (or code)."""
    if not known or cell in known:
        return None
    first = next(iter(known.values()))
    pairs = {(firm.key, firm.code), (first.key, first.code)}
    return None if pairs <= recorded else first


def _differs(firm: Firm, other: Firm, code: str, column: str, expected: str) -> Problem:
    return firm.line.problem(
        code,
        column,
        severity="warning",
        name=firm.name,
        number=firm.code,
        other=other.line.resource.file,
        earlier=other.line.row.number,
        expected=expected,
    )


def operators_have_their_mine(desk: Desk) -> Iterator[Problem]:
    """What was done to an operator stands on the page of its mine (安全生产法 第七十八条: 公开).

    A warning where the register knows the firm: who mines without being registered has no page.
    """
    mines = desk.by_key("mines", "mines", "mine_id")
    run_by: dict[str, dict[str, Line]] = {}
    for (mine_id, column), firms in registered(desk).items():
        if column == "operator":
            for cell in {cell for firm in firms for cell in (firm.key, firm.code) if cell}:
                run_by.setdefault(cell, {})[mine_id] = mines[mine_id]
    for line in desk.lines("enforcement", "outcomes"):
        # Where the role is not told, the party counts as the operator.
        if line.text("mine_id") or line.text("party_role") not in ("operator", ""):
            continue
        if line.text("withdrawn_on") or line.text("party_type") == "natural-person":
            continue
        # A name alone may be another trader's; where there is a code, it decides.
        cell = line.text("party_uscc") or forms.plain(line.text("party_name"))
        known = run_by.get(cell, {})
        own = [f"{mine.text('name')}（{key}）" for key, mine in islice(known.items(), _NAMED)]
        if own:
            more = "等" if len(known) > _NAMED else ""
            yield line.problem(
                "operator-without-mine",
                "mine_id",
                severity="warning",
                party=line.text("party_name") or cell,
                mines="、".join(own) + more,
            )


_NAMED = 3
"""Mines that a message names."""


_PARTIES = ("outcomes", "listed_entities")
_NO_PERSONS_ROLE = ("group-company", "agency", "public-body")


def roles_fit_their_parties(desk: Desk) -> Iterator[Problem]:
    """A firm is no person in charge, and a person no firm above, agency or public body
    (发改办财金〔2018〕790号: 行政相对人类别; 安全生产法 第九十四条: who is punished in person)."""
    for line in desk.lines("enforcement", "outcomes"):
        kind, role = line.text("party_type"), line.text("party_role")
        person = kind == "natural-person" and role in _NO_PERSONS_ROLE
        if person or (kind == "organisation" and role == "person-in-charge"):
            yield line.problem(
                "party-role",
                "party_role",
                role=line.word("party_role"),
                kind=line.word("party_type"),
                other=line.title("party_type"),
            )


def codes_fit_their_parties(desk: Desk) -> Iterator[Problem]:
    """The credit code of a sole trader begins with 92, and no firm's does (GB 32100-2015).

    Whether a party's name is public depends on its kind (个人信息保护法 第二十五条). That a person
    has no code at all is said with what is private.
    """
    for table in _PARTIES:
        for line in desk.lines("enforcement", table):
            kind, code = line.text("party_type"), line.text("party_uscc")
            if kind not in ("organisation", "sole-trader") or not numbers.is_credit_code(code):
                continue
            if (kind == "sole-trader") != code.startswith(_SOLE_TRADERS):
                yield line.problem(
                    "party-kind-of-code",
                    "party_type",
                    severity="warning",
                    kind=line.word("party_type"),
                    number=code,
                )


def persons_of_a_case_are_told(desk: Desk) -> Iterator[Problem]:
    """A firm's penalty tells that persons were punished with it, where the case holds one
    (安全生产法 第一百一十四条、第九十四条: 一案双罚)."""
    cases: dict[str, Line] = {}
    for line in desk.lines("enforcement", "outcomes"):
        if _penalty(line) and line.text("party_type") == "natural-person":
            cases.setdefault(line.text("group_id"), line)
    cases.pop("", None)
    for line in desk.lines("enforcement", "outcomes"):
        person = cases.get(line.text("group_id"))
        if person is None or not _penalty(line) or line.text("party_type") == "natural-person":
            continue
        if line.text("persons_penalised") != "yes" and forms.fits(line, "persons_penalised"):
            yield line.problem(
                "persons-untold",
                "persons_penalised",
                severity="warning",
                earlier=person.row.number,
                other=person.text("outcome_id"),
            )


def _penalty(line: Line) -> bool:
    ended = line.text("withdrawn_on") or line.text("ended_on")
    return line.text("kind") == "penalty" and not ended
