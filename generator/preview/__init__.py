"""The live preview: the site as it would be, built anew in memory whenever a file was saved.

Nothing is written into the project. Below `/.bulletin/` stands what is of the preview alone: a
script and a style that every page gets, and what that script asks for. `/@2026-12-01/mines/` is
the page of another day; `?as-of=2026-12-01` on any page leads there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from generator import addresses, bulletin, content, packages, pipeline, settings, terms
from generator.messages import Catalogue
from generator.packages import Resource, Row
from generator.problems import Problem, blocking
from generator.source import Source

OWN = "/.bulletin/"
"""What is below this address belongs to the preview, not to the site."""

_HOME = Path(__file__).parent
_WATCHED = (packages.FOLDER, content.FOLDER, "theme", settings.FILE)
_DAY = re.compile(r"/@([0-9]{4}-[0-9]{2}-[0-9]{2})(/.*)")
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
}
_KEYS = {
    addresses.MINES: "mine_id",
    addresses.ENFORCEMENT: "outcome_id",
    addresses.HAZARDS: "hazard_id",
    addresses.CLOSURES: "case_id",
    addresses.TOWNS: "town_code",
}
"""The column that names the record a page is about."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class _Day:
    """The last good site of a day, and what forbids a newer one."""

    stamp: Stamp = ()
    edition: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    source: Source | None = None


class Preview:
    """The sites of a project by day, each as its files were when it was last asked for."""

    def __init__(self, project: Path, today: date, words: Catalogue) -> None:
        self.project = project
        self.today = today
        self.words = words
        self._days: dict[date, _Day] = {}
        self._read: Source | None = None
        self._lock = threading.Lock()

    def at(self, day: date) -> _Day:
        """The site of a day, built anew where a file was saved since."""
        with self._lock:
            known = self._days.setdefault(day, _Day())
            stamp = tuple(self._stamp())
            if stamp != known.stamp:
                self._build(known, day)
                known.stamp = stamp
            return known

    def good(self, day: date) -> tuple[Mapping[str, bytes], int]:
        """The files of the last good site of a day, and its edition."""
        known = self.at(day)
        with self._lock:
            return known.files, known.edition

    def _stamp(self) -> Iterator[tuple[str, int, int]]:
        for part in _WATCHED:
            top = self.project / part
            for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
                with contextlib.suppress(OSError):  # an editor is replacing it at this moment
                    seen = path.stat()
                    yield str(path), seen.st_mtime_ns, seen.st_size

    def _build(self, known: _Day, day: date) -> None:
        source = pipeline.check(self.project, day)
        known.problems = source.problems
        self._read = source
        if source.settings is None or blocking(source.problems):
            return
        # The office sees what is internal before anybody else does.
        chosen = dataclasses.replace(source.settings, scorecard="public")
        source = dataclasses.replace(source, settings=chosen)
        seen = bulletin.assemble(source.packages, source.content, day, chosen.windows)
        artifacts, problems = pipeline.render(
            source,
            seen,
            with_posters=False,
            report=lambda step: None,
            preview=True,
            searched=False,  # the residue is looked for when a site is built
        )
        known.problems = source.problems + problems
        if not blocking(problems):
            known.files = {artifact.path: artifact.content for artifact in artifacts}
            known.source = source
            known.edition += 1

    def state(self, day: date, page: str) -> dict[str, object]:
        """What the script of a page is told: edition, problems, and the rows behind the page."""
        known = self.at(day)
        said = self.words.phrase
        return {
            "edition": known.edition,
            "title": said(
                "preview-problems" if blocking(known.problems) else "preview-warnings",
                count=len(known.problems),
            ),
            "rows_title": said("preview-rows"),
            "problems": [
                {
                    "severity": problem.severity,
                    "place": self._place(problem.file, problem.row),
                    "message": self.words.message(problem),
                    "fix": self.words.fix(problem),
                    "link": _row_link(problem.file, problem.row),
                }
                for problem in known.problems[:50]
            ],
            "rows": [
                {"place": self._place(file, number), "link": _row_link(file, number)}
                for file, number in _rows_behind(known.source, page)
            ],
        }

    def _place(self, file: str, row: int | None) -> str:
        if row is None:
            return file
        kind = "row" if file.endswith(".csv") else "line"
        return f"{file} {self.words.phrase(kind, row=row)}"

    def row(self, file: str, number: int) -> bytes:
        """A page with the cells of one row, or the line of a file of words."""
        found = _found(self._read, file, number) if self._read else None
        place = escape(f"{self.project.resolve() / file}")
        where = escape(self._place(file, number))
        if found is None:
            body = ""
        else:
            resource, row = found
            cells = "".join(
                f"<tr><th>{escape(resource.title(name))}</th><td>{escape(name)}</td>"
                f"<td>{escape(cell)}</td></tr>"
                for name, cell in row.cells.items()
            )
            body = f"<table>{cells}</table>"
        style = f'<link rel="stylesheet" href="{OWN}preview.css">'
        text = (
            f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{where}</title>'
            f"{style}<h1>{where}</h1><p>{place}</p>{body}</html>"
        )
        return text.encode("utf-8")


