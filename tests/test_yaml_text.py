"""Staff-written YAML: what it says, on which line, and what is refused."""

from __future__ import annotations

import datetime

import pytest

from generator.yaml_text import YamlFault, read_mapping


def _fault(text: str) -> tuple[str, int, str]:
    with pytest.raises(YamlFault) as caught:
        read_mapping(text)
    return caught.value.code, caught.value.line, caught.value.value


def test_values_are_read_with_the_line_of_their_key() -> None:
    mapping = read_mapping("# words\ntitle: 通报\n\ndate: 2026-10-20\nrecords: [o-1, o-2]\n")
    assert mapping.values == {
        "title": "通报",
        "date": datetime.date(2026, 10, 20),
        "records": ["o-1", "o-2"],
    }
    assert mapping.lines == {"title": 2, "date": 4, "records": 5}


def test_lines_are_counted_as_an_editor_does_with_crlf() -> None:
    assert read_mapping("a: 1\r\nb: 2\r\n\r\nc: 3\r\n").lines == {"a": 1, "b": 2, "c": 4}


@pytest.mark.parametrize("text", ["", "\n\n", "# only words\n"])
def test_an_empty_text_is_an_empty_mapping(text: str) -> None:
    mapping = read_mapping(text)
    assert not mapping.values
    assert not mapping.lines


def test_a_key_given_twice_is_reported_at_its_second_line() -> None:
    """Stock PyYAML keeps the last one without a word."""
    assert _fault("title: a\nkind: b\ntitle: c\n") == ("yaml-duplicate-key", 3, "title")


def test_a_key_given_twice_deeper_down_is_reported_too() -> None:
    assert _fault("a: 1\nb:\n  c: 1\n  c: 2\n") == ("yaml-duplicate-key", 4, "c")


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026: a\n", "2026"), ("yes: a\n", "True"), ("? [a, b]\n: c\n", "['a', 'b']")],
)
def test_a_key_that_is_not_a_text_is_a_fault(text: str, value: str) -> None:
    assert _fault(text) == ("yaml-key", 1, value)


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n"])
def test_a_text_that_is_no_mapping_is_a_fault(text: str) -> None:
    assert _fault(f"\n{text}") == ("yaml-not-a-mapping", 2, "")


@pytest.mark.parametrize(
    "tagged",
    [
        "!!python/object/apply:os.system ['true']",
        "!!python/name:os.system",
        "!ENV HOME",
        "!ENV [HOME, x]",
        "!!int ''",
        "!!bool perhaps",
        "!!timestamp never",
        "!!float ''",
        "!!set {a, b}",
    ],
)
def test_a_tag_is_refused_at_its_line(tagged: str) -> None:
    """No tag runs code, reads the environment, or ends the program with a traceback."""
    assert _fault(f"a: 1\nb: {tagged}\n") == ("yaml-syntax", 2, "! …")


def test_a_text_that_looks_like_a_variable_stays_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "seen")
    values = read_mapping("a: ${SECRET}\nb: $SECRET\nc: '{{ env.SECRET }}'\n").values
    assert values == {"a": "${SECRET}", "b": "$SECRET", "c": "{{ env.SECRET }}"}


def test_an_anchor_is_refused_before_it_can_multiply() -> None:
    """Nine lists of nine aliases stand for 9⁹ words: merely printing one would not end."""
    bomb = 'a: &a ["x","x","x","x","x","x","x","x","x"]\n'
    for here, there in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{here}: &{here} [{','.join([f'*{there}'] * 9)}]\n"
    assert _fault(bomb) == ("yaml-syntax", 1, "& …")


@pytest.mark.parametrize(
    ("text", "line", "value"),
    [("a: *b\n", 1, "* …"), ("x: 1\na: &a [*a]\n", 2, "& …"), ("<<: *x\n", 1, "* …")],
)
def test_an_alias_is_refused_at_its_line(text: str, line: int, value: str) -> None:
    assert _fault(text) == ("yaml-syntax", line, value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\n", 2),
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: 'open\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: %x\n", 1),
    ],
)
def test_what_is_no_yaml_is_reported_at_its_line(text: str, line: int) -> None:
    code, found, value = _fault(text)
    assert (code, found) == ("yaml-syntax", line)
    assert value


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ufffe"])
def test_a_character_that_no_file_should_hold_is_reported_at_its_line(character: str) -> None:
    assert _fault(f"a: 1\nb: x{character}\n")[:2] == ("yaml-syntax", 2)


@pytest.mark.parametrize("escape", [r"\x01", r"\0", r"\ud800", r"\uffff"])
def test_nor_does_such_a_character_come_in_as_an_escape(escape: str) -> None:
    """It would end the build when a feed is written."""
    assert _fault(f'a: 1\nb: "x{escape}"\n')[:2] == ("yaml-syntax", 2)


def test_nesting_without_end_is_a_fault_and_not_a_crash() -> None:
    assert _fault("a: " + "[" * 5000)[0] == "yaml-syntax"


def test_an_endless_number_is_a_fault_and_not_a_crash() -> None:
    assert _fault("a: " + "9" * 5000)[0] == "yaml-syntax"


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30"])
def test_a_day_that_does_not_exist_stays_a_text(day: str) -> None:
    """Whoever asks for a day then says so, with its key and line."""
    assert read_mapping(f"date: {day}\n").values == {"date": day}
