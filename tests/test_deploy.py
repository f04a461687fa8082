"""Publishing by a switch: readers of a real nginx see one site or the other, never an error."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import DAY, copy_project

from generator import addresses, cli, deployment, pipeline

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bulletin that is no demonstration, built for the day without posters."""
    folder = copy_project(tmp_path_factory.mktemp("real") / "bulletin")
    config = folder / "site_config.yml"
    text = config.read_text(encoding="utf-8").replace("demonstration: true", "demonstration: false")
    config.write_text(text, encoding="utf-8")
    output = folder / "site"
    built = pipeline.build(
        pipeline.check(folder, DAY), DAY, output, with_posters=False, report=lambda step: None
    )
    assert not built.problems
    return output


def altered(site: Path, target: Path, word: str) -> Path:
    """Another sound site: one page other, its checksum with it."""
    shutil.copytree(site, target)
    (target / "robots.txt").unlink(missing_ok=True)
    text = (target / "404.html").read_text(encoding="utf-8")
    rewrite(target, "404.html", text + f"<!-- {word} -->")
    return target


def rewrite(site: Path, name: str, text: str) -> None:
    """Another text for a file of a site, its checksum with it."""
    file, sums = site / name, site / addresses.CHECKSUMS
    file.write_text(text, encoding="utf-8")
    fresh = f"{sha256(file.read_bytes()).hexdigest()}  {name}"
    lines = sums.read_text(encoding="utf-8").splitlines()
    assert any(line.endswith(f"  {name}") for line in lines)
    lines = [fresh if line.endswith(f"  {name}") else line for line in lines]
    sums.write_text("\n".join(lines) + "\n", encoding="utf-8")


def told(site: Path, day: date = DAY) -> list[str]:
    return [problem.code for problem in deployment.refusals(site, day)]


