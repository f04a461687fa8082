"""A table under a clerk's hand: only the change differs."""

from __future__ import annotations

from desks import desk

from generator import ledger
from generator.ledger import Change
from generator.packages import Resource, Row, tables

TABLE = "mines/towns"


def resource(content: bytes) -> Resource:
    """The towns as they lie in a file."""
    (bare,) = (r for _, r in desk({}).tables() if r.name == "towns")
    lines, faults = tables.read(bare.file, content.decode(), bare.fields)
    assert not faults
    header = lines[0].cells
    rows = tuple(Row(n, dict(zip(header, cells, strict=True))) for n, cells in lines[1:])
    return Resource("towns", bare.file, bare.descriptor, content, rows, raw=content)


HEAD = "town_code,name,kind\n"


def changed(before: str, *changes: Change) -> str:
    return ledger.rewritten(resource(before.encode()), changes).decode()


A = {"town_code": "441803102", "name": "太和镇", "kind": "town"}


def test_an_untouched_row_keeps_its_bytes_whatever_its_quotes() -> None:
    before = HEAD + '"441803102","太和镇",town\n441803104,"太平,镇",town\n'
    new = Change("added", ("441803105",), {}, {**A, "town_code": "441803105"})
    assert changed(before, new) == before + "441803105,太和镇,town\n"


def test_a_changed_row_stands_where_it_stood() -> None:
    before = HEAD + "441803102,太和镇,town\n441803104,太平镇,town\n"
    change = Change("changed", ("441803102",), A, {**A, "name": '太"和'})
    assert changed(before, change) == HEAD + '441803102,"太""和",town\n441803104,太平镇,town\n'


def test_a_removed_row_is_gone_and_nothing_else() -> None:
    before = HEAD + "441803102,太和镇,town\n441803104,太平镇,town\n"
    gone = changed(before, Change("removed", ("441803102",), A, {}))
    assert gone == HEAD + "441803104,太平镇,town\n"


def test_a_last_line_without_an_end_gets_one_before_a_row_is_added() -> None:
    new = Change("added", ("441803105",), {}, {**A, "town_code": "441803105"})
    assert changed(HEAD + "441803102,太和镇,town", new) == (
        HEAD + "441803102,太和镇,town\n441803105,太和镇,town\n"
    )


def test_the_line_ends_of_a_file_are_kept() -> None:
    new = Change("added", ("441803105",), {}, {**A, "town_code": "441803105"})
    written = changed(HEAD.replace("\n", "\r\n") + "441803102,太和镇,town\r\n", new)
    assert written.endswith("441803102,太和镇,town\r\n441803105,太和镇,town\r\n")


def test_a_table_that_counts_gives_the_next_number() -> None:
    rows = [{"mine_id": f"qx-{n:03}"} for n in (1, 2, 28)]
    (found,) = (r for _, r in desk({"mines/mines": rows}).tables() if r.name == "mines")
    assert ledger.Ids(found).next() == "qx-029"


def test_a_table_that_draws_gives_an_id_that_tells_nothing_and_is_free() -> None:
    rows = [{"outcome_id": "o-b82rc46z"}, {"outcome_id": "o-qjmm355x"}]
    (found,) = (r for _, r in desk({"enforcement/outcomes": rows}).tables() if r.name == "outcomes")
    drawn = {ledger.Ids(found).next() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(i) == 10 and i.startswith("o-") for i in drawn)


def test_an_index_number_goes_on_over_all_tables_of_its_year() -> None:
    uscc = "11000000MBDEM004X6"
    laid = desk(
        {
            "grading/risk_grades": [{"index_no": f"{uscc}/2026-00007"}],
            "enforcement/outcomes": [
                {"index_no": f"{uscc}/2026-00012"},
                {"index_no": f"{uscc}/2025-00099"},
            ],
        }
    )
    assert ledger.IndexNumbers(laid.packages, uscc, ()).next(2026) == f"{uscc}/2026-00013"
    taken = (f"{uscc}/2026-00013",)
    assert ledger.IndexNumbers(laid.packages, uscc, taken).next(2026) == f"{uscc}/2026-00014"
    assert ledger.IndexNumbers(laid.packages, uscc, ()).next(2027) == f"{uscc}/2027-00001"
