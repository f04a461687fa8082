"""The published folder, only ever exchanged whole.

`.bulletin/` inside the project keeps the *spare* tree, which is the previous site, and for each
tree a manifest: path → digest, size, mtime. A build brings the spare up to date, writing only what
differs, and swaps the two folders in one step. Whatever kills the program, the published folder
is the old site or the new one.

A manifest carries the number of its folder's inode in its name, so it follows the folder through
a swap; it is removed before its tree is touched and written last.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from generator import addresses
from generator.artifacts import File

STATE = ".bulletin"

Manifest = Mapping[str, tuple[str, int, int]]
"""Of each file of a tree: SHA-256, size in bytes, mtime in nanoseconds."""


class OutputRefused(Exception):
    """The output folder holds something that is not ours: `stray` is its first such path."""

    def __init__(self, stray: str) -> None:
        super().__init__(stray)
        self.stray = stray


def publish(artifacts: Iterable[File], output: Path, project: Path) -> int:
    """Make `output` hold exactly the artifacts; return how many of its files changed.

    Raises OutputRefused when `output` holds files that no build made, OSError when the disk
    refuses. In both cases the published folder stays as it was. A second build of the same
    project waits for the first.
    """
    site = {artifact.path: artifact for artifact in artifacts}
    digests = {path: artifact.digest for path, artifact in site.items()}
    output = output.resolve()
    state = project / STATE
    state.mkdir(exist_ok=True)
    with _locked(state):
        _recover(output)
        _refuse_foreign(output, state)
        published = _manifest(state, output)
        if _holds(output, published, digests):
            return 0
        spare = state / "spare"
        _bring_up_to_date(state, spare, site, digests, published)
        _put_in_place(state, spare, output)
    return _differences(published, digests)


def refuse_foreign(output: Path, project: Path) -> None:
    """Raise OutputRefused if the folder holds a file that no build of ours put there."""
    state = project / STATE
    if not state.is_dir():
        _refuse_foreign(output.resolve(), state)
        return
    with _locked(state):  # another build may be exchanging the folder at this moment
        _refuse_foreign(output.resolve(), state)


def _refuse_foreign(output: Path, state: Path) -> None:
    if output.exists() and not output.is_dir():  # a file, a device: /dev/null is no folder
        raise OutputRefused(output.name)
    present = set(_files(output))
    if not present:
        if output.is_dir() and any(output.iterdir()):
            raise OutputRefused(next(output.iterdir()).name)
        return
    known = set(_manifest(state, output)) or _listed(output)
    strays = sorted(present - known)
    if strays:
        raise OutputRefused(strays[0])


def _files(tree: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(tree):
        # A link to a folder is not walked into: it is itself something that lies there.
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in [*names, *links]:
            yield Path(folder, name).relative_to(tree).as_posix()


def _listed(output: Path) -> set[str]:
    """The paths a site's own checksums name: they tell it is ours when `.bulletin/` is lost."""
    try:
        text = (output / addresses.CHECKSUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return set()
    return {line[66:] for line in text.splitlines()} | {addresses.CHECKSUMS}


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    """Hold the project against a second build; the system lets go when a process dies."""
    with (state / "lock").open("a+b") as lock:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _manifest_file(state: Path, tree: Path) -> Path:
    status = tree.stat()
    return state / f"manifest-{status.st_dev}-{status.st_ino}.json"


def _manifest(state: Path, tree: Path) -> Manifest:
    """The manifest of a tree, empty where none can be trusted."""
    try:
        entries = json.loads(_manifest_file(state, tree).read_text(encoding="utf-8"))
        return {path: (str(e[0]), int(e[1]), int(e[2])) for path, e in entries.items()}
    except (OSError, ValueError, AttributeError, IndexError, TypeError):
        return {}


def _write_manifest(state: Path, tree: Path, digests: Mapping[str, str]) -> None:
    entries = {}
    for path, digest in digests.items():
        status = (tree / path).stat()
        entries[path] = (digest, status.st_size, status.st_mtime_ns)
    target = _manifest_file(state, tree)
    temporary = target.with_suffix(".new")
    temporary.write_text(json.dumps(entries), encoding="utf-8")
    temporary.replace(target)


def _intact(file: Path, entry: tuple[str, int, int]) -> bool:
    """Whether a file still is what the manifest says; a file touched by others is not."""
    try:
        status = file.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == entry[1:]


def _holds(tree: Path, manifest: Manifest, digests: Mapping[str, str]) -> bool:
    return (
        bool(manifest)
        and {path: entry[0] for path, entry in manifest.items()} == dict(digests)
        and all(_intact(tree / path, entry) for path, entry in manifest.items())
    )


def _differences(published: Manifest, digests: Mapping[str, str]) -> int:
    before = {path: entry[0] for path, entry in published.items()}
    return sum(before.get(path) != digests.get(path) for path in {*before, *digests})


def _bring_up_to_date(
    state: Path,
    spare: Path,
    site: Mapping[str, File],
    digests: Mapping[str, str],
    published: Manifest,
) -> None:
    had: Manifest = _manifest(state, spare)
    if not had and spare.exists():
        shutil.rmtree(spare)
    spare.mkdir(exist_ok=True)
    spare.chmod(0o755)
    with suppress(FileNotFoundError):
        _manifest_file(state, spare).unlink()
    for path in sorted(set(_files(spare)) - set(site)):
        (spare / path).unlink()
    for path, artifact in site.items():
        file = spare / path
        entry = had.get(path)
        if entry is None or entry[0] != digests[path] or not _intact(file, entry):
            _write(file, artifact.content, spare)
        twin = published.get(path)
        if twin is not None and twin[0] == digests[path]:
            # An unchanged file keeps its time, so that readers' caches stay good.
            os.utime(file, ns=(twin[2], twin[2]))
    _remove_empty_folders(spare)
    _write_manifest(state, spare, digests)


def _write(file: Path, content: bytes, tree: Path) -> None:
    """Write under a temporary name and rename: a linked or half-written file never shows."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    for folder in reversed(file.relative_to(tree).parents[:-1]):
        place = tree / folder
        if place.is_file():
            place.unlink()
        place.mkdir(exist_ok=True)
        place.chmod(0o755)
    temporary = file.with_name(".new")  # one build at a time: no other writes here
    temporary.write_bytes(content)
    # The site is public: readable for the web server whatever the clerk's umask.
    temporary.chmod(0o644)
    temporary.replace(file)


def _remove_empty_folders(tree: Path) -> None:
    for folder, _, _ in sorted(os.walk(tree), reverse=True):
        if Path(folder) != tree and not any(Path(folder).iterdir()):
            Path(folder).rmdir()


def _put_in_place(state: Path, spare: Path, output: Path) -> None:
    try:
        _swap(spare, output)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _swap_across_disks(state, spare, output)


def _swap(new: Path, output: Path) -> None:
    if not output.exists():
        output.parent.mkdir(parents=True, exist_ok=True)
        new.rename(output)
    elif not _exchange(new, output):
        previous = _previous(output)
        output.rename(previous)
        try:
            new.rename(output)
        except OSError:
            previous.rename(output)
            raise
        previous.rename(new)


def _swap_across_disks(state: Path, spare: Path, output: Path) -> None:
    """The output lies on another disk: put a copy beside it, swap, and take the old one away."""
    beside = output.parent / f".{output.name}.bulletin-new"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        shutil.copytree(spare, beside)
        _write_manifest(state, beside, {p: e[0] for p, e in _manifest(state, spare).items()})
        _swap(beside, output)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _previous(output: Path) -> Path:
    """Where the old site waits between two renames: beside the output, on the same disk."""
    return output.with_name(f".{output.name}.bulletin-old")


def _recover(output: Path) -> None:
    """Mend what a kill between two renames left (only where folders cannot be exchanged)."""
    previous = _previous(output)
    if previous.exists():
        if output.exists():
            shutil.rmtree(previous)
        else:
            previous.rename(output)


_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux renameat2); False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
