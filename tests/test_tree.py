"""The published folder, only ever exchanged whole: real folders, real processes, real kills."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator import tree
from generator.artifacts import Artifact, deferred

posix = pytest.mark.skipif(os.name != "posix", reason="kills and modes are of POSIX systems")


def site(**files: str) -> list[Artifact]:
    """A site with these files (`__` stands for a slash, `_` for a dot) and its checksums."""
    named = {n.replace("__", "/").replace("_", "."): t.encode() for n, t in files.items()}
    return with_checksums(named)


def with_checksums(named: Mapping[str, bytes]) -> list[Artifact]:
    lines = [f"{hashlib.sha256(named[path]).hexdigest()}  {path}\n" for path in sorted(named)]
    whole = {**named, "data/SHA256SUMS": "".join(lines).encode()}
    return [Artifact(path, content) for path, content in whole.items()]


def content(artifacts: list[Artifact]) -> dict[str, bytes]:
    return {artifact.path: artifact.content for artifact in artifacts}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
        if path.is_file() or path == folder
    }


FIRST = site(index_html="甲", mines__a__index_html="一", mines__b__index_html="二")
SECOND = site(index_html="甲", mines__a__index_html="三", towns__c__index_html="四")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project folder: publishing needs nothing else of it."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def output(project: Path) -> Path:
    return project / "site"


def test_a_deferred_file_is_read_only_when_it_is_written(project: Path, output: Path) -> None:
    asked: list[str] = []

    def made() -> bytes:
        asked.append("once")
        return b"a large print"

    for asked_for in (2, 1):  # made for its digest, then written; then unchanged
        asked.clear()
        tree.publish([*FIRST, deferred("posters/a.pdf", made)], output, project)
        assert (output / "posters" / "a.pdf").read_bytes() == b"a large print"
        assert len(asked) == asked_for


def test_the_first_publish_makes_exactly_the_site(project: Path, output: Path) -> None:
    assert tree.publish(FIRST, output, project) == 4
    assert on_disk(output) == content(FIRST)
    assert {path.name for path in project.iterdir()} == {"site", ".bulletin"}


def test_an_output_several_folders_deep_is_made(project: Path, tmp_path: Path) -> None:
    output = tmp_path / "www" / "html" / "kuangan"
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)
    assert [path.name for path in output.parent.iterdir()] == ["kuangan"]


def test_publishing_the_same_again_touches_no_file(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    before = stamps(output)
    assert tree.publish(FIRST, output, project) == 0
    assert stamps(output) == before


def test_a_new_version_replaces_adds_and_removes(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    # changed: mines/a and the checksums; gone: mines/b; new: towns/c
    assert tree.publish(SECOND, output, project) == 4
    assert on_disk(output) == content(SECOND)
    assert not (output / "mines" / "b").exists()


def test_an_unchanged_file_keeps_its_time(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    old = output / "index.html"
    os.utime(old, ns=(10**18, 10**18))
    tree.publish(FIRST, output, project)  # touched by hand: healed, with a time of its own
    before = (output / "index.html").stat().st_mtime_ns
    for version in (SECOND, FIRST, SECOND):
        tree.publish(version, output, project)
        assert (output / "index.html").stat().st_mtime_ns == before


def test_versions_may_come_and_go_any_number_of_times(project: Path, output: Path) -> None:
    for version in (FIRST, SECOND, FIRST, FIRST, SECOND, SECOND, FIRST):
        tree.publish(version, output, project)
        assert on_disk(output) == content(version)


def test_a_file_may_become_a_folder_and_a_folder_a_file(project: Path, output: Path) -> None:
    one = with_checksums({"a": b"file", "b/c/d": b"deep"})
    other = with_checksums({"a/x": b"now a folder", "b": b"now a file"})
    for version in (one, other, one, other):
        tree.publish(version, output, project)
        assert on_disk(output) == content(version)


def test_names_may_be_chinese_and_hold_spaces(project: Path, output: Path) -> None:
    version = with_checksums({"通报/第 一.html": b"x", "a'b\"c": b"y"})
    tree.publish(version, output, project)
    assert on_disk(output) == content(version)


# What is not ours


def test_a_stray_file_in_the_output_is_refused_and_left(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    (output / "mines" / "notes.txt").write_text("mine", encoding="utf-8")
    before = on_disk(output)
    with pytest.raises(tree.OutputRefused) as refusal:
        tree.publish(SECOND, output, project)
    assert refusal.value.stray == "mines/notes.txt"
    assert on_disk(output) == before


@posix
def test_a_stray_link_to_a_folder_is_refused_and_what_it_means_left(
    project: Path, output: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("x", encoding="utf-8")
    tree.publish(FIRST, output, project)
    (output / "linked").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(tree.OutputRefused) as refusal:
        tree.publish(SECOND, output, project)
    assert refusal.value.stray == "linked"
    assert (elsewhere / "precious.txt").exists()
    (output / "linked").unlink()
    assert on_disk(output) == content(FIRST)


def test_a_foreign_folder_is_refused_and_left(project: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "documents"
    foreign.mkdir()
    (foreign / "index.html").write_text("not ours", encoding="utf-8")
    with pytest.raises(tree.OutputRefused) as refusal:
        tree.publish(FIRST, foreign, project)
    assert refusal.value.stray == "index.html"
    assert on_disk(foreign) == {"index.html": b"not ours"}


@posix
def test_what_is_neither_file_nor_folder_is_refused_and_left(project: Path, tmp_path: Path) -> None:
    """`--output /dev/null` must not put the site where the device was."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(tree.OutputRefused):
        tree.publish(FIRST, pipe, project)
    with pytest.raises(tree.OutputRefused):
        tree.refuse_foreign(pipe, project)
    assert pipe.is_fifo()


