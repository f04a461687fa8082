"""What was answered and is not written yet: one file a record, used by one run at a time.

Two terminals that ask for the same kind of record have a file each; what is not wanted, or cannot
be read, is laid aside under a name of its own. Nothing is overwritten.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from generator import journal


class Drafts:
    """The drafts of one kind of record, as far as no other run works on them.

    Those that are claimed stay so until `close`; the system lets go when a process dies.
    """

    def __init__(self, project: Path, kind: str) -> None:
        self._folder = project / ".bulletin" / "drafts"
        self._kind = kind
        self._held: dict[Path, BinaryIO] = {}

    def __enter__(self) -> Drafts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have the drafts."""
        while self._held:
            self._held.popitem()[1].close()

    def waiting(self) -> Iterator[Path]:
        """The drafts that an earlier run left."""
        for path in self._names():
            if path.exists() and self._claimed(path):
                yield path
            elif not path.exists() and not self._lock(path).exists():
                return

    def fresh(self) -> Path:
        """A draft that nobody has begun."""
        return next(p for p in self._names() if not p.exists() and self._claimed(p))

    def _names(self) -> Iterator[Path]:
        yield self._folder / f"{self._kind}.json"
        for number in itertools.count(2):
            yield self._folder / f"{self._kind}-{number}.json"

    def _lock(self, path: Path) -> Path:
        return path.with_suffix(".lock")

    def _claimed(self, path: Path) -> bool:
        if path in self._held:
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = self._lock(path).open("a+b")
        if _taken(handle):
            handle.close()
            return False
        self._held[path] = handle
        return True


def _taken(handle: BinaryIO) -> bool:
    """Whether another process has it; else it is ours."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def read(path: Path) -> dict[str, Any] | None:
    """What a draft holds, None where it is damaged. Raises OSError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def keep(path: Path, answers: Mapping[str, Any]) -> None:
    """Write a draft; after a kill at any moment it is the one before or this one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    journal.save({path: json.dumps(answers, ensure_ascii=False).encode("utf-8")})


def lay_aside(path: Path) -> Path:
    """Give a draft a name under which no run looks for it."""
    names = (f"{path.stem}.before{n}.json" for n in itertools.chain([""], itertools.count(2)))
    aside = next(p for name in names if not (p := path.with_name(name)).exists())
    path.replace(aside)
    return aside


def done(path: Path) -> None:
    """Nothing is left to be resumed."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
