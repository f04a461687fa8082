"""The data against the last publication: nothing public changes or goes in silence."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import itertools
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import DAY, ROOT
from desks import told

from generator import addresses, bulletin, comparison, terms
from generator.comparison import Published
from generator.packages import Packages, Resource, Row
from generator.pipeline import Source
from generator.problems import Problem
from generator.render import downloads

Edits = Mapping[str, Mapping[str, Mapping[str, str] | None]]
"""By table and key: the cells to put in, None to delete the row; an unknown key is a new row."""


def edited(packages: Packages, edits: Edits) -> Packages:
    """The packages with some rows changed, as if read anew."""
    result = dict(packages)
    for place, changes in edits.items():
        name, _, table = place.partition("/")
        package = result[name]
        resource = _rewritten(package.resources[table], changes)
        resources = {**package.resources, table: resource}
        result[name] = dataclasses.replace(package, resources=resources)
    return result


def _rewritten(resource: Resource, changes: Mapping[str, Mapping[str, str] | None]) -> Resource:
    names = [entry["name"] for entry in resource.fields]
    left = dict(changes)
    kept = []
    for row in resource.rows:
        cells = left.pop("、".join(row.cells[key] for key in resource.primary_key), {})
        if cells is not None:
            assert set(cells) <= set(names)
            kept.append({**row.cells, **cells})
    for key, cells in left.items():
        assert cells is not None, key
        kept.append({**dict.fromkeys(names, ""), **cells})
    rows = tuple(Row(number, cells) for number, cells in enumerate(kept, start=2))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([names, *(list(row.cells.values()) for row in rows)])
    return dataclasses.replace(resource, rows=rows, content=text.getvalue().encode())


def publish(packages: Packages, source: Source, folder: Path, day: date = DAY) -> Path:
    """The downloads of a day as a site on disk has them."""
    seen = bulletin.assemble(packages, source.content, day)
    artifacts = downloads.render(packages, seen)
    for artifact in [*artifacts, downloads.checksums(artifacts)]:
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    return folder


def read(path: Path) -> Published:
    before, problems = comparison.published(path)
    assert problems == []
    return before


def refusal(path: Path) -> Problem:
    before, (problem,) = comparison.published(path)
    assert before == {}
    assert problem.value == str(path)
    return problem


@pytest.fixture(scope="module")
def site_folder(shipped: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data as published on the day."""
    return publish(shipped.packages, shipped, tmp_path_factory.mktemp("published") / "site")


@pytest.fixture(scope="module")
def before(site_folder: Path) -> Published:
    return read(site_folder)


Find = Callable[..., list[str]]


@pytest.fixture
def find(shipped: Source, before: Published) -> Find:
    """What is found when the shipped data were published and then edited."""

    def found(edits: Edits, day: date = DAY, since: Published = before) -> list[str]:
        packages = edited(shipped.packages, edits)
        seen = bulletin.assemble(packages, shipped.content, day)
        return [line(problem) for problem in comparison.check(since, packages, seen)]

    return found


def line(problem: Problem) -> str:
    """ "code table:row field old → new"."""
    if "old" not in problem.details:
        return f"{told(problem)} {problem.value}"
    return f"{told(problem)} {problem.details['old']} → {problem.value or ''}"


NOTE = {"corrected_on": "2026-11-23", "correction_note": "金额写错，更正。"}
PENALTY = "o-rmkmvcny"
HAZARD = "h-7zgpgkca"


def rows_of(before: Published, table: str) -> dict[str, Mapping[str, str]]:
    name, _, resource = table.partition("/")
    return {
        "、".join(row[key] for key in before[name, resource].key): row
        for row in before[name, resource].rows
    }


