"""Which cells may be written otherwise: a code only ever loses odd widths and outer spaces."""

from __future__ import annotations

import pytest
from desks import desk

from generator.validation import tidy


@pytest.mark.parametrize(
    ("table", "name", "typed", "plain"),
    [
        ("report-channels/boards", "edition", "1.00", "1.00"),
        ("report-channels/boards", "edition", "２０２６－１ ", "2026-1"),
        ("mines/licences", "number", "4400000000.00", "4400000000.00"),
        ("mines/mines", "town_code", "441803102.0", "441803102.0"),
        ("mines/mines", "town_code", "４４１８０３１０２", "441803102"),
        ("mines/mines", "mine_id", "QX-001", "QX-001"),
        ("mines/mines", "status", "正常生产", "正常生产"),
        ("mines/mines", "capacity", "1,200", "1200"),
        ("mines/mines", "listed_on", "2024年1月5日", "2024-01-05"),
    ],
)
def test_a_code_keeps_its_signs(table: str, name: str, typed: str, plain: str) -> None:
    resource = next(r for p, r in desk({}).tables() if f"{p.name}/{r.name}" == table)
    assert tidy.respaced(resource.field(name), typed) == plain


def test_digits_after_a_point_are_nowhere_dropped_from_a_code() -> None:
    (boards,) = (r for _, r in desk({}).tables() if r.name == "boards")
    assert tidy.tidied(boards.field("edition"), "1.00") == "1.00"
