"""A built site as one ZIP: to read from a folder by double click, to carry into a closed network.

A browser shows no index.html of a folder by itself and lets a page from a folder fetch nothing. So
links name index.html, and the files the scripts read lie beside them as scripts, too. The
checksums are those of the ZIP's own files: `bulletin verify` proves the unpacked folder.
"""

from __future__ import annotations

import errno
import os
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from generator import addresses, archives
from generator.artifacts import Artifact
from generator.render import downloads

_TAG = re.compile(r"<(?:a|area|form|link|span)\s[^>]*>")
_LINK = re.compile(r'(\s(?:href|action|data-to)=")([^"]*)(?=")')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_READ_BY_SCRIPTS = (addresses.SEARCH, addresses.LISTS)


def folder_name(day: date) -> str:
    """The one folder in the ZIP."""
    return f"bulletin-{day.isoformat()}"


_FOLDER = re.compile(r"bulletin-[0-9]{4}-[0-9]{2}-[0-9]{2}/")


def is_parcel(file: Path) -> bool:
    """Whether a file is such a ZIP: everything lies in its one folder, with the checksums."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    folder = _FOLDER.match(names[0]) if names else None
    if folder is None or f"{folder[0]}{addresses.CHECKSUMS}" not in names:
        return False
    return all(name.startswith(folder[0]) for name in names)


def write(site: Path, day: date, file: Path) -> int:
    """Write the ZIP of a built site; give how many files it holds. Raises OSError.

    What stands there and is no file (a folder, /dev/null) stays.
    """
    if file.exists() and not file.is_file():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
    names = sorted(path for path in site.rglob("*") if path.is_file())
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in names}
    files = _offline(found)
    folder = folder_name(day)
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("wb") as stream:
        archives.write(stream, {f"{folder}/{path}": content for path, content in files.items()})
    fresh.replace(file)
    return len(files)


def _offline(site: Mapping[str, bytes]) -> dict[str, bytes]:
    files = {path: content for path, content in site.items() if path != addresses.CHECKSUMS}
    for path, content in site.items():
        if path.endswith(".html"):
            files[path] = named(content.decode("utf-8")).encode("utf-8")
        elif path.endswith(".json") and path.startswith(_READ_BY_SCRIPTS):
            # JSON is an expression of the language since 2019 (U+2028 was the last difference).
            script = b"bulletinReceive(" + content.strip() + b")\n"
            files[path.removesuffix("json") + "js"] = script
    sums = downloads.checksums([Artifact(path, content) for path, content in files.items()])
    return {**files, sums.path: sums.content}


def named(page: str) -> str:
    """A page whose links to folders name their index.html."""
    return _TAG.sub(lambda tag: _LINK.sub(lambda m: m[1] + _index(m[2]), tag[0]), page)


def _index(link: str) -> str:
    """
    >>> _index("../mines/#top"), _index(".."), _index("#top"), _index("https://bulletin.example/")
    ('../mines/index.html#top', '../index.html', '#top', 'https://bulletin.example/')
    """
    match = re.fullmatch(r"([^?#]*)(.*)", link, re.DOTALL)
    assert match is not None
    path, rest = match[1], match[2]
    if not path or _ELSEWHERE.match(path):
        return link
    if path.rpartition("/")[2] in {".", ".."}:
        path += "/"
    return f"{path}index.html{rest}" if path.endswith("/") else link
