"""All rules of the field together: the shipped data passes, and nothing typed breaks a rule."""

from __future__ import annotations

import random
from datetime import date

import pytest
from conftest import DAY, ROOT
from desks import Cells, desk, told

from generator import content, packages, settings
from generator.validation.desk import Desk
from generator.validation.field import RULES

_ODD = (
    "",
    " ",
    "0",
    "-1",
    "９",
    "1e9",
    "9" * 30,
    "2026-02-30",
    "2026-03-01",
    "0001-01-01",
    "9999-12-31",
    "9999",
    "2026-Q5",
    "0000-Q1",
    "penalty",
    "stop-order",
    "whole",
    "producing",
    "safety-permit",
    "罚款",
    "status",
    "uscc",
    "91440115618712245T",
    "〔〕号",
    "、",
    "{x}",
    "\0",
)
_FEW = ("a", "b", "2026-03-01", "OP-01", "%", "")


@pytest.fixture(scope="module")
def shipped() -> Desk:
    """The shipped data on the day."""
    loaded, problems = packages.load(ROOT)
    words, more = content.load(ROOT)
    chosen, _ = settings.load(ROOT)
    assert chosen is not None and not problems and not more
    return Desk(loaded, words, chosen, DAY)


def test_the_shipped_data_has_no_problem_and_no_warning(shipped: Desk) -> None:
    assert [told(problem) for rule in RULES for problem in rule(shipped)] == []


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2025, 9, 1), date(2027, 6, 1)])
def test_the_shipped_data_has_no_error_on_another_day(shipped: Desk, day: date) -> None:
    """An audit of last year or a preview of next year is not stopped by what is true."""
    other = Desk(shipped.packages, shipped.content, shipped.settings, day)
    assert [p for rule in RULES for p in rule(other) if p.severity == "error"] == []


def test_an_empty_bulletin_has_no_problem() -> None:
    assert [told(problem) for rule in RULES for problem in rule(desk({}))] == []


def _rows(chance: random.Random, names: list[str], pool: tuple[str, ...]) -> list[Cells]:
    return [{name: chance.choice(pool) for name in names} for _ in range(8)]


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("pool", [_ODD, _FEW])
def test_no_rule_fails_on_what_was_typed(seed: int, pool: tuple[str, ...]) -> None:
    chance = random.Random(seed)
    tables = {}
    for package, resource in desk({}).tables():
        names = [entry["name"] for entry in resource.fields]
        tables[f"{package.name}/{resource.name}"] = _rows(chance, names, pool)
    odd = desk(tables, as_of=chance.choice((DAY, date.min, date.max)))
    for rule in RULES:
        for problem in rule(odd):
            assert problem.file and problem.code


def test_no_rule_fails_on_a_missing_column_table_or_package(shipped: Desk) -> None:
    for package, resource in shipped.tables():
        for entry in resource.fields:
            lost = desk(
                {f"{package.name}/{resource.name}": [{}, {}]},
                without={f"{package.name}/{resource.name}": entry["name"]},
            )
            for rule in RULES:
                list(rule(lost))
    bare = Desk({}, shipped.content, shipped.settings, DAY)
    assert [told(problem) for rule in RULES for problem in rule(bare)] == []


def test_every_rule_tells_the_law_it_stands_on_and_bears_a_name_of_its_own() -> None:
    names = [rule.__name__ for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule.__doc__ and rule.__doc__.strip(), rule.__name__
