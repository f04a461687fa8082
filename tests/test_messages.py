"""The catalogues say every problem in both languages, whatever was typed."""

from __future__ import annotations

import re
import string
import typing

import pytest
from conftest import ROOT

from generator import messages
from generator.problems import Problem, Severity
from generator.validation import cells, stock

ZH, EN = messages.catalogue("zh").entries, messages.catalogue("en").entries
WORDS = ("phrases", "clock")
"""Tables of sentences that are no problems."""

PROBLEM_CODES = sorted(set(ZH) - set(WORDS))

_CALL = re.compile(r"""(?:Problem|YamlFault|Finding|problem)\(\s*(f?)"([a-z0-9{}\[\]'-]+)\"""")
_ASSIGNED = re.compile(r"""\bcode(?:, details)? = (f?)"([a-z0-9{}.-]+)\"""")
_FILLED = {
    "no-poster-{reason}": {
        f"no-poster-{reason}"
        for reason in ("unknown", "closed", "channels", "unchecked", "criteria")
    },
    "form-{entry['type']}": {f"form-{kind}" for kind in cells._FORMS},
    "constraint-{name}": {f"constraint-{name}" for name in stock._CONSTRAINTS},
}
"""What the gap of each code that is put together at run time may hold."""


def _codes_in_sources() -> set[str]:
    codes: set[str] = set()
    for file in (ROOT / "generator").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for formatted, code in _CALL.findall(text) + _ASSIGNED.findall(text):
            codes |= _FILLED[code] if formatted else {code}
    return codes | stock._CODES


def _gaps(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_both_languages_have_the_same_entries() -> None:
    assert sorted(ZH) == sorted(EN)
    for table in WORDS:
        assert sorted(ZH[table]) == sorted(EN[table])


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_problem_has_a_message_and_a_fix_and_nothing_else(language: str) -> None:
    entries = messages.catalogue(language).entries
    for code in PROBLEM_CODES:
        assert set(entries[code]) == {"message", "fix"}, code
        assert entries[code]["message"].strip(), code
        assert entries[code]["fix"].strip(), code


def test_both_languages_fill_the_same_gaps() -> None:
    """A fact that one language tells is told in the other."""
    for code in PROBLEM_CODES:
        told = [_gaps(e[code]["message"]) | _gaps(e[code]["fix"]) for e in (ZH, EN)]
        assert told[0] == told[1], code
    for table in WORDS:
        for key, template in ZH[table].items():
            assert _gaps(template) == _gaps(EN[table][key]), key


def test_no_gap_is_numbered_or_reaches_into_a_value() -> None:
    """`{}`, `{0}` or `{value.name}` would fail on the first problem that has them."""
    for entries in (ZH, EN):
        for code, entry in entries.items():
            for template in entry.values():
                assert all(gap.isidentifier() for gap in _gaps(template)), code


def test_every_problem_the_program_can_find_has_its_sentences() -> None:
    assert _codes_in_sources() - set(PROBLEM_CODES) == set()


def test_no_sentence_is_kept_for_a_problem_nobody_finds() -> None:
    assert set(PROBLEM_CODES) - _codes_in_sources() == set()


def test_every_phrase_the_program_says_is_in_the_catalogue() -> None:
    said: set[str] = set()
    for file in (ROOT / "generator").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        said |= set(re.findall(r"""phrase\(\s*"([a-z0-9-]+)\"""", text))
        said |= {f"step-{step}" for step in re.findall(r"""report\("([a-z-]+)"\)""", text)}
    said |= {f"severity-{severity}" for severity in typing.get_args(Severity)}
    assert {"summary", "step-check", "help-lang"} <= said
    assert said - set(ZH["phrases"]) == set()


def test_the_search_for_codes_sees_those_written_in_every_way() -> None:
    """Plain, over two lines, put together at run time, thrown as a fault, assigned first."""
    found = _codes_in_sources()
    assert {
        "reserved-mark",
        "approval-missing",
        "form-date",
        "yaml-duplicate-key",
        "key-duplicate",
        "stock-other",
        "constraint-enum",
    } <= found


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("code", PROBLEM_CODES)
def test_a_sentence_never_fails_on_what_was_typed(language: str, code: str) -> None:
    """Braces are staff's own characters; missing details print as nothing."""
    catalogue = messages.catalogue(language)
    odd = "{x} {0} {} %s ⟦"
    details = {"title": odd, "limit": odd, "note": odd, "expected": 3, "found": None}
    bare = Problem(code, "data/x.csv")
    assert "{" not in catalogue.message(bare) + catalogue.fix(bare)
    full = Problem(code, odd, row=2, field=odd, value=odd, details=details)
    told = catalogue.message(full) + catalogue.fix(full)
    for gap in _gaps(catalogue.entries[code]["message"]) & {"value", "title", "limit", "note"}:
        assert odd in told, gap


def test_a_problem_without_a_title_is_named_by_its_field() -> None:
    problem = Problem("constraint-required", "data/x.csv", row=2, field="mine_id")
    assert messages.catalogue("en").message(problem) == "“mine_id” is not filled in."


def test_a_sentence_tells_the_place_of_the_earlier_row() -> None:
    details = {"title": "编号", "earlier": "2"}
    problem = Problem("key-duplicate", "data/x.csv", 3, "mine_id", "qx-001", details=details)
    assert messages.catalogue("en").message(problem) == "“编号”: “qx-001” is already used in row 2."
    assert messages.catalogue("zh").message(problem) == "“编号”的内容“qx-001”和第 2 行重复。"


def test_a_phrase_is_filled_with_its_values() -> None:
    assert (
        messages.catalogue("en").phrase("summary", errors=2, warnings=0)
        == "Found: 2 errors, 0 warnings."
    )
