"""The shelf: what was costly to make, kept in `.bulletin/` under a key that says all about it.

A key covers everything that decides the bytes, so what lies here is never out of date; it may only
be missing. What a disk spoilt is told by its own digest and made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_DIGEST = hashlib.sha256().digest_size


class Shelf:
    """Keeps bytes in a folder. A disk that refuses costs time, never the build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self.made = 0

    def keep(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What lies under the key (a file name), else what `make` gives, which is then kept."""
        self._used.add(key)
        file = self._folder / key
        with suppress(OSError):
            whole = file.read_bytes()
            content = whole[_DIGEST:]
            if hashlib.sha256(content).digest() == whole[:_DIGEST]:
                return content
        content = make()
        self.made += 1
        self._put(file, hashlib.sha256(content).digest() + content)
        return content

    def _put(self, file: Path, whole: bytes) -> None:
        # A name of its own: two programs may make the same thing at the same time.
        temporary = file.with_name(f"{file.name}.{os.getpid():x}-{id(whole):x}.new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(whole)
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Throw away what was not asked for since this shelf was opened."""
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in self._used:
                    file.unlink(missing_ok=True)
