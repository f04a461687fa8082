"""Files that change together: whatever stops the change, in the end all are old or all are new."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from generator import cli, journal


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_bytes(b"old 1")
    two.write_bytes(b"old 2")
    return one, two


def contents(pair: tuple[Path, Path]) -> list[bytes]:
    return [path.read_bytes() for path in pair]


OLD, NEW = [b"old 1", b"old 2"], [b"new 1", b"new 2"]


def change(pair: tuple[Path, Path]) -> None:
    journal.save(dict(zip(pair, NEW, strict=True)), project=pair[0].parent)


def refuse(monkeypatch: pytest.MonkeyPatch, names: set[str], error: BaseException) -> None:
    """No file of these names can be renamed to, as when a spreadsheet program holds it open."""
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        if Path(target).name in names:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replaced)


HELD = PermissionError(errno.EACCES, "held", "two.csv")


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "gone" / "two"
    one.write_bytes(b"old")
    with pytest.raises(OSError, match="two"):
        journal.save({one: b"new", two: b"new"}, project=tmp_path)
    assert one.read_bytes() == b"old"
    assert left(tmp_path) == {"one"}


def test_a_second_file_that_is_held_open_takes_the_first_back(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, {"two.csv"}, HELD)
    with pytest.raises(PermissionError):
        change(pair)
    assert contents(pair) == OLD
    assert left(pair[0].parent) == {"one.csv", "two.csv"}


def test_a_new_file_goes_again_with_the_change_that_failed(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair[0].unlink()
    refuse(monkeypatch, {"two.csv"}, HELD)
    with pytest.raises(PermissionError):
        change(pair)
    assert left(pair[0].parent) == {"two.csv"}


def stopped(pair: tuple[Path, Path]) -> None:
    """The change after its first file, as a power cut leaves it."""
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch, {"two.csv"}, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            change(pair)
    assert contents(pair) == [b"new 1", b"old 2"]


def test_what_stopped_half_way_is_finished_at_the_next_start(pair: tuple[Path, Path]) -> None:
    stopped(pair)
    journal.recover(pair[0].parent)
    assert contents(pair) == NEW
    assert left(pair[0].parent) == {"one.csv", "two.csv"}
    journal.recover(pair[0].parent)


def test_what_could_not_be_taken_back_is_taken_back_at_the_next_start(
    pair: tuple[Path, Path],
) -> None:
    replace, taken = Path.replace, []

    def once(self: Path, target: Path) -> Path:
        if Path(target).suffix == ".csv" and taken:
            raise HELD
        taken.extend([target] if Path(target).suffix == ".csv" else [])
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", once)
        with pytest.raises(PermissionError):
            change(pair)
    assert contents(pair) == [b"new 1", b"old 2"]
    journal.recover(pair[0].parent)
    assert contents(pair) == OLD


def test_a_file_that_a_colleague_wrote_since_is_not_finished(pair: tuple[Path, Path]) -> None:
    stopped(pair)
    pair[1].write_bytes(b"colleague")
    with pytest.raises(journal.Halted):
        journal.recover(pair[0].parent)
    assert contents(pair) == [b"new 1", b"colleague"]
    assert any(name.endswith(".new") for name in left(pair[0].parent))  # nothing typed is lost


def test_a_change_of_the_meantime_is_not_overwritten(pair: tuple[Path, Path]) -> None:
    with pytest.raises(journal.Overtaken):
        journal.save({pair[0]: b"new 1"}, {pair[0]: b"before"})
    assert contents(pair) == OLD


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere" / "table.csv"
    kept.parent.mkdir()
    kept.write_bytes(b"old")
    kept.chmod(0o640)
    link = tmp_path / "table.csv"
    link.symlink_to(kept)
    journal.save({link: b"new"})
    assert link.is_symlink()
    assert kept.read_bytes() == b"new"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640


SPOILT = ["", "{", "null", "5", '"x"', "{}", "[1]", "[null]", "[{}]", '[{"file": 1}]', "\0", "[[]]"]


@pytest.mark.parametrize("text", SPOILT)
def test_a_spoilt_note_is_told_once_and_laid_aside(pair: tuple[Path, Path], text: str) -> None:
    stopped(pair)
    folder = pair[0].parent
    note = folder / ".bulletin" / "unfinished.json"
    whole = note.read_text(encoding="utf-8")
    for part in (text, whole[: len(whole) // 2]):
        note.write_text(part, encoding="utf-8")
        with pytest.raises(journal.Damaged) as told:
            journal.recover(folder)
        assert told.value.aside.read_text(encoding="utf-8") == part
        assert not note.exists()
        journal.recover(folder)  # the next command runs
    assert len(list(note.parent.glob("unfinished-damaged*.json"))) == 2
    assert contents(pair) == [b"new 1", b"old 2"]
    assert any(name.endswith(".new") for name in left(folder))


def test_a_new_content_that_the_disk_lost_takes_no_place(pair: tuple[Path, Path]) -> None:
    stopped(pair)
    (beside,) = pair[0].parent.glob(".two.csv.*.new")
    beside.write_bytes(b"")
    with pytest.raises(journal.Halted):
        journal.recover(pair[0].parent)
    assert contents(pair) == [b"new 1", b"old 2"]


def test_a_spoilt_note_is_one_plain_sentence(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = project / ".bulletin" / "unfinished.json"
    note.parent.mkdir(exist_ok=True)
    note.write_text("[{", encoding="utf-8")
    (project / "data/mines/.mines.csv.12ab.new").write_bytes(b"typed")
    command = ["fix", "--project", str(project)]
    assert cli.run(command) == 2
    told = capsys.readouterr().err
    assert "unfinished-damaged.json" in told
    assert ".mines.csv.12ab.new" in told
    assert cli.run(command) == 0
