"""Nothing of a hidden record is left in any byte of the site."""

from __future__ import annotations

import gzip
import html
import io
import json
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
import typst
from conftest import DAY
from test_tombstones import WITHDRAWN

from generator import bulletin, pipeline, residue
from generator.artifacts import Artifact
from generator.pipeline import Source
from generator.residue import Trace

WORDS = "清新应急罚〔2025〕示例99号"
TRACE = Trace(WORDS, "data/enforcement/outcomes.csv", 7, "decision_no")


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def printed(words: str) -> bytes:
    """A PDF whose text is the words, broken over lines."""
    source = f"#set page(width: 60pt, height: auto, margin: 5pt)\n{words}"
    return typst.compile(source.encode("utf-8"), format="pdf")


PLANTED = {
    "a page": ("a/index.html", f"<p>{WORDS}</p>".encode()),
    "a page with references": ("a/index.html", "".join(f"&#{ord(c)};" for c in WORDS).encode()),
    "a page that breaks the line": ("a/index.html", f"{WORDS[:5]}\n  {WORDS[5:]}".encode()),
    "a feed": ("feeds/all.xml", f"<item><title>{html.escape(WORDS)}</title></item>".encode()),
    "JSON": ("search/names.json", json.dumps([WORDS]).encode("ascii")),
    "a table": ("data/a.csv", f"id,no\n1,{WORDS}\n".encode()),
    "a drawing": ("chart.svg", f"<svg><title>{WORDS}</title></svg>".encode()),
    "an address": ("a/index.html", f'<a href="x?q={quote(WORDS)}">x</a>'.encode()),
    "a file's name": (f"{WORDS}.txt", b""),
    "a PDF": ("posters/a.pdf", printed(WORDS)),
    "a ZIP": ("pack.zip", zipped("a.html", WORDS.encode())),
    "a PDF in a ZIP": ("pack.zip", zipped("a.pdf", printed(WORDS))),
    "a packed file": ("a.json.gz", gzip.compress(WORDS.encode())),
}


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_residue_is_caught(place: str) -> None:
    path, content = PLANTED[place]
    sound = Artifact("index.html", "<p>清新应急罚〔2025〕示例9号</p>".encode())
    (problem,) = residue.check([sound, Artifact(path, content)], [TRACE])
    assert (problem.code, problem.file, problem.row, problem.field) == (
        "residue",
        "data/enforcement/outcomes.csv",
        7,
        "decision_no",
    )
    assert problem.details["path"] == path


def test_a_site_without_residue_is_silent() -> None:
    near = Artifact("a/index.html", "清新应急罚〔2025〕示例98号".encode())
    assert list(residue.check([near], [TRACE])) == []


def test_every_hidden_decision_has_a_trace(shipped: Source) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    traces = residue.distinctive(shipped.packages, seen)
    numbers = {trace.words for trace in traces if trace.field == "decision_no"}
    table = shipped.packages["enforcement"].resources["outcomes"]
    cells = {row.cells["outcome_id"]: row.cells["decision_no"] for row in table.rows}
    assert cells[WITHDRAWN] in numbers
    shown = {cells[outcome_id] for outcome_id in seen.outcomes}
    assert not numbers & shown


@pytest.mark.slow
def test_a_build_that_would_leave_a_residue_fails(project: Path, shipped: Source) -> None:
    table = shipped.packages["enforcement"].resources["outcomes"]
    number = next(
        row.cells["decision_no"] for row in table.rows if row.cells["outcome_id"] == WITHDRAWN
    )
    about = project / "content" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + f"\n{number}\n", encoding="utf-8")
    source = pipeline.check(project, DAY)
    output = project / "site"
    built = pipeline.build(source, DAY, output, with_posters=False, report=lambda step: None)
    assert [problem.code for problem in built.problems] == ["residue"]
    assert not output.exists()


def test_two_lines_together_do_not_spell_a_short_name() -> None:
    name = Trace("示某", "data/enforcement/outcomes.csv", 9, "party_name")
    apart = Artifact("a/index.html", "<p>表示\n某日</p>".encode())
    together = Artifact("b/index.html", "<p>示某</p>".encode())
    assert list(residue.check([apart], [name])) == []
    assert len(list(residue.check([apart, together], [name]))) == 1


def test_each_of_many_traces_is_caught_although_they_share_their_beginnings() -> None:
    traces = [
        Trace(
            f"清新应急罚〔2025〕示例{number}号",
            "data/enforcement/outcomes.csv",
            number,
            "decision_no",
        )
        for number in range(1000, 1300)
    ]
    page = Artifact("a/index.html", "\n".join(f"<p>{t.words}</p>" for t in traces[::7]).encode())
    found = sorted(problem.row or 0 for problem in residue.check([page], traces))
    assert found == list(range(1000, 1300, 7))


@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize(
    "words", ["示例五矿山有限", "示例七号矿山有限公司", "清新应急罚〔2025〕示例9号"]
)
def test_words_are_found_wherever_in_a_text_they_begin(before: int, words: str) -> None:
    trace = Trace(words, "data/enforcement/outcomes.csv", 2, "party_name")
    page = Artifact("a/index.html", f"{'甲' * before}{words}乙丙".encode())
    assert len(list(residue.check([page], [trace]))) == 1


def test_words_with_quotation_marks_are_found_in_json_too() -> None:
    trace = Trace('未按"三同时"建设\\施工', "data/enforcement/outcomes.csv", 2, "facts")
    page = Artifact("search/outcomes-2025.json", json.dumps([trace.words]).encode())
    other = Artifact("b.json", json.dumps([trace.words], ensure_ascii=False).encode())
    assert len(list(residue.check([other], [trace]))) == 1
    assert len(list(residue.check([page], [trace]))) == 1
