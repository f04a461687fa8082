"""How fast the first visit is, and what Lighthouse says of the pages.

    python benchmarks/pages.py              five runs of each page, medians
    python benchmarks/pages.py --runs 1

A copy of the project that is no demonstration is built as of `SOURCE_DATE_EPOCH` (23 November 2026
where it is not set) and served by nginx on this machine, packed as the example in docs/ packs it.
Lighthouse opens it as a phone on a slow network. Ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"

PAGES = ("", "mines/qx-003/", "mines/")
GOALS = {"performance": 0.97, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
FIRST_VISIT = 100_000
"""Bytes over the wire, headers included, of everything home makes a browser fetch."""

_BULLETIN = "from generator.cli import main; main()"
_DAY = "1795406400"
_CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def main() -> int:
    options = _options()
    if not LIGHTHOUSE.exists():
        print("Lighthouse is missing: sh .ci/node benchmarks/lighthouse", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bulletin-pages-") as private:
        folder = Path(private)
        site = built(folder)
        met = True
        with served(site, folder) as address:
            for page in PAGES:
                met &= judged(page, [run(address + page, folder) for _ in range(options.runs)])
    return 0 if met else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def built(folder: Path) -> Path:
    """The finished site of a copy that is no demonstration."""
    for part in ("data", "content", "theme"):
        shutil.copytree(ROOT / part, folder / part)
    config = (ROOT / "site_config.yml").read_text(encoding="utf-8")
    assert "demonstration: true" in config
    changed = config.replace("demonstration: true", "demonstration: false")
    (folder / "site_config.yml").write_text(changed, encoding="utf-8")
    subprocess.run(  # noqa: S603 — our own program
        [sys.executable, "-c", _BULLETIN, "build", "--project", folder],
        env={"SOURCE_DATE_EPOCH": _DAY, **os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return folder / "site"


@contextmanager
def served(site: Path, folder: Path) -> Iterator[str]:
    """The site served by nginx on this machine only; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in (folder, site):
        name.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, site=site, port=port), encoding="utf-8")
    command = ["nginx", "-c", config, "-e", folder / "nginx.log"]
    server = subprocess.Popen(command)  # noqa: S603 — Debian's server, our own configuration
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")


_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    charset utf-8;
    gzip on;
    gzip_comp_level 6;
    gzip_types text/css application/javascript application/json image/svg+xml application/xml;
    server {{
        listen 127.0.0.1:{port};
        root {site};
    }}
}}
"""


def run(address: str, folder: Path) -> dict[str, Any]:
    """One report of Lighthouse: a phone, a slow network, an empty cache."""
    report = folder / "report.json"
    subprocess.run(  # noqa: S603 — the pinned program beside this file
        [
            LIGHTHOUSE,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(GOALS)}",
            f"--chrome-flags={_CHROMIUM}",
        ],
        env={
            **os.environ,
            "CHROME_PATH": shutil.which("chromium") or "",
            "LIGHTHOUSE_ERROR_REPORTING": "0",
        },
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def judged(page: str, reports: list[dict[str, Any]]) -> bool:
    """Print the medians of a page; whether they reach the goals."""
    met = True
    print(f"/{page}")
    for category, goal in GOALS.items():
        scores = [report["categories"][category]["score"] or 0 for report in reports]
        median = statistics.median(scores)
        met &= median >= goal
        print(f"  {category:16}{median:6.2f}  of {goal:.2f}   {scores}")
    print(f"  missed: {', '.join(_missed(reports[-1])) or 'nothing'}")
    sent = round(statistics.median(_bytes(report) for report in reports))
    print(f"  first visit {sent:,} bytes in {len(_requests(reports[-1]))} requests")
    return met and (page != "" or sent <= FIRST_VISIT)


def _missed(report: dict[str, Any]) -> list[str]:
    weighed = {
        entry["id"]
        for category in report["categories"].values()
        for entry in category["auditRefs"]
        if entry["weight"]
    }
    audits = report["audits"]
    return sorted(
        name
        for name in weighed
        if (audits[name]["score"] or 0) < 1 and audits[name]["score"] is not None
    )


def _requests(report: dict[str, Any]) -> list[dict[str, Any]]:
    found = report["audits"]["network-requests"]["details"]["items"]
    return [entry for entry in found if entry["url"].startswith("http")]


def _bytes(report: dict[str, Any]) -> int:
    return sum(entry["transferSize"] for entry in _requests(report))


if __name__ == "__main__":
    sys.exit(main())
