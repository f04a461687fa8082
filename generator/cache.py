"""What was found once about the very same bytes is not looked for again.

An entry is one JSON file under `.bulletin/check/`, named by a hash over everything the finding
rests on: what the caller names, every byte of this program, every installed distribution, and the
Python that runs. So it cannot be stale: one changed byte or version is another name. A cache is
never needed: what cannot be read or written is computed, and nothing is said about it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from generator.problems import Problem

_PROGRAM = Path(__file__).parent


def folder(project: Path) -> Path:
    """Where the entries of a project lie, in its private state."""
    return project / ".bulletin" / "check"


def remember(
    home: Path | None, name: str, parts: Iterable[bytes], compute: Callable[[], list[Problem]]
) -> list[Problem]:
    """What `compute` finds, taken from the folder where it was found before.

    `name` tells what is judged; one entry a name is kept. `parts` are the bytes it rests on, in
    order. Without a folder everything is computed. Raises only what `compute` raises.
    """
    if home is None:
        return compute()
    entry = home / f"{name}.{_key(parts)}.json"
    known = _read(entry)
    if known is not None:
        return known
    found = compute()
    with suppress(OSError):
        _write(entry, name, found)
    return found


def files(project: Path, names: Iterable[str]) -> Iterator[bytes]:
    """Every file of a project below the named folders (or so named), as parts of a key.

    For each its path and its bytes, or the reason why it cannot be read.
    """
    for name in names:
        top = project / name
        below = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in below:
            if file.is_dir():
                continue
            yield file.relative_to(project).as_posix().encode("utf-8", "surrogatepass")
            try:
                yield file.read_bytes()
            except OSError as error:
                yield f"errno {error.errno}".encode()


def _key(parts: Iterable[bytes]) -> str:
    """A hash over the parts, each with its length: "ab" and "c" is not "a" and "bc"."""
    digest = hashlib.sha256(_surroundings())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@cache
def _surroundings() -> bytes:
    """A hash over what judges: this program's files, the distributions beside it, and Python."""
    digest = hashlib.sha256()
    for file in sorted(_PROGRAM.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            content = file.read_bytes()
            digest.update(f"{file.relative_to(_PROGRAM)}\0{len(content)}\0".encode())
            digest.update(content)
    digest.update(f"{sys.implementation.name} {sys.version}".encode())
    for place in sys.path:
        with suppress(OSError):  # "frictionless-5.21.0.dist-info": the folder's name has it all
            beside = (entry.name for entry in Path(place or ".").iterdir())
            names = sorted(name for name in beside if name.endswith(("-info", ".egg")))
            digest.update("\0".join(names).encode())
    return digest.digest()


def _read(entry: Path) -> list[Problem] | None:
    """The problems of an entry, None where there is none or it is not what was written."""
    try:
        checksum, _, body = entry.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            return None
        return [Problem(**values) for values in json.loads(body)]
    except (OSError, ValueError, TypeError):
        return None


def _write(entry: Path, name: str, found: list[Problem]) -> None:
    """Write under a temporary name and rename; then take away the older entries of the name."""
    body = _body(found)
    if body is None:
        return
    entry.parent.mkdir(parents=True, exist_ok=True)
    content = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    with tempfile.NamedTemporaryFile(dir=entry.parent, prefix=f"{name}.", delete=False) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(content)
            stream.close()  # Windows renames no open file
            temporary.replace(entry)
        finally:
            temporary.unlink(missing_ok=True)
    for other in entry.parent.glob(f"{name}.*"):
        if other != entry:
            with suppress(OSError):  # another check may read it, or have taken it away
                other.unlink()


def _body(found: list[Problem]) -> bytes | None:
    """The problems as JSON; None where reading it back would not give the very same."""
    plain: list[dict[str, Any]] = [
        {**vars(problem), "details": dict(problem.details)} for problem in found
    ]
    try:
        body = json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        return None
    return body if json.loads(body) == plain else None
