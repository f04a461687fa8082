"""What posters cost: cold, warm, many, and beside WeasyPrint making one comparable sheet.

    python benchmarks/posters.py                       28 mines in four sizes, 200 mines in A3
    python benchmarks/posters.py --weasyprint PYTHON   an interpreter that has WeasyPrint

Each measurement is a process of its own; processor seconds (user and system) and peak memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from check import measured

ROOT = Path(__file__).resolve().parent.parent

_COMMON = """
import dataclasses, sys
from datetime import date
from pathlib import Path
from generator import bulletin, pipeline, prints
from generator.render import boards, posters
from generator.shelf import Shelf
root, kept = Path(sys.argv[1]), Path(sys.argv[2])
source = pipeline.check(root, date(2026, 11, 23))
seen = bulletin.assemble(source.packages, source.content, date(2026, 11, 23))
"""
_READ = _COMMON
_SITE = (
    _COMMON
    + """
prints.of_site(seen, source.settings, root / "theme", Shelf(kept).keep)
"""
)
_DISTRICT = (
    _COMMON
    + """
from generator.render import downloads
mines = prints.open_mines(seen)
own = [
    dataclasses.replace(mines[n % len(mines)], mine_id=f"n-{n:03}", name=f"示例第{n}号矿")
    for n in range(int(sys.argv[3]))
]
dossiers = {m.mine_id: seen.dossiers[mines[n % len(mines)].mine_id] for n, m in enumerate(own)}
rows = dataclasses.replace(seen.records, mines=tuple(own))
seen = dataclasses.replace(
    seen, records=rows, mines={m.mine_id: m for m in own}, dossiers=dossiers
)
made = prints.of_site(seen, source.settings, root / "theme", Shelf(kept).keep)
downloads.checksums(made.artifacts)
for artifact in made.artifacts:
    (kept.parent / "written").write_bytes(artifact.content)
print(sum(len(artifact.content) for artifact in made.artifacts) // 1_000_000, file=sys.stderr)
"""
)
_NAIVE = """
from generator.render import posters
posters._fit = posters._fit.__wrapped__  # each layout searched anew, nothing kept
"""
_MANY = """
mines = prints.open_mines(seen)
for number in range(int(sys.argv[3])):
    mine = mines[number % len(mines)]
    board = boards.of_mine(seen, source.settings, mine)
    own = dataclasses.replace(board, mine_name=f"示例第{number}号矿", mine_id=f"n-{number}")
    own = dataclasses.replace(own, edition=posters.edition_code(own))
    posters.render(own, "a3", theme=root / "theme")
"""
_WEASYPRINT = """
import sys
import weasyprint
rows = "".join(f"<li>{line}</li>" for line in open(sys.argv[1], encoding="utf-8"))
weasyprint.HTML(string=f'''<style>@page {{ size: A3; margin: 10mm }}
body {{ font: 13pt "Noto Sans CJK SC"; column-count: 2 }} h1 {{ font-size: 40pt }}
</style><h1>判定标准</h1><ol>{rows}</ol><h1>12350</h1>''').write_pdf(sys.argv[2])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mines", type=int, default=200)
    parser.add_argument("--weasyprint", metavar="PYTHON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = str(Path(folder) / "kept")
        site = [str(ROOT), kept]
        base = measured(_READ, site)
        cold, warm = measured(_SITE, site), measured(_SITE, site)
        count = len(list(Path(kept).iterdir()))
        print(f"reading the data          {base.seconds:6.1f} s {base.memory:5.0f} MB")
        print(
            f"all prints, cold          {cold.seconds:6.1f} s {cold.memory:5.0f} MB, {count} files"
        )
        ratio = (warm.seconds - base.seconds) / (cold.seconds - base.seconds)
        print(
            f"all prints, warm          {warm.seconds:6.1f} s {warm.memory:5.0f} MB = {ratio:.2f} x"
        )
        many = [*site, str(chosen.mines)]
        fast = measured(_COMMON + _MANY, many)
        each = (fast.seconds - base.seconds) / chosen.mines
        print(
            f"{chosen.mines} mines, A3            {fast.seconds:6.1f} s {fast.memory:5.0f} MB,"
            f" {each:.2f} s each"
        )
        district = [str(ROOT), str(Path(folder) / "district"), str(chosen.mines)]
        whole = measured(_DISTRICT, district)
        print(f"{chosen.mines} mines, all prints     {whole.seconds:6.1f} s {whole.memory:5.0f} MB")
        few = max(1, chosen.mines // 10)
        naive = measured(_COMMON + _NAIVE + _MANY, [*site, str(few)])
        slow = (naive.seconds - base.seconds) / few
        print(
            f"the same, fit sought anew {slow:6.2f} s each = {slow / each:.1f} x, measured on {few}"
        )
        if chosen.weasyprint:
            peer(chosen.weasyprint, Path(folder), each)


def peer(python: str, folder: Path, each: float) -> None:
    """One sheet of about as much text by WeasyPrint, which has the face from the system."""
    table = (ROOT / "data/hazard-criteria/criteria.csv").read_text(encoding="utf-8").splitlines()
    words = folder / "words"
    words.write_text("\n".join(line for line in table if "open-pit" in line), encoding="utf-8")
    own, sys.executable = sys.executable, python
    cost = measured(_WEASYPRINT, [str(words), str(folder / "sheet.pdf")])
    sys.executable = own
    print(
        f"WeasyPrint, one sheet     {cost.seconds:6.2f} s {cost.memory:5.0f} MB"
        f" = {cost.seconds / each:.1f} x a poster"
    )


if __name__ == "__main__":
    main()