def test_a_sound_site_of_today_is_switched_to(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    target = tmp_path / "www"
    assert cli.run(["deploy", str(real), "--to", str(target)]) == 0
    shown = deployment.current(target)
    assert shown is not None
    assert (target / "current" / "index.html").read_bytes() == (real / "index.html").read_bytes()
    assert cli.run(["deploy", str(real), "--to", str(target)]) == 0
    assert deployment.current(target) == shown  # the same site is not copied twice


def test_a_public_fact_that_changed_in_silence_is_not_published(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    project = Path(shutil.copytree(real.parent, tmp_path / "bulletin"))
    target = tmp_path / "www"
    assert cli.run(["deploy", str(project / "site"), "--to", str(target)]) == 0
    shown = deployment.current(target)
    outcomes = project / "data/enforcement/outcomes.csv"
    text = outcomes.read_text(encoding="utf-8")
    before, after = '"罚款人民币350,000元。",350000,', '"罚款人民币35,000元。",35000,'
    assert text.count(before) == 1
    outcomes.write_text(text.replace(before, after), encoding="utf-8")
    arguments = ["build", "--project", str(project), "--without", "posters"]
    assert cli.run(arguments) == 0
    capsys.readouterr()
    assert cli.run(["deploy", "--project", str(project), "--to", str(target)]) == 1
    said = capsys.readouterr().err
    assert "data/enforcement/outcomes.csv" in said
    assert "没有发布" in said
    assert deployment.current(target) == shown


def test_what_is_no_issue_to_publish_is_refused_with_its_reason(
    real: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert told(real) == []
    assert told(real, date(2026, 11, 24)) == ["deploy-other-day"]
    assert told(site) == ["deploy-demonstration"]
    assert told(tmp_path) == ["deploy-no-site"]
    spoilt = Path(shutil.copytree(real, tmp_path / "spoilt"))
    (spoilt / "index.html").write_text("x", encoding="utf-8")
    assert told(spoilt) == ["verify-changed"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    target = tmp_path / "www"
    assert cli.run(["deploy", str(spoilt), "--to", str(target)]) == 1
    assert not target.exists()
    assert "没有发布" in capsys.readouterr().err
    assert cli.run(["deploy", str(real), "--to", str(target), "--as-of", "2026-11-23"]) == 2


def test_a_preview_is_refused(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "bulletin")
    source = pipeline.check(folder, DAY)
    pipeline.build(
        source, DAY, folder / "site", with_posters=False, report=lambda step: None, preview=True
    )
    assert "deploy-other-day" in told(folder / "site")


def test_the_way_back_is_one_command_but_not_to_another_day(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    target = tmp_path / "www"
    assert cli.run(["deploy", "--to", str(target), "--rollback"]) == 1
    deployment.deploy(real, target, DAY)
    first = deployment.current(target)
    deployment.deploy(altered(real, tmp_path / "second", "2"), target, DAY)
    assert deployment.current(target) != first
    assert cli.run(["deploy", "--to", str(target), "--rollback"]) == 0
    assert deployment.current(target) == first
    deployment.deploy(tmp_path / "second", target, DAY)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1795406400 + 86400))
    assert cli.run(["deploy", "--to", str(target), "--rollback"]) == 1
    assert cli.run(["deploy", "--to", str(target), "--rollback", "--even-older"]) == 0
    assert deployment.current(target) == first


def test_the_way_back_never_publishes_again_what_came_down_meanwhile(
    real: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    target, noon = tmp_path / "www", altered(real, tmp_path / "noon", "2")
    told = json.loads((noon / addresses.MANIFEST).read_text(encoding="utf-8"))
    number = next(iter(told["approvals"]))
    gone = told["approvals"].pop(number)
    rewrite(noon, addresses.MANIFEST, json.dumps(told, ensure_ascii=False))
    deployment.deploy(real, target, DAY)
    morning = deployment.current(target)
    deployment.deploy(noon, target, DAY)
    shown = deployment.current(target)
    assert cli.run(["deploy", "--to", str(target), "--rollback"]) == 1
    assert gone[0] in capsys.readouterr().err
    assert deployment.current(target) == shown
    assert cli.run(["deploy", "--to", str(target), "--rollback", "--even-older"]) == 0
    assert deployment.current(target) == morning


def test_a_way_back_that_would_undo_a_correction_is_refused_and_one_that_adds_is_not(
    real: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    people = "data/mines/responsibilities.csv"
    lines = (real / people).read_text(encoding="utf-8").splitlines(keepends=True)
    ended = altered(real, tmp_path / "ended", "ended")
    rewrite(ended, people, "".join(lines[:-1]))
    target = tmp_path / "www"
    deployment.deploy(real, target, DAY)
    deployment.deploy(ended, target, DAY)
    assert cli.run(["deploy", "--to", str(target), "--rollback"]) == 1
    assert "mines/responsibilities/" in capsys.readouterr().err
    other = tmp_path / "other"
    deployment.deploy(ended, other, DAY)
    deployment.deploy(real, other, DAY)  # one row more: to go back takes it away again
    assert cli.run(["deploy", "--to", str(other), "--rollback"]) == 0


def test_a_site_that_changes_while_it_is_copied_is_not_shown(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    target = tmp_path / "www"
    deployment.deploy(real, target, DAY)
    shown = deployment.current(target)
    copytree = shutil.copytree

    def torn(site: Path, copy: Path) -> None:
        monkeypatch.setattr(shutil, "copytree", copytree)  # it calls itself by its name
        copytree(site, copy)
        (copy / "index.html").write_text("of another build", encoding="utf-8")

    two = tmp_path / "two"
    copytree(real, two)
    monkeypatch.setattr(shutil, "copytree", torn)
    text = (two / "404.html").read_text(encoding="utf-8")
    rewrite(two, "404.html", f"{text}<!-- 2 -->")
    assert cli.run(["deploy", str(two), "--to", str(target)]) == 1
    assert "在复制的时候变了" in capsys.readouterr().err
    assert deployment.current(target) == shown
    assert [path for path in (target / "releases").iterdir() if path != shown] == []


def test_a_site_is_not_deployed_into_itself(real: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(real, tmp_path / "site"))
    before = sorted(path.name for path in site.iterdir())
    for inside in (site, site / "www"):
        assert cli.run(["deploy", str(site), "--to", str(inside)]) == 1
    assert sorted(path.name for path in site.iterdir()) == before


def test_old_releases_leave_and_the_shown_one_never(real: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    for n in range(deployment.KEPT + 3):
        deployment.deploy(altered(real, tmp_path / str(n), str(n)), target, DAY)
    left = sorted(path.name[:4] for path in (target / "releases").iterdir())
    assert left == ["0004", "0005", "0006", "0007", "0008"]
    assert deployment.current(target) == target / "releases" / max(
        path.name for path in (target / "releases").iterdir()
    )


NGINX = """
worker_processes 1; daemon off; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {home}/b; proxy_temp_path {home}/p;
  fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A private nginx that shows TARGET/current; its address and the target."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target, home = tmp_path / "www", tmp_path / "nginx"
    home.mkdir()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o755)  # its worker is another user
    config = home / "nginx.conf"
    config.write_text(NGINX.format(home=home, port=port, root=target / "current"))
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config), "-e", "stderr"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(1)
    yield f"http://127.0.0.1:{port}/", target
    os.kill(server.pid, signal.SIGTERM)
    server.wait()


def test_readers_see_no_error_across_sixty_switches(
    nginx: tuple[str, Path], real: Path, tmp_path: Path
) -> None:
    address, target = nginx
    two = altered(real, tmp_path / "two", "2")
    deployment.deploy(real, target, DAY)
    one = deployment.current(target)
    deployment.deploy(two, target, DAY)
    other = deployment.current(target)
    assert one is not None
    assert other is not None
    bodies = {(real / "404.html").read_bytes(), (two / "404.html").read_bytes()}
    faults: list[str] = []
    answers: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with urllib.request.urlopen(f"{address}404.html", timeout=10) as answer:
                    answers.append(answer.read())
            except OSError as error:
                faults.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(60):
        deployment.go_back(target, one if n % 2 else other)
        time.sleep(0.02)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert set(answers) == bodies  # both were seen, each whole
