"""What several lists say in the same way: facets by year, town and grade, pages by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from generator import addresses
from generator.bulletin import Bulletin, Dossier
from generator.messages import sentence
from generator.render.listing import NONE, Leaf, Row, Shelf, divided


def said(use: str, **values: object) -> str:
    return sentence("lists", use, **values)


def authority_name(bulletin: Bulletin, authority_id: str) -> str:
    found = bulletin.authorities.get(authority_id)
    return found.name if found else authority_id


def former_values(dossier: Dossier, field: str) -> str:
    """What the field of a mine said before, newest first."""
    said = (change.old_value for change in dossier.changes if change.field == field)
    return "、".join(dict.fromkeys(value for value in said if value))


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def by_year(rows: Iterable[Row], family: str, title: str, day: str = "date") -> Shelf:
    """A page for each year that has rows, newest first.

    A long one is divided by the months of the field `day`; "" leaves it whole.
    """

    def month(row: Row) -> tuple[str, str]:
        number = row.fields[day][5:7]
        return number, said("in-month", month=int(number))

    leaves = []
    for year, found in grouped(rows, lambda row: row.picks["year"][0]).items():
        label, words = said("in-year", year=year), said(title, year=year)
        leaf = Leaf(label, words, addresses.of_year(family, year), family, tuple(found))
        leaves.append(divided(leaf, month) if day else leaf)
    leaves.sort(key=lambda leaf: leaf.address, reverse=True)
    return Shelf(said("by-year"), tuple(leaves))


def year_choices(rows: Iterable[Row]) -> dict[str, str]:
    found = sorted({row.picks["year"][0] for row in rows}, reverse=True)
    return {year: said("in-year", year=year) for year in found}


def town_choices(bulletin: Bulletin) -> dict[str, str]:
    return {code: town.name for code, town in bulletin.towns.items()}


def and_none(choices: Iterable[str] | Mapping[str, str | None]) -> dict[str, str]:
    """The choices, a code without a label being its own, and last the rows without a value."""
    labels: Mapping[str, str | None] = (
        choices if isinstance(choices, Mapping) else dict.fromkeys(choices)
    )
    return {**{code: label or code for code, label in labels.items()}, NONE: said("no-value")}
