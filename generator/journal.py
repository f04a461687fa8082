"""Files that change together: after a stop at any moment all of them are the old ones or the new.

Every new content is written beside its file and forced to the disk; then a note tells what is
about to be renamed, and the note goes last. Who finds a note finishes what it tells.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NOTE = Path(".bulletin", "unfinished.json")
"""Where a project keeps the note."""


class Overtaken(Exception):
    """Somebody else wrote the file since it was read; nothing was replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class Halted(Exception):
    """A change stopped half-way, and a file of it was written by somebody else since then."""

    def __init__(self, path: Path, note: Path) -> None:
        super().__init__(path)
        self.path, self.note = path, note


class Damaged(Exception):
    """The note of a change that stopped half-way cannot be read; it was laid aside.

    `left` are the new contents that lie beside their files.
    """

    def __init__(self, note: Path, aside: Path, left: Sequence[Path]) -> None:
        super().__init__(note)
        self.note, self.aside, self.left = note, aside, left


def save(
    files: Mapping[Path, bytes],
    read: Mapping[Path, bytes] | None = None,
    project: Path | None = None,
) -> None:
    """Replace files whole, all or none; links and permissions stay.

    `read` are the bytes that were judged: where a file holds others by now, a colleague's change
    would be undone. `project` keeps the note; without it only one file can be replaced. Raises
    OSError where a file cannot be written, Overtaken where one was changed; the files are then as
    they were, at the latest after the next `recover`.
    """
    assert project is not None or len(files) < 2
    for path, before in (read or {}).items():
        if path.read_bytes() != before:
            raise Overtaken(path)
    mark = secrets.token_hex(4)
    steps = [_step(path, content, mark) for path, content in files.items()]
    note = project / _NOTE if project is not None and len(steps) > 1 else None
    failure = _carry_out(steps, note)
    if failure is None:
        return
    back = [step.back(f"{mark}b") for step in steps[: failure.count]]
    # What cannot be taken back now is taken back by `recover`, which needs the note and its files.
    if not back or _carry_out(back, note) is None:
        _clear(steps)
        if note is not None:
            note.unlink(missing_ok=True)
    raise failure.error


def recover(project: Path) -> None:
    """Finish a change of several files that was stopped between two of them.

    Raises OSError, Halted where a file was written by somebody else in the meantime, and Damaged
    where the note cannot be read.
    """
    note = project / _NOTE
    try:
        entries = _read_note(project, note)
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError):
        aside = _free(note.with_name(f"{note.stem}-damaged{note.suffix}"))
        note.replace(aside)
        raise Damaged(note, aside, sorted(project.glob("data/*/.*.new"))) from None
    for target, _, entry in entries:
        if _digest(_content(target)) not in (entry["before"], entry["after"]):
            raise Halted(target, note)
    for target, beside, entry in entries:
        if _digest(_content(target)) == entry["before"]:
            if _digest(_content(beside)) not in ("", entry["after"]):
                raise Halted(target, note)  # a disk that lost what was written must not win
            _put(beside if entry["after"] else None, target)
        if _digest(_content(target)) != entry["after"]:
            raise Halted(target, note)
        beside.unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def _read_note(project: Path, note: Path) -> list[tuple[Path, Path, Mapping[str, str]]]:
    """Each file, its new content, and what is told of both. Raises what a spoilt note raises."""
    told = json.loads(note.read_text(encoding="utf-8"))
    if not isinstance(told, list):
        raise TypeError(told)
    for entry in told:
        if "\0" in entry["file"] + entry["beside"] + entry["before"] + entry["after"]:
            raise ValueError(entry)
    return [(project / e["file"], project / e["beside"], e) for e in told]


def _free(path: Path) -> Path:
    """The path, or one like it that nothing has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


@dataclass(frozen=True)
class _Step:
    """One file: what it held, what it is to hold (None: no file), and where that lies ready."""

    target: Path
    beside: Path
    before: bytes | None
    after: bytes | None

    def back(self, mark: str) -> _Step:
        return _Step(self.target, _beside(self.target, mark), self.after, self.before)

    def lay(self) -> None:
        if self.after is None:
            return
        _write(self.beside, self.after)
        if self.target.exists():
            shutil.copymode(self.target, self.beside)


@dataclass(frozen=True)
class _Failure:
    error: OSError
    count: int
    """How many files were replaced before."""


def _step(path: Path, content: bytes, mark: str) -> _Step:
    target = Path(os.path.realpath(path))  # a link stays one, what it leads to is replaced
    return _Step(target, _beside(target, mark), _content(target), content)


def _beside(target: Path, mark: str) -> Path:
    return target.with_name(f".{target.name}.{mark}.new")


def _carry_out(steps: Sequence[_Step], note: Path | None) -> _Failure | None:
    """Lay all, note all, rename all. Whatever else stops it leaves the note to `recover`."""
    count = 0
    try:
        for step in steps:
            step.lay()
        if note is not None:
            _write_note(note, steps)
        for step in steps:
            _put(None if step.after is None else step.beside, step.target)
            count += 1
    except OSError as error:
        return _Failure(error, count)
    except BaseException:
        if note is None or not note.exists():
            _clear(steps)
        raise
    if note is not None:
        note.unlink(missing_ok=True)
    return None


def _put(beside: Path | None, target: Path) -> None:
    if beside is None:
        target.unlink(missing_ok=True)
        return
    with contextlib.suppress(FileNotFoundError):  # another process has read the note
        beside.replace(target)


def _clear(steps: Sequence[_Step]) -> None:
    for step in steps:
        with contextlib.suppress(OSError):
            step.beside.unlink(missing_ok=True)


def _write_note(note: Path, steps: Sequence[_Step]) -> None:
    root = os.path.realpath(note.parent.parent)
    entries = [
        {
            "file": _from(root, step.target),
            "beside": _from(root, step.beside),
            "before": _digest(step.before),
            "after": _digest(step.after),
        }
        for step in steps
    ]
    note.parent.mkdir(exist_ok=True)
    draft = note.with_suffix(".new")
    _write(draft, json.dumps(entries, ensure_ascii=False).encode("utf-8"))
    draft.replace(note)
    _sync(note.parent)


def _write(path: Path, content: bytes) -> None:
    """Write and force to the disk: a power cut leaves the whole of it."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Force a rename to the disk where the system lets a folder be opened (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _from(root: str, path: Path) -> str:
    try:
        return os.path.relpath(path, root)
    except ValueError:  # on another drive of Windows
        return str(path)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
