"""The files of the search: what stands in them, and what may not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import DAY, ROOT

from generator import bulletin, pipeline, residue, skin
from generator.artifacts import Artifact, Page
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import pages, search


def dressed_on(source: Source, seen: Bulletin) -> tuple[list[Page], list[Artifact]]:
    """The pages of a day and the files they become, without posters."""
    settings = source.settings
    assert settings is not None
    site = pages.Site(seen, settings, source.packages, {}, ROOT / "theme")
    written = pages.render(site)
    dressed, problems = skin.dress(
        written,
        settings,
        pages.frame(site, written),
        theme=ROOT / "theme",
        resolve=lambda link: None,
    )
    assert problems == []
    return written, dressed


@pytest.fixture(scope="module")
def dressed(shipped: Source, shipped_bulletin: Bulletin) -> tuple[list[Page], list[Artifact]]:
    return dressed_on(shipped, shipped_bulletin)


@pytest.fixture(scope="module")
def files(
    dressed: tuple[list[Page], list[Artifact]], shipped_bulletin: Bulletin
) -> dict[str, Artifact]:
    return {file.path: file for file in search.render(shipped_bulletin, *dressed)}


Rows = list[Mapping[str, str]]


def rows(file: Artifact) -> Rows:
    """The rows of a file, by column."""
    part = json.loads(file.content)
    about = {"family", "rows", "edition", "below", "parts", "numbered", "towns"}
    columns = {name: text.split("\n") for name, text in part.items() if name not in about}
    assert {len(values) for values in columns.values()} == {part["rows"]}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def only(found: Rows, **wanted: str) -> Mapping[str, str]:
    (row,) = [row for row in found if wanted.items() <= row.items()]
    return row


def test_a_mine_is_found_by_its_former_name_and_its_former_operator(
    files: dict[str, Artifact],
) -> None:
    mines = rows(files["search/mines.json"])
    assert [row["id"] for row in mines] == sorted(row["id"] for row in mines)
    assert only(mines, id="qx-005")["former"] == "示例老石坳采石场"
    assert only(mines, former_operator="示例老竹矿业有限公司")["id"] == "qx-006"


def test_codes_stand_in_the_rows_of_the_mines(
    files: dict[str, Artifact], shipped_bulletin: Bulletin
) -> None:
    mines, codes = (json.loads(files[f"search/{n}.json"].content) for n in ("mines", "codes"))
    assert mines["edition"] == codes["edition"]
    for row, held in zip(
        rows(files["search/mines.json"]), rows(files["search/codes.json"]), strict=True
    ):
        dossier = shipped_bulletin.dossiers[row["id"]]
        assert held["uscc"] == dossier.mine.uscc
        for licence in dossier.licences:
            assert licence.number in held["licences"]


def test_an_outcome_tells_its_title_without_repeating_the_names_of_its_mine(
    files: dict[str, Artifact], shipped_bulletin: Bulletin
) -> None:
    titles = {event.address: event.title for event in shipped_bulletin.events}
    found = [row for name, file in files.items() if "outcomes-" in name for row in rows(file)]
    assert {row["id"] for row in found} == set(shipped_bulletin.outcomes)
    for row in found:
        mine = shipped_bulletin.mines.get(row["mine"])
        party = row["party"] or (mine.operator if mine else "")
        title = row["title"].replace("{p}", party).replace("{m}", mine.name if mine else "")
        assert title == titles[f"enforcement/{row['id']}/"]
    assert len({row["day"][:4] for row in found}) > 1


def test_the_parts_are_named_in_the_order_of_the_search(files: dict[str, Artifact]) -> None:
    mines = json.loads(files["search/mines.json"].content)
    parts, numbered = mines["parts"], mines["numbered"]
    named = {f"search/{part}.json" for part in (*parts, *numbered, "mines", "codes")}
    assert named == set(files)
    years = [part for part in parts if part.startswith("outcomes-")]
    assert parts[: len(years) + 1] == ["towns", *sorted(years, reverse=True)]


def test_words_of_people_are_found_section_by_section(files: dict[str, Artifact]) -> None:
    term = only(rows(files["search/glossary.json"]), title="头顶库")
    assert (term["address"], "下游1公里" in term["text"]) == ("glossary/#overhead-pond", True)
    pages = rows(files["search/pages.json"])
    assert only(pages, address="report/#who-knows")["title"] == "举报 › 谁会知道我是谁"
    assert "保密" in only(pages, address="report/#who-knows")["text"]
    notice = only(rows(files["search/notices.json"]), id="2026-11-gale-stop")
    assert "边坡" in notice["text"] and "再恢复" in notice["text"]
    assert "本页内容" not in notice["text"] and "索引号" not in notice["text"]


def test_what_people_type_stands_beside_the_section_that_answers_it(
    files: dict[str, Artifact], dressed: tuple[list[Page], list[Artifact]]
) -> None:
    found = [*rows(files["search/glossary.json"]), *rows(files["search/pages.json"])]
    call = only(found, address="report/#what-to-say")
    assert call["title"] == "举报 › 打电话，说四件事"
    assert {"怎么举报", "举报电话", "打什么电话"} <= set(call["also"].split("、"))
    # Each item of the list on the page of the search has met its section.
    page = next(file.content.decode() for file in dressed[1] if file.path == "search/index.html")
    shown = page.partition('id="common"')[2].partition("</ul>")[0].count("<li>")
    assert len([row for row in found if row["also"]]) == shown > 10


def test_accidents_and_dishonest_parties_are_found(files: dict[str, Artifact]) -> None:
    (flood, fall) = rows(files["search/accidents.json"])
    assert "雨" in flood["text"] and fall["title"] == "示例河背建筑石料矿发生一般事故：死亡 1 人"
    (listed,) = rows(files["search/entities.json"])
    assert (listed["party"], listed["address"]) == ("", "enforcement/#e-rd5p6rbk")  # its operator


def test_every_number_that_a_page_tells_is_found(
    files: dict[str, Artifact], shipped_bulletin: Bulletin
) -> None:
    """Numbers of documents and of disclosures, recounted from the rows that are public."""
    held = [cell for file in files.values() for row in rows(file) for cell in row.values()]
    told = "\n".join(held)
    public = shipped_bulletin.records
    tables = (public.risk_grades, public.mine_changes, public.responsibilities, public.cases)
    tables += (public.supervised_hazards, public.outcomes, public.accidents)
    numbers = {
        getattr(row, name, "")
        for table in tables
        for row in table
        for name in ("document_no", "decision_no", "extension_no", "index_no")
        if name != "index_no" or table is not public.risk_grades  # no page tells those
    }
    assert len(numbers) > 100
    assert sorted(number for number in numbers if number not in told) == []


def test_what_happened_is_about_the_firm_of_its_day(
    shipped_bulletin: Bulletin, dressed: tuple[list[Page], list[Artifact]]
) -> None:
    """A firm that came later gets no accident, and a person who is not named no firm."""
    person = next(o for o in shipped_bulletin.records.outcomes if o.mine_id)
    accident = shipped_bulletin.records.accidents[0]
    dossier = shipped_bulletin.dossiers[accident.mine_id]
    (sample,) = shipped_bulletin.records.mine_changes[:1]
    sold = replace(
        sample,
        mine_id=accident.mine_id,
        field="operator",
        old_value="示例旧东家有限公司",
        changed_on=accident.occurred_on + timedelta(days=1),
    )
    dossiers = {
        **shipped_bulletin.dossiers,
        accident.mine_id: replace(dossier, changes=(*dossier.changes, sold)),
    }
    outcomes = tuple(
        replace(o, party_name="") if o is person else o for o in shipped_bulletin.records.outcomes
    )
    records = replace(shipped_bulletin.records, outcomes=outcomes)
    seen = replace(shipped_bulletin, dossiers=dossiers, records=records)
    found = {file.path: file for file in search.render(seen, *dressed)}
    part = rows(found["search/accidents.json"])
    assert only(part, mine=accident.mine_id)["party"] == "示例旧东家有限公司"
    part = rows(found[f"search/outcomes-{person.decided_on.year}.json"])
    assert only(part, id=person.outcome_id)["party"] == "-"  # nobody who is named


def test_the_line_of_a_mine_tells_its_grade_and_what_is_open(files: dict[str, Artifact]) -> None:
    mines = rows(files["search/mines.json"])
    assert only(mines, id="qx-001")["now"].endswith("登记：" + "生产")
    late = [row for row in mines if "有逾期的重大隐患" in row["now"]]
    assert late and all("级风险 · " in row["now"] for row in late)
    closed = [row for row in mines if "登记：已关闭" in row["now"]]
    assert closed and all("级风险" not in row["now"] for row in closed)
    hazards = rows(files["search/hazards.json"])
    assert {"逾期未销号", "已销号"} <= {word for h in hazards for word in h["now"].split("、")}


def test_no_column_repeats_the_rows_of_a_list(files: dict[str, Artifact]) -> None:
    # A page that lists mines would bring all of them into the text of one row.
    assert only(rows(files["search/pages.json"]), address="grading/#mines")["text"] == ""


def test_a_record_past_its_time_leaves_the_files(
    shipped: Source, shipped_bulletin: Bulletin, dressed: tuple[list[Page], list[Artifact]]
) -> None:
    later = bulletin.assemble(shipped.packages, shipped.content, date(2032, 1, 1))
    rows_read = shipped.packages["enforcement"].resources["outcomes"].rows
    for seen in (shipped_bulletin, later):
        text = b"".join(file.content for file in search.render(seen, *dressed)).decode()
        shown = {row.cells["outcome_id"] for row in rows_read if row.cells["outcome_id"] in text}
        hidden = {rows_read[n].cells["outcome_id"] for n in seen.hidden["outcomes"]}
        assert shown == {row.cells["outcome_id"] for row in rows_read} - hidden
    assert len(later.outcomes) < len(shipped_bulletin.outcomes)


def test_a_record_without_a_page_is_not_found(
    shipped_bulletin: Bulletin, dressed: tuple[list[Page], list[Artifact]]
) -> None:
    pages, files = dressed
    gone = next(page for page in pages if page.shell == "outcome")
    left = search.render(shipped_bulletin, [p for p in pages if p is not gone], files)
    record_id = gone.address.split("/")[1].encode()
    assert not [file.path for file in left if record_id in file.content]


def test_the_residue_check_reads_the_files(shipped: Source, shipped_bulletin: Bulletin) -> None:
    traces = residue.distinctive(shipped.packages, shipped_bulletin)
    number = next(trace for trace in traces if trace.field == "decision_no")
    part = search.column(["示例一号", number.words, "示例二号"])
    content = json.dumps({"no": part}, ensure_ascii=False).encode()
    (found,) = residue.check([Artifact("search/outcomes-2026.json", content)], traces)
    assert found.details["words"] == number.words


def test_the_same_rows_give_the_same_bytes(
    files: dict[str, Artifact],
    shipped: Source,
    shipped_bulletin: Bulletin,
    dressed: tuple[list[Page], list[Artifact]],
) -> None:
    backwards = {m: shipped_bulletin.dossiers[m] for m in reversed(shipped_bulletin.dossiers)}
    seen = replace(shipped_bulletin, dossiers=backwards)
    assert {file.path: file for file in search.render(seen, *dressed)} == files


def test_a_line_feed_inside_a_value_does_not_shift_the_rows() -> None:
    assert search.column(["甲\n乙", "丙"]) == "甲 乙\n丙"


def test_an_empty_bulletin_has_its_file_of_mines(empty_project: Path) -> None:
    source = pipeline.check(empty_project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    found = {f.path: f for f in search.render(seen, *dressed_on(source, seen))}
    part = json.loads(found["search/mines.json"].content)
    assert part["rows"] == 0
    assert part["parts"] == ["glossary", "pages"]
