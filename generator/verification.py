"""Whether a site is byte for byte what was built: its own checksums, over every file.

A folder is walked, so a file that nobody built is found too; over the web nobody can list what lies
there, and only changed and missing files are found.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urljoin

from generator import addresses
from generator.problems import Problem

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_PATIENCE = 30
"""Seconds that a server may take for one file."""

Read = Callable[[str], bytes | None]
"""The bytes at a path below the site's root, None where there is nothing."""


def of_folder(folder: Path) -> list[Problem]:
    """Every changed, missing and added file of a site that lies in a folder."""

    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    sums = _sums(read)
    if sums is None:
        return [Problem("verify-no-sums", addresses.CHECKSUMS)]
    links = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_symlink())
    if links:  # what they lead to is no part of the site, and would be published with it
        return [Problem("verify-added", path) for path in links]
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    added = sorted(present - sums.keys() - {addresses.CHECKSUMS})
    return [*_differences(sums, read), *(Problem("verify-added", path) for path in added)]


class NoAnswer(Exception):
    """No site answers at the address, or it is none."""


def of_url(url: str) -> list[Problem]:
    """Every changed and missing file of a site on the web. Raises NoAnswer."""
    try:
        return _of_url(url)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NoAnswer(str(getattr(error, "reason", error))) from error


def _of_url(url: str) -> list[Problem]:
    root = url if url.endswith("/") else f"{url}/"

    def read(path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(urljoin(root, quote(path)), timeout=_PATIENCE) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError:
            return None

    sums = _sums(read)
    if sums is None:
        return [Problem("verify-no-sums", addresses.CHECKSUMS)]
    return list(_differences(sums, read))


def _sums(read: Read) -> Mapping[str, str] | None:
    content = read(addresses.CHECKSUMS)
    lines = content.decode("utf-8", "replace").splitlines() if content else []
    matches = [_LINE.fullmatch(line) for line in lines]
    if not lines or not all(matches):
        return None
    # A path that leaves the folder is no file of a site.
    found = {match[2]: match[1] for match in matches if match}
    return None if any(".." in path.split("/") or path.startswith("/") for path in found) else found


def _differences(sums: Mapping[str, str], read: Read) -> Iterator[Problem]:
    for path, digest in sorted(sums.items()):
        content = read(path)
        if content is None:
            yield Problem("verify-missing", path)
        elif hashlib.sha256(content).hexdigest() != digest:
            yield Problem("verify-changed", path)
