"""A built site put where a web server reads it: a new release beside the old one, then one switch.

::

    TARGET/releases/0007-2026-11-23-1f3a9c20/   whole sites, the newest number last
    TARGET/current -> releases/0007-…           what the server shows (nginx: root TARGET/current)

Readers see the old site or the new one: the link is replaced by a rename. What is no issue to
publish (a preview, a demonstration, another day's site, a site somebody touched) is refused.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from generator import addresses, imprint, verification
from generator.imprint import Imprint
from generator.problems import Problem

RELEASES, CURRENT = "releases", "current"
KEPT = 5
"""Releases that stay for a way back, the shown one included."""

_NAME = re.compile(r"([0-9]{4,})-([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-9a-f]{8}")


def refusals(site: Path, today: date) -> Iterator[Problem]:
    """Why a built site must not be published today."""
    told = imprint_of(site)
    if told is None:
        yield Problem("deploy-no-site", str(site))
        return
    if told.demonstration:
        yield Problem("deploy-demonstration", addresses.MANIFEST)
    if told.preview or told.as_of != today:
        details = {"today": today.isoformat()}
        value = told.as_of.isoformat()
        yield Problem("deploy-other-day", addresses.MANIFEST, value=value, details=details)
    yield from verification.of_folder(site)


def imprint_of(site: Path) -> Imprint | None:
    """What a built site says of itself, None where there is none."""
    file = site / addresses.MANIFEST
    return imprint.read(file.read_bytes()) if file.is_file() else None


class Refused(Exception):
    """What was copied is no issue to publish: the site changed while it was copied."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def deploy(site: Path, target: Path, today: date) -> Path:
    """Copy a site beside the shown one and switch to it; give the release.

    The copy is judged as the site was (`refusals`): a build may exchange the folder while it is
    read. Raises Refused and OSError; then the shown site is the old one. A site that is shown
    already is not copied again.
    """
    releases = target / RELEASES
    releases.mkdir(parents=True, exist_ok=True)
    shown = current(target)
    if shown is not None and _tail_of(site) == _tail(shown) and not verification.of_folder(shown):
        return shown
    fresh = releases / f".{os.getpid()}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        try:
            shutil.copytree(site, fresh)
        except (FileNotFoundError, shutil.Error) as error:
            raise Refused([Problem("deploy-moving", "", value=str(site))]) from error
        if problems := list(refusals(fresh, today)):
            raise Refused([Problem("deploy-moving", "", value=str(site)), *problems])
        known = list(_known(target))
        number = int(known[-1].name.partition("-")[0]) + 1 if known else 1
        release = releases / f"{number:04}-{_tail_of(fresh)}"
        fresh.rename(release)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _switch(target, release)
    _tidy(target)
    return release


def _tail_of(site: Path) -> str:
    """What tells a site apart in the name of its release: its day and its checksums."""
    told = imprint_of(site)
    sums = (site / addresses.CHECKSUMS).read_bytes()
    day = told.as_of.isoformat() if told else ""
    return f"{day}-{hashlib.sha256(sums).hexdigest()[:8]}"


def current(target: Path) -> Path | None:
    """The release that is shown, None where there is none yet."""
    link = target / CURRENT
    if not link.is_symlink():
        return None
    shown = target / link.readlink()
    return shown if shown.is_dir() else None


def before(target: Path) -> Path | None:
    """The release to go back to, None where there is none."""
    shown = current(target)
    if shown is None:
        return None
    # The same site under an earlier number (it was gone back from, then published again) is no way
    # back from itself.
    earlier = [r for r in _known(target) if r.name < shown.name and _tail(r) != _tail(shown)]
    return earlier[-1] if earlier else None


def _tail(release: Path) -> str:
    return release.name.partition("-")[2]


def day_of(release: Path) -> date:
    """The day a release was built for."""
    match = _NAME.fullmatch(release.name)
    assert match is not None
    return date.fromisoformat(match[2])


def returning(target: Path, release: Path) -> list[str]:
    """What an earlier release says and the shown one does not: what came down since, and what was
    put right. Records by approval, rows of the published tables by their place."""
    shown = current(target)
    now = imprint_of(shown) if shown is not None else None
    then = imprint_of(release)
    if shown is None or now is None or then is None:
        return []
    found = set(then.records - now.records)
    for table in sorted((release / addresses.DATA).glob("*/*.csv")):
        package, name = table.parent.name, table.stem
        later = set(_rows(shown / addresses.DATA / package / table.name))
        found |= {f"{package}/{name}/{row[0]}" for row in _rows(table) if row not in later}
    return sorted(found)


def _rows(table: Path) -> Iterator[tuple[str, ...]]:
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as stream:
            yield from filter(None, map(tuple, csv.reader(stream)))


def go_back(target: Path, release: Path) -> None:
    """Show an earlier release again."""
    _switch(target, release)


def _known(target: Path) -> Iterator[Path]:
    folder = target / RELEASES
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    yield from (path for path in names if _NAME.fullmatch(path.name))


def _switch(target: Path, release: Path) -> None:
    """Replace the link by a rename: no moment is without a site."""
    link = target / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / release.name, target_is_directory=True)
    os.replace(link, target / CURRENT)  # noqa: PTH105 - Path.replace follows the link on some systems


def _tidy(target: Path) -> None:
    """Take away what is older than the way back needs, and what a killed copy left."""
    shown = current(target)
    for old in list(_known(target))[:-KEPT]:
        if old != shown:
            shutil.rmtree(old, ignore_errors=True)
    for left in (target / RELEASES).glob(".*.new"):
        shutil.rmtree(left, ignore_errors=True)
