"""A real nginx on this machine only, with the shipped example of a configuration."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT

EXAMPLE = ROOT / "docs" / "nginx.conf.example"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "nginx"


@contextmanager
def hosted(site: Path, private: Path) -> Iterator[str]:
    """The folder served by nginx; gives its address. Only the lines marked CHANGE are changed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    example = EXAMPLE.read_text(encoding="utf-8")
    for directive, value in (
        ("listen", f"127.0.0.1:{port}"),
        ("server_name", "127.0.0.1"),
        ("root", str(site)),
    ):
        example, found = re.subn(
            rf"(?m)^( +){directive} [^;]+;( +# CHANGE)", rf"\1{directive} {value};\2", example
        )
        assert found == 1, directive
    private.mkdir()
    (private / "bulletin.conf").write_text(example, encoding="utf-8")
    (private / "nginx.conf").write_text(_around(private), encoding="utf-8")
    command = [NGINX, "-p", str(private), "-c", str(private / "nginx.conf")]
    command += ["-e", str(private / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _around(private: Path) -> str:
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"    {name}_temp_path {private}/{name};" for name in places)
    owner = "user root root;" if os.geteuid() == 0 else ""
    return f"""
daemon off;
worker_processes 1;
pid {private}/nginx.pid;
{owner}
events {{ }}
http {{
    access_log off;
{temporary}
    include {private}/bulletin.conf;
}}
"""


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "nginx refused its configuration"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")