def _row_link(file: str, row: int | None) -> str:
    return f"{OWN}row/{quote(file)}?row={row}" if row is not None else ""


def _found(source: Source, file: str, number: int) -> tuple[Resource, Row] | None:
    for package in source.packages.values():
        for resource in package.resources.values():
            if resource.file == file:
                return next(((resource, r) for r in resource.rows if r.number == number), None)
    return None


def _rows_behind(source: Source | None, page: str) -> Iterator[tuple[str, int]]:
    """Every row that names the record of a page, its own row first."""
    family, _, rest = page.partition("/")
    name = rest.strip("/")
    key = _KEYS.get(f"{family}/")
    if source is None or key is None or not name:
        if source is not None and family == "notices" and name:
            yield from ((n.file, 1) for n in source.content.notices if n.slug == name)
        return
    own: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    for package in source.packages.values():
        for resource in package.resources.values():
            rows = [(resource.file, r.number) for r in resource.rows if r.cells.get(key) == name]
            (own if resource.primary_key == (key,) else others).extend(rows)
    yield from own
    yield from others


class Server(ThreadingHTTPServer):
    """Serves a preview on this machine only."""

    daemon_threads = True

    def __init__(self, port: int, preview: Preview) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.preview = preview

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who left in the middle of an answer is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Requests of the only reader are no news."""

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        if host not in {"127.0.0.1", "localhost"}:
            # A page of the web could lead its own name to this machine and read what is embargoed.
            self._answer(403, b"", "text/plain")
            return
        url = urlsplit(self.path)
        path, asked = unquote(url.path), parse_qs(url.query)
        if path.startswith(OWN):
            self._own(path.removeprefix(OWN), asked)
            return
        day, path = self._day_of(path)
        if "as-of" in asked:
            self._other_day(asked["as-of"][0], path)
        else:
            self._page(day, path.lstrip("/"))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _day_of(self, path: str) -> tuple[date, str]:
        match = _DAY.fullmatch(path)
        day = _day(match[1]) if match else None
        return (day, match[2]) if match and day else (self.server.preview.today, path)

    def _other_day(self, text: str, path: str) -> None:
        day = _day(text)
        if day is None:
            words = self.server.preview.words.phrase("preview-day", value=text)
            self._answer(400, words.encode("utf-8"), "text/plain")
            return
        self.send_response(302)
        self.send_header("Location", f"/@{day.isoformat()}{quote(path)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, day: date, path: str) -> None:
        files, edition = self.server.preview.good(day)
        name = f"{path}index.html" if not path or path.endswith("/") else path
        if name not in files and f"{name}/index.html" in files:
            self.send_response(302)
            self.send_header("Location", f"{urlsplit(self.path).path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if name in files:
            self._answer(200, files[name], _type(name), edition)
        else:
            missing = self.server.preview.words.phrase("preview-missing", path=path or "/")
            page = f'<!doctype html><html><head><meta charset="utf-8"></head><p>{escape(missing)}'
            self._answer(404, page.encode("utf-8"), "text/html", edition)

    def _own(self, name: str, asked: Mapping[str, list[str]]) -> None:
        preview = self.server.preview
        if name in {"preview.js", "preview.css"}:
            self._answer(200, (_HOME / name).read_bytes(), _type(name))
        elif name == "state":
            day, page = self._day_of(asked.get("page", ["/"])[0])
            state = preview.state(day, page.lstrip("/"))
            self._answer(200, json.dumps(state, ensure_ascii=False).encode("utf-8"), _type(".json"))
        elif name.startswith("row/"):
            number = asked.get("row", [""])[0][:9]
            page_of_row = preview.row(
                name.removeprefix("row/"), int(number) if number.isdecimal() else 0
            )
            self._answer(200, page_of_row, "text/html")
        else:
            self._answer(404, b"", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str, edition: int = 0) -> None:
        if kind == "text/html":
            # The script compares: a file may be saved before it asks for the first time.
            own = (
                f'<link rel="stylesheet" href="{OWN}preview.css">'
                f'<script src="{OWN}preview.js" data-edition="{edition}" defer></script></head>'
            )
            body = body.replace(b"</head>", own.encode(), 1)
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and terms.FIRST <= day <= terms.LAST else None


def _type(name: str) -> str:
    return _TYPES.get("." + name.rpartition(".")[2], "text/plain")
