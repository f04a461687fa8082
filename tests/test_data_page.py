"""The page of the data: what can be downloaded, what it means, how it is checked."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import DAY, ROOT
from test_labels import Head

from generator import bulletin
from generator.artifacts import Page
from generator.render import downloads, pages
from generator.source import Source

Things = list[Mapping[str, Any]]


@pytest.fixture(scope="module")
def tables(shipped: Source) -> tuple[downloads.Table, ...]:
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    return downloads.tables(shipped.packages, seen)


@pytest.fixture(scope="module")
def written(shipped: Source, tables: tuple[downloads.Table, ...]) -> dict[str, Page]:
    assert shipped.settings is not None
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    site = pages.Site(seen, shipped.settings, shipped.packages, {}, ROOT / "theme", tables=tables)
    return {page.address: page for page in pages.render(site)}


def test_a_table_is_told_with_its_rows_size_and_digest(
    tables: tuple[downloads.Table, ...],
) -> None:
    for table in tables:
        content = table.artifact.content
        assert table.rows == len(list(csv.reader(io.StringIO(content.decode())))) - 1
        assert table.size == len(content)
        assert table.digest == hashlib.sha256(content).hexdigest()
        assert "" <= table.first <= table.last <= DAY.isoformat()
    by_name = {table.resource.name: table for table in tables}
    assert by_name["report_statistics"].last == "2026-09-30"  # the end of its last quarter
    assert by_name["deadlines"].last == ""  # a term that runs out is nothing that happened


def test_reports_of_dangers_below_five_are_not_in_the_data(
    tables: tuple[downloads.Table, ...],
) -> None:
    (table,) = [t for t in tables if t.resource.name == "report_statistics"]
    public = list(csv.DictReader(io.StringIO(table.artifact.content.decode())))
    first = public[0]
    # 2024-Q1 in the file: 7 received, 6 accepted, 2 verified, 1 rewarded with 3000 yuan, 0 overdue
    assert (first["received"], first["accepted"], first["verified"]) == ("7", "6", "")
    assert (first["rewarded"], first["reward_yuan"], first["overdue"]) == ("", "", "0")
    counts = [row[name] for row in public for name in row if name not in ("period", "reward_yuan")]
    assert not {count for count in counts if count in ("1", "2", "3", "4")}
    last = public[-1]  # 7 rewarded
    assert (last["rewarded"], last["reward_yuan"]) == ("7", "42750")


def test_every_table_and_field_is_explained(
    written: dict[str, Page], tables: tuple[downloads.Table, ...]
) -> None:
    fragments = written["data/"].fragments
    for table in tables:
        anchor = f"{table.package.name}-{table.resource.name}"
        assert f'href="#{anchor}"' in fragments["catalogue"]
        assert fragments["dictionary"].count(f'id="{anchor}"') == 1
        assert table.digest in fragments["checksums"]
        assert f"{table.rows} 行" in fragments["catalogue"]
        for entry in table.resource.fields:
            assert f"<code>{entry['name']}</code>" in fragments["dictionary"]
            assert html.escape(entry["description"], quote=False) in html.unescape(
                fragments["dictionary"]
            )
            for choice in entry.get("categories", ()):
                assert (
                    f"<code>{choice['value']}</code> {choice['label']}" in fragments["dictionary"]
                )


def test_a_licence_is_named_with_its_address(written: dict[str, Page]) -> None:
    licence = written["data/"].fragments["licence"]
    assert licence.count("https://creativecommons.org/licenses/by/4.0/") == 1
    assert "数据截至" in licence


def test_the_data_is_a_catalogue_of_data_sets_for_machines(
    written: dict[str, Page], tables: tuple[downloads.Table, ...]
) -> None:
    (catalogue,) = things(written["data/"])
    assert catalogue["@type"] == "DataCatalog"
    sets = catalogue["dataset"]
    assert len(sets) == 7
    files = []
    for found in sets:
        # what search engines for data ask of a Dataset
        assert found["@type"] == "Dataset"
        assert 50 <= len(found["description"]) <= 5000
        assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert found["creator"]["name"] == "示例发布机关（演示）"
        assert found["name"] and found["url"].startswith("https://bulletin.example/kuangan/data/#")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", found["temporalCoverage"])
        assert found["dateModified"] == found["temporalCoverage"][-10:] <= "2026-11-23"
        files += found["distribution"]
    assert {
        file["contentUrl"].removeprefix("https://bulletin.example/kuangan/") for file in files
    } == {table.artifact.path for table in tables}
    assert all(file["encodingFormat"] == "text/csv" and file["sha256"] for file in files)


def test_reporting_is_a_service_of_the_government_for_machines(written: dict[str, Page]) -> None:
    (service,) = things(written["report/"])
    assert service["@type"] == "GovernmentService"
    assert service["provider"]["@type"] == "GovernmentOrganization"
    phones = [
        c["servicePhone"]["telephone"] for c in service["availableChannel"] if "servicePhone" in c
    ]
    assert phones[:2] == ["12350", "12345"]
    assert any("serviceUrl" in channel for channel in service["availableChannel"])
    assert {"@type": "AdministrativeArea", "name": "太和镇"} in service["areaServed"]


def test_home_names_the_site_and_who_publishes_it(written: dict[str, Page]) -> None:
    office, site = things(written[""])
    assert (office["@type"], site["@type"]) == ("GovernmentOrganization", "WebSite")
    assert site["publisher"]["@id"] == office["@id"]
    assert office["identifier"]["value"] == "11000000MBDEM004X6"


def test_a_search_is_offered_to_machines_only_where_there_is_a_page_for_it(
    written: dict[str, Page],
) -> None:
    _, site = things(written[""])
    assert ("potentialAction" in site) == ("search/" in written)


def things(page: Page) -> Things:
    """The page's things as JSON would carry them."""
    found: Things = json.loads(json.dumps(page.structured))
    return found


@pytest.mark.slow
def test_the_data_of_the_published_page_is_the_same(site: Path) -> None:
    (block,) = Head(site / "data" / "index.html").blocks
    kinds = [thing["@type"] for thing in json.loads(block)["@graph"]]
    assert kinds == ["DataCatalog", "BreadcrumbList"]


@pytest.mark.slow
def test_the_checksums_are_checked_as_the_page_says(site: Path, tmp_path: Path) -> None:
    """A reader who took nothing but the folder of the data, then one whose file is spoilt."""
    shutil.copytree(site / "data", tmp_path / "data")
    page = (site / "data" / "index.html").read_text(encoding="utf-8")
    (command,) = re.findall(r"<pre><code>(.*)</code></pre>", page)
    told = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=True)
    copied = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert told.stdout.count(": OK") == len(copied) - 1  # all but the list itself
    with (tmp_path / "data" / "mines" / "mines.csv").open("ab") as file:
        file.write(b"x")
    spoilt = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert spoilt.returncode != 0