def test_a_folder_that_holds_only_folders_is_refused(project: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "documents"
    (foreign / "letters").mkdir(parents=True)
    with pytest.raises(tree.OutputRefused):
        tree.publish(FIRST, foreign, project)
    assert (foreign / "letters").is_dir()


def test_an_empty_folder_is_taken(project: Path, output: Path) -> None:
    output.mkdir()
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)


def test_an_output_that_is_a_file_is_refused_and_left(project: Path, output: Path) -> None:
    output.write_text("precious", encoding="utf-8")
    with pytest.raises(tree.OutputRefused):
        tree.publish(FIRST, output, project)
    assert output.read_text(encoding="utf-8") == "precious"


def test_the_project_itself_is_no_output(project: Path) -> None:
    (project / "site_config.yml").write_text("x: 1", encoding="utf-8")
    with pytest.raises(tree.OutputRefused):
        tree.publish(FIRST, project, project)
    assert (project / "site_config.yml").exists()


def test_a_site_is_recognised_when_the_private_state_is_lost(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    shutil.rmtree(project / ".bulletin")
    tree.publish(SECOND, output, project)
    assert on_disk(output) == content(SECOND)


def test_a_stray_file_is_found_when_the_private_state_is_lost(project: Path, output: Path) -> None:
    tree.publish(FIRST, output, project)
    (output / "stray.txt").write_text("x", encoding="utf-8")
    shutil.rmtree(project / ".bulletin")
    with pytest.raises(tree.OutputRefused):
        tree.publish(SECOND, output, project)
    assert (output / "stray.txt").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"index.html": 1}', '{"index.html": ["x"]}'])
def test_a_damaged_manifest_is_not_believed(project: Path, output: Path, text: str) -> None:
    tree.publish(FIRST, output, project)
    tree.publish(SECOND, output, project)
    for manifest in (project / ".bulletin").glob("manifest-*"):
        manifest.write_text(text, encoding="utf-8")
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)


# Touched by hand


def overwrite(output: Path) -> None:
    (output / "index.html").write_text("by hand", encoding="utf-8")


def remove(output: Path) -> None:
    (output / "mines" / "a" / "index.html").unlink()


def remove_folder(output: Path) -> None:
    shutil.rmtree(output / "mines")


def empty(output: Path) -> None:
    (output / "index.html").write_bytes(b"")


