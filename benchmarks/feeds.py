"""All feeds of a made bulletin, against feedgen writing every entry of every feed.

The same events, the same bytes: the peer builds each RSS and Atom feed with feedgen, entry by
entry, as its manual says. It is measured on a sample of the feeds and scaled by their entries;
JSON Feed and the list of subscriptions count against us only.

    python benchmarks/feeds.py --mines 1000 --outcomes 5000 --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import made

sys.path.insert(0, str(made.ROOT / "tests"))

import plain_feedgen

from generator import bulletin, content, packages, settings
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.render import feeds
from generator.render.feeds.entries import Feed, entry
from generator.render.feeds.entries import feeds as all_feeds
from generator.settings import Settings


@dataclasses.dataclass(frozen=True)
class Made:
    """What the feeds are made from."""

    seen: Bulletin
    chosen: Settings

    def files(self) -> dict[str, bytes]:
        rendered: list[Artifact] = feeds.render(self.seen, self.chosen)
        return {artifact.path: artifact.content for artifact in rendered}


def read(project: Path) -> Made:
    """A made project as of its day. It is sound: nothing is checked here."""
    chosen, _ = settings.load(project)
    assert chosen is not None
    tables, _ = packages.load(project)
    words, _ = content.load(project)
    return Made(bulletin.assemble(tables, words, made.DAY, chosen.windows), chosen)


def ours(from_: Made) -> tuple[float, dict[str, bytes]]:
    """Processor seconds for every feed in every format, and the files."""
    start = time.process_time()
    files = from_.files()
    return time.process_time() - start, files


def peer(from_: Made, sample: Sequence[Feed]) -> float:
    """Processor seconds for the sampled feeds as RSS and Atom by feedgen alone."""
    start = time.process_time()
    for feed in sample:
        told = [entry(event, from_.seen, from_.chosen) for event in feed.events]
        plain = plain_feedgen.generated(feed, told, from_.chosen)
        plain.rss_str(pretty=True)
        plain.atom_str(pretty=True)
    return time.process_time() - start


def rewritten(project: Path, before: dict[str, bytes]) -> list[str]:
    """The files that one new grade changes."""
    table = project / "data" / "grading" / "risk_grades.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    newest = {**rows[-1], "grade_id": "g-one-more", "graded_on": made.DAY.isoformat()}
    newest["published_on"] = made.DAY.isoformat()
    with table.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(rows[0]), lineterminator="\n").writerow(newest)
    after = read(project).files()
    return sorted(path for path in after if after[path] != before.get(path))


def main(arguments: list[str]) -> int:
    """The command line: exit code 1 when a new event rewrites another feed than its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mines", type=int, default=1_000)
    parser.add_argument("--outcomes", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "bulletin"
        made.write(project, mines=given.mines, outcomes=given.outcomes, seed=given.seed)
        from_ = read(project)
        listed = [feed for feed in all_feeds(from_.seen, from_.chosen) if feed.events]
        sample = listed[:20] + listed[20::10]
        share = sum(len(f.events) for f in sample) / sum(len(f.events) for f in listed)
        ours_runs, peer_runs = [], []
        for _ in range(given.rounds):
            seconds, files = ours(from_)
            ours_runs.append(seconds)
            peer_runs.append(peer(from_, sample) / share)
        changed = rewritten(project, files)
    ours_cpu, peer_cpu = statistics.median(ours_runs), statistics.median(peer_runs)
    size = sum(map(len, files.values()))
    entries = sum(len(feed.events) for feed in listed)
    print(
        f"{given.mines:,} mines, {given.outcomes:,} outcomes, {len(from_.seen.events):,} events\n"
    )
    print("| feeds | entries | files | MB | CPU s | feedgen alone, CPU s | ratio |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    print(
        f"| {len(listed):,} | {entries:,} | {len(files):,} | {size / 1e6:.1f} "
        f"| {ours_cpu:.2f} | {peer_cpu:.1f} | {ours_cpu / peer_cpu:.3f} |"
    )
    print(f"\none new event rewrites {len(changed)} files: {', '.join(changed)}")
    return 0 if len(changed) == 3 * 4 else 1  # all, its kind, its town, its mine


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
