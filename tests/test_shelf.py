"""The shelf gives back the same bytes, and never what a disk spoilt."""

from __future__ import annotations

from pathlib import Path

from generator.shelf import Shelf


def test_what_was_made_once_is_not_made_again(tmp_path: Path) -> None:
    first = Shelf(tmp_path / "kept")
    assert first.keep("k", lambda: b"print") == b"print"
    again = Shelf(tmp_path / "kept")
    assert again.keep("k", lambda: b"other") == b"print"
    assert (first.made, again.made) == (1, 0)


def test_a_spoilt_file_is_made_anew(tmp_path: Path) -> None:
    Shelf(tmp_path).keep("k", lambda: b"print")
    for spoilt in (b"", b"short", (tmp_path / "k").read_bytes()[:-1]):
        (tmp_path / "k").write_bytes(spoilt)
        assert Shelf(tmp_path).keep("k", lambda: b"print") == b"print"
    assert [file.name for file in tmp_path.iterdir()] == ["k"]


def test_a_sweep_keeps_what_was_asked_for(tmp_path: Path) -> None:
    Shelf(tmp_path).keep("old", lambda: b"1")
    shelf = Shelf(tmp_path)
    shelf.keep("new", lambda: b"2")
    shelf.sweep()
    assert [file.name for file in tmp_path.iterdir()] == ["new"]


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = Shelf(tmp_path / "file" / "kept")
    assert shelf.keep("k", lambda: b"print") == b"print"
    shelf.sweep()