@pytest.mark.parametrize("damage", [overwrite, remove, remove_folder, empty])
def test_what_was_touched_by_hand_is_healed(project: Path, output: Path, damage) -> None:  # type: ignore[no-untyped-def]
    tree.publish(FIRST, output, project)
    damage(output)
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)
    tree.publish(SECOND, output, project)
    assert on_disk(output) == content(SECOND)
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)


def test_damage_in_the_spare_tree_is_healed(project: Path, output: Path) -> None:
    for version in (FIRST, SECOND):
        tree.publish(version, output, project)
    spare = project / ".bulletin" / "spare"
    overwrite(spare)
    (spare / "stray.txt").write_text("x", encoding="utf-8")
    tree.publish(FIRST, output, project)
    assert on_disk(output) == content(FIRST)


@posix
def test_everyone_may_read_the_site_whatever_the_umask(project: Path, output: Path) -> None:
    before = os.umask(0o077)
    try:
        tree.publish(FIRST, output, project)
        tree.publish(SECOND, output, project)
    finally:
        os.umask(before)
    modes = {
        path.relative_to(output).as_posix(): oct(path.stat().st_mode & 0o777)
        for path in (output, *output.rglob("*"))
    }
    files = set(content(SECOND))
    assert modes == {path: "0o644" if path in files else "0o755" for path in modes}
    assert len(modes) > len(files)


# Another disk, a full disk


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second disk here")
    folder = memory / f"bulletin-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("exchange", [True, False])
