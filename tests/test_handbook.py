"""The handbook is true: every command in it runs, every message stands in its list.

`pytest tests/test_handbook.py --rewrite-golden` writes the list of messages anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, keep_prints
from PIL import Image, ImageChops, ImageStat

from generator import messages

HANDBOOK = ROOT / "docs" / "handbook.md"
MESSAGES = ROOT / "docs" / "messages.md"

_STEP = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_every_command_of_the_handbook_runs_in_its_order(project: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1795406400",
    }
    keep_prints(project)
    code = "from generator.cli import main; main()"
    run = []
    for block in _STEP.findall(HANDBOOK.read_text(encoding="utf-8")):
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "bulletin"
            # A question is answered by the return key, as the handbook's reader would.
            done = subprocess.run(
                [sys.executable, "-c", code, *words],
                cwd=project, env=environment, input="\n" * 60, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            run.append(words[0])
    assert {"check", "build", "new", "withdraw", "import", "posters", "fragments"} <= set(run)
    assert "清新应急罚〔2026〕示例99号" in (project / "data/enforcement/outcomes.csv").read_text(
        "utf-8"
    )
    mines = (project / "data/mines/mines.csv").read_text("utf-8")
    assert "qx-002,示例白石岭石灰岩矿," in mines
    assert "示例白石坑石灰岩矿" not in mines
    assert re.search("^qx-022,.*,closed,", mines, re.MULTILINE)
    members = (project / "data/closures/case_mines.csv").read_text("utf-8")
    assert ",qx-027,absorbed\n" in members
    assert ",qx-005,surviving\n" in members


def explained() -> str:
    """Every message of the catalogue, with what is filled in at run time as a gap."""
    lines = [
        "# 提示一览\n",
        "`bulletin check` 和别的命令说的每一条提示，以及怎么改。由程序的提示目录生成，不要手改。",
        "“…”是当时的内容。\n",
        "| 提示 | 怎么改 | 代号 |",
        "|---|---|---|",
    ]
    for code, entry in messages.catalogue("zh").entries.items():
        if "message" in entry:
            said, mend = (
                re.sub(r"\{[^}]*\}", "…", entry[key]).replace("|", "\\|").replace("\n", " ")
                for key in ("message", "fix")
            )
            lines.append(f"| {said} | {mend} | {code} |")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_the_pictures_are_what_their_script_makes_of_today(tmp_path: Path) -> None:
    """Made anew and compared by eye's measure: another look fails, another font's edges do not.

    `python docs/pictures.py` makes them anew.
    """
    subprocess.run([sys.executable, ROOT / "docs" / "pictures.py", tmp_path], check=True)
    text = HANDBOOK.read_text(encoding="utf-8")
    shown = {name: words for words, name in re.findall(r"!\[(.+)\]\(pictures/(\S+)\)", text)}
    kept = ROOT / "docs" / "pictures"
    assert set(shown) == {p.name for p in kept.iterdir()} == {p.name for p in tmp_path.iterdir()}
    for name in shown:
        with Image.open(kept / name) as before, Image.open(tmp_path / name) as now:
            assert before.size == now.size, name
            small = [picture.convert("L").resize((90, 90)) for picture in (before, now)]
        assert ImageStat.Stat(ImageChops.difference(*small)).mean[0] < 12, name


def test_every_message_is_explained(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite-golden"):
        MESSAGES.write_text(explained(), encoding="utf-8", newline="\n")
    same = MESSAGES.read_text(encoding="utf-8") == explained()
    assert same, "write docs/messages.md anew: pytest tests/test_handbook.py --rewrite-golden"


def test_every_command_of_the_program_that_the_handbook_names_exists() -> None:
    from test_cli import COMMANDS

    text = HANDBOOK.read_text(encoding="utf-8")
    assert set(re.findall(r"bulletin ([a-z]+)", text)) <= set(COMMANDS)