def row_number(table: str, key: str) -> int:
    """The row of a record in the shipped file, as a spreadsheet shows it."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return next(n for n, row in enumerate(csv.reader(stream), start=1) if row[0] == key)


# What was published


def test_a_folder_gives_the_rows_that_were_public(before: Published) -> None:
    outcomes = rows_of(before, "enforcement/outcomes")
    assert outcomes[PENALTY]["kind"] == "penalty"
    assert "o-te4r8c53" not in outcomes  # published two days later
    assert before["mines", "responsibilities"].key == ("mine_id", "tier", "from_on")


@pytest.mark.slow
def test_a_built_site_can_be_read(site: Path, before: Published) -> None:
    assert read(site) == before


def zipped(folder: Path, target: Path, top: str, separator: str = "/") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = (top + file.relative_to(folder).as_posix()).replace("/", separator)
                info = zipfile.ZipInfo(name)
                info.filename = name  # as an old packer on Windows left it
                archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


@pytest.mark.parametrize(
    ("top", "separator"), [("", "/"), ("site/", "/"), ("公示 2026/", "/"), ("site/", "\\")]
)
def test_a_zip_gives_the_same_with_or_without_a_top_folder(
    site_folder: Path, before: Published, tmp_path: Path, top: str, separator: str
) -> None:
    assert read(zipped(site_folder, tmp_path / "site.zip", top, separator)) == before


def test_the_data_folder_alone_is_enough_in_a_zip(
    site_folder: Path, before: Published, tmp_path: Path
) -> None:
    target = zipped(site_folder / "data", tmp_path / "data.zip", "data/")
    assert read(target) == before


def test_what_is_no_published_site_is_one_problem(tmp_path: Path, site_folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("not a zip")
    deep = zipped(site_folder, tmp_path / "deep.zip", "a/b/")
    shutil.copytree(site_folder, tmp_path / "pair" / "one")
    shutil.copytree(site_folder, tmp_path / "pair" / "two")
    pair = zipped(tmp_path / "pair", tmp_path / "pair.zip", "")
    for path in (
        tmp_path / "missing",
        tmp_path / "empty",
        tmp_path / "text.zip",
        deep,
        pair,
        ROOT,  # the project itself: its data/ has rows nobody may see
    ):
        assert refusal(path).code == "against-unknown"


def test_an_altered_or_missing_table_is_no_witness(site_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(site_folder, tmp_path / "site"))
    table = copy / "data/mines/mines.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())  # saved by a spreadsheet
    problem = refusal(copy)
    assert (problem.code, problem.details["part"]) == ("against-damaged", "data/mines/mines.csv")
    table.unlink()
    assert refusal(copy).code == "against-damaged"
    assert refusal(zipped(copy, tmp_path / "site.zip", "")).code == "against-damaged"


@pytest.mark.parametrize(
    "descriptor",
    [
        b"[]",
        b"{",
        b'{"resources": [1]}',
        b'{"resources": [{"path": "../../x"}]}',
        b'{"resources": [{"path": "\\u0000", "name": "x", "schema": {}}]}',
        b"[" * 100_000,
    ],
)
def test_a_descriptor_that_makes_no_sense_is_a_problem(tmp_path: Path, descriptor: bytes) -> None:
    file = tmp_path / "data/mines/datapackage.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(descriptor)
    digest = hashlib.sha256(descriptor).hexdigest()
    (tmp_path / "data/SHA256SUMS").write_text(f"{digest}  data/mines/datapackage.json\n")
    assert refusal(tmp_path).code == "against-damaged"


def test_a_zip_bomb_is_refused_by_its_declared_size(
    site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = zipped(site_folder, tmp_path / "site.zip", "")
    with zipfile.ZipFile(target) as archive:
        size = sum(info.file_size for info in archive.infolist())
    monkeypatch.setattr(comparison, "LARGEST", size - 1)
    assert refusal(target).code == "against-large"
    monkeypatch.setattr(comparison, "LARGEST", size)
    assert read(target)


def test_a_member_that_lies_about_its_size_is_not_unpacked_beyond_it(tmp_path: Path) -> None:
    target = tmp_path / "site.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(addresses.CHECKSUMS, b"0" * 50_000_000)
    content = bytearray(target.read_bytes())
    size = (50_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    target.write_bytes(bytes(content).replace(size, (10).to_bytes(4, "little")))
    assert refusal(target).code == "against-unknown"


def test_an_encrypted_or_spoilt_zip_is_a_problem(site_folder: Path, tmp_path: Path) -> None:
    target = zipped(site_folder, tmp_path / "site.zip", "")
    content = bytearray(target.read_bytes())
    with zipfile.ZipFile(target) as archive:
        start = archive.getinfo(addresses.CHECKSUMS).header_offset + 60
    content[start : start + 40] = bytes(40)
    (tmp_path / "spoilt.zip").write_bytes(bytes(content))
    assert refusal(tmp_path / "spoilt.zip").code.startswith("against-")
    content = bytearray(target.read_bytes())
    position = -1
    while (position := content.find(b"PK\x01\x02", position + 1)) >= 0:
        content[position + 8] |= 1  # the flag of encryption
    (tmp_path / "locked.zip").write_bytes(bytes(content))
    assert refusal(tmp_path / "locked.zip").code == "against-unknown"


# Nothing to say


def test_unchanged_data_give_nothing(find: Find) -> None:
    assert find({}) == []


def test_the_passing_of_time_alone_gives_nothing(
    shipped: Source, find: Find, tmp_path: Path
) -> None:
    # Rows come up, windows end, embargoed changes become known: three years, quarter by quarter.
    days = [terms.period_end(f"{year}-Q{n}") for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)]
    for number, (first, then) in enumerate(itertools.pairwise(days)):
        since = read(publish(shipped.packages, shipped, tmp_path / str(number), first))
        assert find({}, then, since) == [], first


def test_a_bulletin_of_an_earlier_day_is_not_compared(find: Find) -> None:
    newest = "2026-11-19"
    assert find({}, date(2026, 11, 15)) == [f"against-later :None None {newest}"]
    assert find({}, date(2025, 6, 30)) == [f"against-later :None None {newest}"]


PROGRESS = {
    "a stop is lifted": {
        "enforcement/outcomes": {
            "o-58ebrhpf": {"lifted_on": "2026-11-20", "accepted_by": "示例区应急管理局"}
        }
    },
    "a penalty is repaired and comes down": {
        "enforcement/outcomes": {PENALTY: {"repaired_on": "2026-11-20"}}
    },
    "a penalty is withdrawn, its facts cleaned": {
        "enforcement/outcomes": {
            PENALTY: {
                "ended_on": "2026-11-18",
                "end_kind": "revoked",
                "withdrawn_on": "2026-11-20",
                "withdraw_reason": "经复议撤销。",
                "facts": "",
            }
        }
    },
    "a review begins and ends": {
        "enforcement/outcomes": {
            PENALTY: {"review_state": "litigation"},
            "o-f94ee6mj": {"review_state": "none"},
        }
    },
    "a hazard is extended again": {
        "enforcement/supervised_hazards": {
            HAZARD: {"extended_to": "2027-01-31", "extension_no": "清新应急延〔2026〕示例9号"}
        }
    },
    "a hazard is extended the first time": {
        "enforcement/supervised_hazards": {
            "h-cvaj5k77": {"extended_to": "2027-02-28", "extension_no": "清新应急延〔2026〕示例8号"}
        }
    },
    "a hazard is closed": {
        "enforcement/supervised_hazards": {
            HAZARD: {"accepted_on": "2026-11-19", "closed_on": "2026-11-20", "work": "continuing"}
        }
    },
    "a case is decided": {
        "closures/cases": {
            "c-qjudj6vg": {
                "decided_on": "2026-11-20",
                "document_no": "示例府〔2026〕示例9号",
                "deadline": "2027-06-30",
            }
        }
    },
    "a case is accepted": {
        "closures/cases": {"c-eadmrcbt": {"accepted_on": "2026-11-20", "accepted_by": "示例组"}},
        "closures/checklist": {"c-eadmrcbt、sign": {"done_on": "2026-11-19"}},
    },
    "a licence ends": {
        "mines/licences": {"l-fntumyj5": {"ended_on": "2026-11-20", "end_kind": "cancelled"}}
    },
    "a certificate is revoked": {
        "grading/standardisation": {
            "s-96aqnxx6": {"revoked_on": "2026-11-20", "revoke_reason": "发生事故"}
        }
    },
    "an accident is evaluated": {
        "enforcement/accidents": {
            "a-uzwukc4t": {
                "report_url": "https://bulletin.example/r.pdf",
                "evaluated_on": "2026-11-20",
                "evaluation_url": "https://bulletin.example/e.pdf",
                "closed_on": "2026-11-20",
            }
        }
    },
    "an entity leaves the list": {
        "enforcement/listed_entities": {"e-rd5p6rbk": {"removed_on": "2026-11-20"}}
    },
    "a correction is approved anew": {
        "enforcement/outcomes": {
            PENALTY: {**NOTE, "fine_yuan": "1", "approval_no": "示例审〔2026〕999号"}
        }
    },
    "a number is written otherwise": {"mines/mines": {"qx-001": {"capacity": "60.0"}}},
    "a channel ends and another begins": {
        "report-channels/channels": {
            "hotline-12350": {"until": "2026-11-22"},
            "hotline-2": {"kind": "hotline", "value": "12350", "since": "2026-11-23"},
        }
    },
    "an address is put right where no correction is kept": {
        "mines/authorities": {"nmsa": {"website": "https://www.chinamine-safety.gov.cn/new"}},
        "mines/towns": {"441803102": {"name": "太和街道"}},
    },
}


@pytest.mark.parametrize("edits", PROGRESS.values(), ids=PROGRESS.keys())
def test_the_course_of_a_record_is_no_change(find: Find, edits: Edits) -> None:
    assert find(edits) == []


def test_every_empty_cell_of_its_course_may_be_filled(find: Find, before: Published) -> None:
    # Kinds of cells, not days: each filled with something of its form, all rows at once.
    samples = {"date": "2027-12-31", "integer": "3", "number": "3", "boolean": "no"}
    edits: dict[str, dict[str, dict[str, str]]] = {}
    for place, names in {
        "enforcement/outcomes": "decision_no source_url publish_until lifted_on repaired_on",
        "enforcement/supervised_hazards": "extension_no extended_to closed_on accepted_on",
        "enforcement/accidents": "loss_yuan deaths evaluated_on evaluation_url closed_on",
        "enforcement/visits": "closed_on",
        "closures/cases": "document_no deadline built_by accepted_on accepted_by index_no",
        "grading/standardisation": "valid_until revoked_on revoke_reason index_no",
        "mines/licences": "valid_until ended_on",
    }.items():
        types = {field["name"]: field["type"] for field in schema_fields(place)}
        for key, row in rows_of(before, place).items():
            filled = {n: samples.get(types[n], "填写") for n in names.split() if not row[n]}
            edits.setdefault(place, {})[key] = filled
    assert sum(map(len, edits.values())) > 100
    assert find(edits) == []


def schema_fields(place: str) -> list[dict[str, str]]:
    name, _, table = place.partition("/")
    text = (ROOT / "data" / name / "datapackage.json").read_text(encoding="utf-8")
    (entry,) = [r for r in json.loads(text)["resources"] if r["name"] == table]
    fields: list[dict[str, str]] = entry["schema"]["fields"]
    return fields


# Gone


def test_a_deleted_row_is_an_error(find: Find) -> None:
    assert find({"enforcement/outcomes": {PENALTY: None}}) == [
        f"vanished-row enforcement/outcomes:None outcome_id {PENALTY}"
    ]
    assert find({"enforcement/visits": {"v-rj3tfwaz": None}}) == [
        "vanished-row enforcement/visits:None visit_id v-rj3tfwaz"
    ]


def test_a_deleted_row_that_was_not_public_is_nobodys_loss(find: Find) -> None:
    hidden = {"o-te4r8c53": None, "o-cu5tzrca": None}  # not yet, and no longer
    assert find({"enforcement/outcomes": hidden}) == []


def test_a_changed_id_is_a_row_gone(find: Find, before: Published) -> None:
    row = rows_of(before, "enforcement/outcomes")[PENALTY]
    edits = {PENALTY: None, "o-new": {**row, "outcome_id": "o-new"}}
    assert find({"enforcement/outcomes": edits}) == [
        f"vanished-row enforcement/outcomes:None outcome_id {PENALTY}"
    ]


def test_a_deleted_mine_is_an_error(shipped: Source, before: Published) -> None:
    package = shipped.packages["mines"]
    rows = tuple(r for r in package.resources["mines"].rows if r.cells["mine_id"] != "qx-023")
    mines = dataclasses.replace(package.resources["mines"], rows=rows)
    resources = {**package.resources, "mines": mines}
    packages = {
        **shipped.packages,
        "mines": dataclasses.replace(package, resources=resources),
    }
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    found = [line(problem) for problem in comparison.check(before, packages, seen)]
    assert "vanished-row mines/mines:None mine_id qx-023" in found


def test_a_board_taken_down_is_a_warning(find: Find) -> None:
    assert find({"report-channels/boards": {"b-37dxa3cb": None}}) == [
        "warning vanished-row report-channels/boards:None board_id b-37dxa3cb"
    ]


@pytest.mark.parametrize("moved", ["", "2026-11-24"])
def test_a_publication_cannot_be_undone(find: Find, moved: str) -> None:
    number = row_number("enforcement/outcomes", PENALTY)
    withdrawn = {"withdrawn_on": "2026-11-20", "withdraw_reason": "撤销。"}
    for more in ({}, withdrawn):
        assert find({"enforcement/outcomes": {PENALTY: {"published_on": moved, **more}}}) == [
            f"unpublished-row enforcement/outcomes:{number} published_on 2026-11-04 → {moved}"
        ]


def test_a_mine_cannot_be_unlisted(find: Find) -> None:
    # Its records come down with it; the cause is told once.
    assert find({"mines/mines": {"qx-001": {"listed_on": "2026-12-01"}}}) == [
        "unpublished-row mines/mines:2 listed_on 2024-01-05 → 2026-12-01"
    ]


def test_a_record_that_became_a_persons_own_is_withdrawn_not_dropped(find: Find) -> None:
    number = row_number("enforcement/outcomes", PENALTY)
    person = {**NOTE, "party_type": "natural-person"}
    assert find({"enforcement/outcomes": {PENALTY: person}}) == [
        f"unpublished-row enforcement/outcomes:{number} party_type organisation → natural-person"
    ]
    person |= {"withdrawn_on": "2026-11-23", "withdraw_reason": "当事人是自然人。"}
    assert find({"enforcement/outcomes": {PENALTY: person}}) == []


def test_a_change_that_makes_a_record_come_down_is_still_a_change(find: Find) -> None:
    number = row_number("enforcement/outcomes", PENALTY)
    assert find({"enforcement/outcomes": {PENALTY: {"decided_on": "2020-10-29"}}}) == [
        f"uncorrected-change enforcement/outcomes:{number} decided_on 2026-10-29 → 2020-10-29"
    ]


# Changed


def test_each_changed_cell_is_told_with_both_values(find: Find, before: Published) -> None:
    number = row_number("enforcement/outcomes", PENALTY)
    was = rows_of(before, "enforcement/outcomes")[PENALTY]
    edits = {"party_name": "示例他人公司", "fine_yuan": "1", "facts": "", "confiscated_yuan": "5"}
    place = f"uncorrected-change enforcement/outcomes:{number}"
    found = find({"enforcement/outcomes": {PENALTY: edits}})
    assert found == [
        f"{place} party_name {was['party_name']} → 示例他人公司",
        f"{place} facts {was['facts']} → ",
        f"{place} fine_yuan {was['fine_yuan']} → 1",
        f"{place} confiscated_yuan  → 5",
    ]
    assert find({"enforcement/outcomes": {PENALTY: {**edits, **NOTE}}}) == []


CORRECTED = "o-27ptht2s"  # corrected on 2026-10-16


@pytest.mark.parametrize(
    ("correction", "enough"),
    [
        ({}, False),
        ({"corrected_on": "2026-11-20"}, False),
        ({"correction_note": "又写错了，更正。"}, True),
        ({"corrected_on": "2026-11-20", "correction_note": "又写错了，更正。"}, True),
        ({"corrected_on": "2026-11-24", "correction_note": "又写错了，更正。"}, False),
    ],
)
def test_a_second_change_needs_a_correction_of_its_own(
    find: Find, correction: dict[str, str], enough: bool
) -> None:
    number = row_number("enforcement/outcomes", CORRECTED)
    told_of = find({"enforcement/outcomes": {CORRECTED: {"party_role": "other", **correction}}})
    expected = f"uncorrected-change enforcement/outcomes:{number} party_role "
    assert [entry.startswith(expected) for entry in told_of] == ([] if enough else [True])


@pytest.mark.parametrize(
    "edit",
    [
        {"corrected_on": "", "correction_note": ""},
        {"corrected_on": "2026-10-15"},
        {"correction_note": " "},
        {"corrected_on": "2026-10-15", "correction_note": "别的话。", "party_role": "other"},
    ],
)
def test_a_published_correction_stays(find: Find, edit: dict[str, str]) -> None:
    number = row_number("enforcement/outcomes", CORRECTED)
    day = edit.get("corrected_on", "2026-10-16")
    assert find({"enforcement/outcomes": {CORRECTED: edit}}) == [
        f"correction-removed enforcement/outcomes:{number} corrected_on 2026-10-16 → {day}"
    ]


@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [
        ("enforcement/supervised_hazards", HAZARD, "deadline", "2026-10-31"),
        ("enforcement/supervised_hazards", HAZARD, "extended_to", "2026-12-30"),
        ("enforcement/supervised_hazards", HAZARD, "extension_no", "另一号"),
        ("enforcement/supervised_hazards", HAZARD, "description", "别的"),
        ("enforcement/accidents", "a-9qfwyczf", "deaths", "2"),
        ("enforcement/visits", "v-rj3tfwaz", "findings", "9"),
        ("enforcement/visits", "v-rj3tfwaz", "closed_on", ""),
        ("enforcement/listed_entities", "e-rd5p6rbk", "ground", "别的"),
        ("closures/cases", "c-eadmrcbt", "deadline", "2027-09-30"),
        ("closures/cases", "c-eadmrcbt", "decided_on", "2026-03-21"),
        ("closures/cases", "c-qjudj6vg", "batch", "consolidate"),
        ("grading/risk_grades", "g-gqfs2h8u", "grade", "A"),
        ("grading/risk_grades", "g-gqfs2h8u", "index_no", "1/2"),
        ("grading/standardisation", "s-96aqnxx6", "valid_until", "2029-05-27"),
        ("mines/licences", "l-fntumyj5", "number", "C1"),
        ("mines/mine_changes", "m-u3bcgqc3", "document_no", "别的"),
        ("enforcement/outcomes", PENALTY, "published_on", "2026-11-05"),
        ("enforcement/outcomes", "o-8j9r272c", "lifted_on", ""),
    ],
)
def test_a_change_of_a_published_fact_needs_its_correction(
    find: Find, before: Published, table: str, key: str, field: str, value: str
) -> None:
    was = rows_of(before, table)[key][field]
    problem = f"uncorrected-change {table}:{row_number(table, key)} {field} {was} → {value}"
    assert find({table: {key: {field: value}}}) == [problem]
    assert find({table: {key: {field: value, **NOTE}}}) == []


def test_a_part_of_a_record_is_corrected_at_the_record(find: Find) -> None:
    key = first_key("closures/case_mines", "c-eadmrcbt")
    changed: Edits = {"closures/case_mines": {key: {"role": "surviving"}}}
    (told_of,) = find(changed)
    assert told_of.startswith("uncorrected-part closures/case_mines:")
    assert told_of.endswith("→ surviving")
    dropped: Edits = {"closures/case_mines": {key: None}}
    assert find(dropped) == [f"vanished-row closures/case_mines:None case_id、mine_id {key}"]
    noted = {"closures/cases": {"c-eadmrcbt": NOTE}}
    assert find({**changed, **noted}) == []
    assert find({**dropped, **noted}) == []


def first_key(table: str, owner: str) -> str:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return next(f"{row[0]}、{row[1]}" for row in csv.reader(stream) if row[0] == owner)


def test_a_changed_mine_needs_its_change_recorded(find: Find, before: Published) -> None:
    was = rows_of(before, "mines/mines")["qx-001"]["operator"]
    mine = {"mines/mines": {"qx-001": {"operator": "示例新企业", "capacity": "70"}}}
    assert find(mine) == [
        f"unrecorded-mine-change mines/mines:2 operator {was} → 示例新企业",
        "unrecorded-mine-change mines/mines:2 capacity 60 → 70",
    ]
    change = {
        "mine_id": "qx-001",
        "changed_on": "2026-11-16",
        "published_on": "2026-11-20",
    }
    told_of = {
        "m-a": {**change, "change_id": "m-a", "field": "operator", "new_value": "示例新企业"},
        "m-b": {**change, "change_id": "m-b", "field": "capacity", "new_value": "70.0"},
    }
    assert find({**mine, "mines/mine_changes": told_of}) == []
    told_of["m-b"]["new_value"] = "71"
    assert find({**mine, "mines/mine_changes": told_of}) == [
        "unrecorded-mine-change mines/mines:2 capacity 60 → 70"
    ]


def test_an_old_change_does_not_excuse_a_new_one(find: Find) -> None:
    # qx-013 went from suspended to producing before; going there again is a change of its own.
    number = row_number("mines/mines", "qx-013")
    assert find({"mines/mines": {"qx-013": {"status": "suspended"}}}) == [
        f"unrecorded-mine-change mines/mines:{number} status producing → suspended"
    ]


def test_a_corrected_change_puts_the_mine_right(find: Find) -> None:
    edits = {
        "mines/mines": {"qx-013": {"capacity": "125"}},
        "mines/mine_changes": {"m-u3bcgqc3": {"new_value": "125", **NOTE}},
    }
    assert find(edits) == []


def test_a_change_under_embargo_is_no_change_yet(find: Find) -> None:
    # Published as 96: the change to 102 is announced on the 27th.
    assert find({}, date(2026, 11, 27)) == []
    number = row_number("mines/mines", "qx-025")
    assert find({"mines/mine_changes": {"m-qbj3qt4a": None}}) == [
        f"unrecorded-mine-change mines/mines:{number} slope_m 96 → 102"
    ]


def test_the_text_of_a_criterion_stands(find: Find) -> None:
    assert find({"hazard-criteria/criteria": {"UG-02": {"text": "新的文字。"}}}) == [
        "changed-criterion hazard-criteria/criteria:3 text "
        "使用国家明令禁止使用的设备、材料或者工艺。 → 新的文字。"
    ]
    (told_of,) = find({"hazard-criteria/criterion_clauses": {"UG-01、1": {"text": "新的。"}}})
    assert told_of.startswith("changed-criterion hazard-criteria/criterion_clauses:2 text ")
    assert find({"hazard-criteria/documents": {"矿安〔2022〕88号": {"checked_on": ""}}}) == []


def test_a_changed_figure_is_a_warning(find: Find) -> None:
    edits = {
        "report-channels/report_statistics": {"2024-Q1": {"received": "8"}},
        "enforcement/inspections": {"2024-Q1、A": {"planned": "2"}},
        "enforcement/hazard_counts": {"2024-Q1、self-check": {"open": "2"}},
        "action-plan/progress": {"T1、2024-12-31": {"numerator": "10"}},
    }
    assert sorted(find(edits)) == [
        "warning changed-figure action-plan/progress:2 numerator 12 → 10",
        "warning changed-figure enforcement/hazard_counts:3 open 1 → 2",
        "warning changed-figure enforcement/inspections:2 planned 1 → 2",
        "warning changed-figure report-channels/report_statistics:2 received 7 → 8",
    ]


# References that the download left empty


def test_a_reference_emptied_with_its_hidden_target_is_no_change(
    shipped: Source, find: Find, tmp_path: Path
) -> None:
    # o-92xashbc replaces o-e7yrmyfc: both public for some days, then only the new decision.
    first, then = date(2026, 5, 31), date(2026, 6, 5)
    early = read(publish(shipped.packages, shipped, tmp_path / "early", first))
    late = read(publish(shipped.packages, shipped, tmp_path / "late", then))
    assert "o-e7yrmyfc" in rows_of(early, "enforcement/outcomes")
    assert rows_of(late, "enforcement/outcomes")["o-92xashbc"]["replaces"] == ""
    assert find({}, then, early) == []
    assert find({}, then, late) == []
    assert find({}, then + timedelta(days=30), late) == []


def test_a_reference_to_a_public_record_is_compared(find: Find) -> None:
    number = row_number("enforcement/outcomes", PENALTY)
    assert find({"enforcement/outcomes": {PENALTY: {"replaces": "o-f94ee6mj"}}}) == [
        f"uncorrected-change enforcement/outcomes:{number} replaces  → o-f94ee6mj"
    ]


def test_a_parent_that_came_up_later_is_no_change(
    shipped: Source, find: Find, tmp_path: Path
) -> None:
    postponed = {
        "qx-001": {"listed_on": "2026-11-20"},
        "qx-002": {"parent_mine_id": "qx-001"},
    }
    packages = edited(shipped.packages, {"mines/mines": postponed})
    since = read(publish(packages, shipped, tmp_path / "site", date(2026, 11, 19)))
    assert rows_of(since, "mines/mines")["qx-002"]["parent_mine_id"] == ""
    assert find({"mines/mines": postponed}, DAY, since) == []


# Schemas


def _schema_changed(
    source: Source, place: str, change: Callable[[Resource], Resource | None]
) -> Packages:
    name, _, table = place.partition("/")
    package = source.packages[name]
    resources = dict(package.resources)
    resource = change(resources.pop(table))
    if resource is not None:
        resources[table] = resource
    return {**source.packages, name: dataclasses.replace(package, resources=resources)}


def _with_fields(resource: Resource, fields: list[Mapping[str, object]]) -> Resource:
    schema = {**resource.descriptor["schema"], "fields": fields}
    names = [str(field["name"]) for field in fields]
    return dataclasses.replace(
        resource,
        descriptor={**resource.descriptor, "schema": schema},
        rows=tuple(
            Row(r.number, {name: r.cells.get(name, "") for name in names}) for r in resource.rows
        ),
    )


def test_a_new_column_is_no_change(shipped: Source, before: Published) -> None:
    packages = _schema_changed(
        shipped,
        "enforcement/outcomes",
        lambda r: _with_fields(r, [*r.fields, {"name": "colour", "type": "string"}]),
    )
    seen = bulletin.assemble(packages, shipped.content, DAY)
    assert list(comparison.check(before, packages, seen)) == []


def test_a_column_that_is_gone_is_told_once(shipped: Source, before: Published) -> None:
    packages = _schema_changed(
        shipped,
        "mines/scale_classes",
        lambda r: _with_fields(r, [f for f in r.fields if f["name"] != "checked_on"]),
    )
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    assert [line(problem) for problem in comparison.check(before, packages, seen)] == [
        "vanished-column mines/datapackage.json:None checked_on scale_classes.checked_on"
    ]


def own_table(rows: list[dict[str, str]]) -> Resource:
    """A table beyond the data contract, with the common columns."""
    names = ("drill_id", "held_on", "summary", "published_on", "corrected_on", "correction_note")
    fields = [{"name": name, "type": "string"} for name in names]
    schema = {"fields": fields, "primaryKey": "drill_id"}
    return _rewritten(
        Resource(
            "drills",
            "data/mines/drills.csv",
            {"name": "drills", "path": "drills.csv", "schema": schema},
        ),
        {row["drill_id"]: row for row in rows},
    )


def test_a_table_of_the_offices_own_is_compared_by_its_common_columns(
    shipped: Source, tmp_path: Path
) -> None:
    def packages(*rows: dict[str, str]) -> Packages:
        package = shipped.packages["mines"]
        resources = {**package.resources, "drills": own_table(list(rows))}
        return {**shipped.packages, "mines": dataclasses.replace(package, resources=resources)}

    public = {"drill_id": "d-1", "summary": "甲", "published_on": "2026-11-01"}
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    table = own_table([public])
    since: Published = {
        ("mines", "drills"): comparison.Table(
            ("drill_id",),
            tuple(field["name"] for field in table.fields),
            tuple(row.cells for row in table.rows),
        )
    }

    def found(*rows: dict[str, str]) -> list[str]:
        return [line(problem) for problem in comparison.check(since, packages(*rows), seen)]

    assert found({**public, "held_on": "2026-10-30"}) == []
    assert found({**public, "summary": "乙"}) == [
        "uncorrected-change mines/drills:2 summary 甲 → 乙"
    ]
    assert found({**public, "summary": "乙", **NOTE}) == []
    assert found() == ["vanished-row mines/drills:None drill_id d-1"]
    gone = comparison.check(since, shipped.packages, seen)
    assert [line(problem) for problem in gone] == [
        "vanished-table mines/datapackage.json:None drills drills"
    ]


# A whole life


def test_a_life_of_publications_told_rightly_gives_nothing(shipped: Source, tmp_path: Path) -> None:
    """Publish, correct, correct again, repair, withdraw, expire: each step against the last."""
    key = "o-te4r8c53"
    base = {"published_on": "2026-11-25"}
    corrected = {
        **base,
        "fine_yuan": "22222",
        "corrected_on": "2026-12-02",
        "correction_note": "罚款金额写错，更正为22222元。",
    }
    again = {
        **corrected,
        "facts": "更正后的事实。",
        "corrected_on": "2026-12-09",
        "correction_note": "事实写漏一处，已补上。",
    }
    withdrawn = {
        **again,
        "ended_on": "2026-12-21",
        "end_kind": "revoked",
        "withdrawn_on": "2026-12-23",
        "withdraw_reason": "决定已被依法撤销。",
    }
    hazard = {"accepted_on": "2026-12-20", "closed_on": "2026-12-21"}
    steps: list[tuple[date, Edits]] = [
        (date(2026, 11, 23), {}),
        (date(2026, 11, 26), {"enforcement/outcomes": {key: base}}),
        (date(2026, 12, 2), {"enforcement/outcomes": {key: corrected}}),
        (date(2026, 12, 10), {"enforcement/outcomes": {key: again}}),
        (
            date(2026, 12, 23),
            {
                "enforcement/outcomes": {key: withdrawn},
                "enforcement/supervised_hazards": {HAZARD: hazard},
            },
        ),
        (
            date(2028, 1, 31),  # windows ended: what is down may be cleared away at last
            {
                "enforcement/outcomes": {key: None},
                "enforcement/supervised_hazards": {HAZARD: hazard},
            },
        ),
    ]
    since: Published | None = None
    for number, (day, edits) in enumerate(steps):
        packages = edited(shipped.packages, edits)
        seen = bulletin.assemble(packages, shipped.content, day)
        if since is not None:
            assert [line(p) for p in comparison.check(since, packages, seen)] == [], day
        folder = publish(packages, shipped, tmp_path / str(number), day)
        since = read(zipped(folder, tmp_path / f"{number}.zip", "site/"))