def test_the_output_may_lie_on_another_disk(
    project: Path, other_disk: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(tree, "_exchange", lambda one, other: False)
    output = other_disk / "site"
    for version in (FIRST, SECOND, FIRST):
        tree.publish(version, output, project)
        assert on_disk(output) == content(version)
        assert [path.name for path in other_disk.iterdir()] == ["site"]
    before = stamps(output)
    assert tree.publish(FIRST, output, project) == 0
    assert stamps(output) == before


LARGE = with_checksums(
    {"index.html": b"new", **{f"p/{n}": os.urandom(1000) * 50 for n in range(60)}}
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where root may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_site(small_disk: Path) -> None:
    project = small_disk / "project"
    project.mkdir()
    output = project / "site"
    tree.publish(FIRST, output, project)
    with pytest.raises(OSError) as fault:
        tree.publish(LARGE, output, project)
    assert fault.value.errno == errno.ENOSPC
    assert on_disk(output) == content(FIRST)
    tree.publish(SECOND, output, project)
    assert on_disk(output) == content(SECOND)


@pytest.mark.parametrize("successes", range(8))
def test_a_write_that_fails_at_any_file_leaves_the_old_site(
    project: Path, output: Path, monkeypatch: pytest.MonkeyPatch, successes: int
) -> None:
    tree.publish(FIRST, output, project)
    written = Path.write_bytes
    left = [successes]

    def fail_in_the_end(self: Path, data: bytes) -> int:
        if not left[0]:
            written(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        return written(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail_in_the_end)
        with pytest.raises(OSError, match="No space left"):
            tree.publish(LARGE, output, project)
    assert on_disk(output) == content(FIRST)
    tree.publish(SECOND, output, project)
    assert on_disk(output) == content(SECOND)


# Kills and neighbours. Two versions of about 300 files: some alike, some changed, some of one only.

PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_tree import versions
from generator import tree
if sys.argv[4] == "renames":
    tree._exchange = lambda one, other: False
output, project = Path(sys.argv[2]), Path(sys.argv[3])
print("ready", flush=True)
for _ in range(int(sys.argv[5])):
    for version in versions()[:: int(sys.argv[6])]:
        tree.publish(version, output, project)
"""


def versions() -> list[list[Artifact]]:
    same = {f"same/{n}/index.html": b"same" * n for n in range(100)}
    one = {f"page/{n}/index.html": b"one" * n for n in range(150)}
    other = {f"page/{n}/index.html": b"other" * n for n in range(150)}
    only_one = {f"one/{n}": b"1" for n in range(50)}
    only_other = {f"other/{n}": b"2" for n in range(50)}
    return [
        with_checksums({**same, **one, **only_one}),
        with_checksums({**same, **other, **only_other}),
    ]


def start(output: Path, project: Path, how: str, rounds: int, order: int = 1) -> subprocess.Popen:  # type: ignore[type-arg]
    arguments = [Path(__file__).parent, output, project, how, rounds, order]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )


def kill_at_random(output: Path, project: Path, how: str, chance: random.Random) -> None:
    process = start(output, project, how, 1000)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(chance.uniform(0, 0.12))
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()


KILLS = 60


@posix
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="folders are exchanged in one step on Linux")
def test_sixty_kills_leave_one_version_or_the_other_and_never_a_mixture(
    project: Path, output: Path
) -> None:
    one, other = versions()
    expected = [content(one), content(other)]
    tree.publish(one, output, project)
    chance = random.Random(20261123)
    found, torn = [], 0
    for turn in range(KILLS):
        kill_at_random(output, project, "exchange", chance)
        now = on_disk(output)
        assert now in expected
        found.append(expected.index(now))
        spare = project / ".bulletin" / "spare"
        torn += spare.exists() and on_disk(spare) not in expected
        if turn % 4 == 3:
            tree.publish((one, other)[turn % 8 // 4], output, project)
            assert on_disk(output) == expected[turn % 8 // 4]
    assert set(found) == {0, 1}
    assert torn > KILLS // 4  # the kills did fall into the middle of the work
    assert {path.name for path in project.iterdir()} == {"site", ".bulletin"}


@posix
@pytest.mark.slow
def test_kills_between_two_renames_are_mended_by_the_next_publish(
    project: Path, output: Path
) -> None:
    one, other = versions()
    expected = [content(one), content(other)]
    tree.publish(one, output, project)
    chance = random.Random(11)
    for turn in range(15):
        kill_at_random(output, project, "renames", chance)
        if output.exists():
            assert on_disk(output) in expected
        tree.publish((one, other)[turn % 2], output, project)
        assert on_disk(output) == expected[turn % 2]
        assert {path.name for path in project.iterdir()} == {"site", ".bulletin"}


@pytest.mark.parametrize("reached", ["old taken away", "new put in place"])
def test_a_site_caught_between_two_renames_comes_back(
    project: Path, output: Path, reached: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_exchange", lambda one, other: False)
    tree.publish(FIRST, output, project)
    renamed = Path.rename
    left = [1 if reached == "old taken away" else 2]

    class Killed(BaseException):
        pass

    def killed_after(self: Path, target: Path) -> Path:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return renamed(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed_after)
        with pytest.raises(Killed):
            tree.publish(SECOND, output, project)
    assert output.exists() is (reached == "new put in place")
    with pytest.raises(tree.OutputRefused):  # the next start mends before it refuses or builds
        output.mkdir(exist_ok=True)
        (output / "stray").write_text("x", encoding="utf-8")
        tree.publish(SECOND, output, project)
    (output / "stray").unlink()
    tree.publish(SECOND, output, project)
    assert on_disk(output) == content(SECOND)


@pytest.mark.slow
@posix
def test_two_publishes_at_once_leave_one_whole_site(project: Path, output: Path) -> None:
    one, other = versions()
    for _ in range(2):
        neighbours = [start(output, project, "exchange", 5, order) for order in (1, -1)]
        for process in neighbours:
            _, errors = process.communicate(timeout=60)
            assert (process.returncode, errors) == (0, b"")
        assert on_disk(output) in (content(one), content(other))
        assert {path.name for path in project.iterdir()} == {"site", ".bulletin"}


@pytest.mark.slow
@posix
def test_a_reader_never_finds_the_site_missing_or_mixed(project: Path, output: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("folders are exchanged in one step on Linux")
    one, _ = versions()
    tree.publish(one, output, project)
    process = start(output, project, "exchange", 12)
    found = set()
    while process.poll() is None:
        found.add((output / "page" / "2" / "index.html").read_bytes())
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert found == {b"oneone", b"otherother"}
