"""Publishing by commit: a real bare repository, real rsync, the script that every CI calls."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, copy_project, keep_prints

from generator import cli, deployment, verification

pytestmark = pytest.mark.slow

PUBLISH = ROOT / ".ci" / "publish"
EPOCH = 1795406400
DAY = 86400


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The program of this checkout, the day, and a git that knows nobody."""
    program = tmp_path / "bulletin"
    code = "from generator.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "BULLETIN": str(program),
        "SOURCE_DATE_EPOCH": str(EPOCH),
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@bulletin.example",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@bulletin.example",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A bulletin of another place, without mines, that is no demonstration."""
    folder = tmp_path / "real"
    assert cli.run(["init", str(folder)]) == 0
    no_demonstration(folder)
    return folder


def no_demonstration(project: Path) -> None:
    config = project / "site_config.yml"
    text = config.read_text(encoding="utf-8").replace("demonstration: true", "demonstration: false")
    config.write_text(text, encoding="utf-8")


def run(*command: str | Path, env: dict[str, str], at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        env=env,
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
    )


def sound(*command: str | Path, env: dict[str, str], at: Path) -> str:
    done = run(*command, env=env, at=at)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_push_is_published_and_a_push_with_a_problem_is_refused_with_the_report(
    real: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    def git(*words: str | Path, at: Path = real) -> str:
        return sound("git", *words, env=environment, at=at)

    served, target = tmp_path / "bulletin.git", tmp_path / "www"
    git("init", "--quiet", "--bare", served, at=tmp_path)
    git("config", "bulletin.home", ROOT, at=served)
    git("config", "bulletin.target", target, at=served)
    for hook in ("pre-receive", "post-receive"):
        (served / "hooks" / hook).symlink_to(ROOT / ".ci" / "hooks" / hook)
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Begin")
    git("push", served, "main")
    first = deployment.current(target)
    assert first is not None
    assert verification.of_folder(first) == []
    told = deployment.imprint_of(first)
    assert told is not None
    assert told.commit == git("rev-parse", "HEAD").strip()

    with (real / "data/mines/towns.csv").open("a", encoding="utf-8") as towns:
        towns.write("990101101,示例乙镇,city\n")
    git("commit", "--quiet", "--all", "--message", "Spoil")
    refused = run("git", "push", served, "main", env=environment, at=real)
    assert refused.returncode != 0
    assert "data/mines/towns.csv" in refused.stderr
    assert "pre-receive hook declined" in refused.stderr
    assert deployment.current(target) == first

    git("push", served, "HEAD:refs/heads/draft")  # another branch is nobody's site
    assert deployment.current(target) == first

    file = real / "data/mines/towns.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("city", "town"), encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "Mend")
    git("push", served, "main")
    second = deployment.current(target)
    assert second is not None
    assert second != first
    assert "示例乙镇" in (second / "data/mines/towns.csv").read_text(encoding="utf-8")


def test_each_day_a_site_is_built_anew_only_when_time_changes_it(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    project, target = copy_project(tmp_path / "project"), tmp_path / "www"
    keep_prints(project)
    no_demonstration(project)
    config = project / "site_config.yml"
    words = config.read_text(encoding="utf-8") + "mine_posters_up_to: 0\n"
    config.write_text(words, encoding="utf-8")
    environment["PROJECT"] = str(project)

    def publish(*words: str | Path, days: int = 0) -> str:
        environment["SOURCE_DATE_EPOCH"] = str(EPOCH + days * DAY)
        return sound("sh", PUBLISH, *words, env=environment, at=tmp_path)

    publish("--if-due", target)
    first = deployment.current(target)
    assert first is not None
    assert "stays as it is" in publish("--if-due", target)
    assert "stays as it is" in publish("--if-due", target, days=1)
    assert deployment.current(target) == first
    publish("--if-due", target, days=3)  # the agenda names 2026-11-25 and 2026-11-26
    third = deployment.current(target)
    assert third is not None
    assert deployment.day_of(third).isoformat() == "2026-11-26"


def test_rsync_brings_releases_and_the_way_back_to_another_place(
    real: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    # A colon makes it another machine; ssh is a program that stays on this one.
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nwhile [ "$1" != host ]; do shift; done\nshift\nexec sh -c "$*"\n')
    ssh.chmod(0o755)
    environment |= {"RSYNC_RSH": str(ssh), "PROJECT": str(real)}
    there = tmp_path / "there"
    there.mkdir()
    sound("sh", PUBLISH, f"host:{there}", env=environment, at=tmp_path)
    first = deployment.current(there)
    assert first is not None
    assert verification.of_folder(first) == []
    with (real / "data/mines/towns.csv").open("a", encoding="utf-8") as towns:
        towns.write("990101101,示例乙镇,town\n")
    shutil.rmtree(real / ".bulletin")  # another runner: nothing is left of the last time
    sound("sh", PUBLISH, f"host:{there}", env=environment, at=tmp_path)
    second = deployment.current(there)
    assert second is not None
    assert second.name.startswith("0002-")
    kept = real / ".bulletin" / "published"
    program = environment["BULLETIN"]
    sound(program, "deploy", "--to", kept, "--rollback", env=environment, at=tmp_path)
    back = ROOT / ".ci" / "deploy-rsync"
    sound("sh", back, kept, f"host:{there}", env=environment, at=tmp_path)
    assert deployment.current(there) == first


def test_what_is_no_issue_to_publish_stops_the_script(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    project = tmp_path / "fresh"
    assert cli.run(["init", str(project)]) == 0
    environment["PROJECT"] = str(project)
    done = run("sh", PUBLISH, tmp_path / "www", env=environment, at=tmp_path)
    assert done.returncode == 1
    assert "这是演示网站" in done.stderr
    assert not (tmp_path / "www").exists()


def commands(steps: object) -> list[str]:
    """Every shell line anywhere in a file of a CI."""
    if isinstance(steps, dict):
        own = [steps["run"]] if isinstance(steps.get("run"), str) else []
        own += [line for key in ("script", "before_script") for line in steps.get(key, [])]
        rest = [v for k, v in steps.items() if k not in {"run", "script", "before_script"}]
        return own + [line for value in rest for line in commands(value)]
    return [line for step in steps for line in commands(step)] if isinstance(steps, list) else []


@pytest.mark.parametrize("file", [".gitlab-ci.yml", ".github/workflows/publish.yml"])
def test_each_ci_calls_the_one_script_and_programs_that_are_here(file: str) -> None:
    lines = commands(yaml.safe_load((ROOT / file).read_text(encoding="utf-8")))
    name = '"$BULLETIN_TARGET"' if "gitlab" in file else '"$TARGET"'
    assert {line for line in lines if "publish" in line} == {
        f"sh .ci/publish --check {name}",
        f"sh .ci/publish {name}",
        f"sh .ci/publish --if-due {name}",
    }
    for line in lines:
        program, script = line.split()[:2]
        assert program == "sh"
        assert (ROOT / script).is_file()


@pytest.mark.parametrize(
    ("file", "schema"),
    [(".gitlab-ci.yml", "gitlab-ci"), (".github/workflows/publish.yml", "github-workflows")],
)
def test_each_ci_file_is_one_its_program_reads(file: str, schema: str, tmp_path: Path) -> None:
    """Linted against the schemas of GitLab and GitHub that check-jsonschema carries along."""

    def judged(path: Path) -> int:
        transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
        linter = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
        run = subprocess.run(
            [*linter, *transform, path], check=False, capture_output=True, cwd=tmp_path
        )
        return run.returncode

    assert judged(ROOT / file) == 0
    text = (ROOT / file).read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.yml"
    word = "script:" if schema == "gitlab-ci" else "runs-on:"
    spoilt.write_text(text.replace(word, word.replace("s", "z")), encoding="utf-8")
    assert judged(spoilt) == 1


def test_every_hook_of_pre_commit_runs_a_program_of_the_lock_file() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook for repo in hooks["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}  # nothing is fetched
    assert {hook["language"] for hook in entries} == {"system"}
    tools = Path(sys.executable).parent
    for hook in entries:
        program = hook["entry"].split()[0]
        assert program.startswith(".venv/bin/")
        assert (tools / Path(program).name).is_file()
