"""What can be taken away: the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator import addresses
from generator.artifacts import Page
from generator.messages import sentence, site
from generator.packages import Resource
from generator.render import structured
from generator.render.downloads import Table
from generator.render.pages.writer import Writer, grouped


def data(writer: Writer) -> Iterator[Page]:
    tables = writer.source.tables
    packages = grouped(tables, lambda table: table.package.name)
    titles = {table.resource.name: _title(table.resource) for table in tables}
    yield writer.page(
        "data",
        addresses.DATA,
        structured=[structured.catalogue(writer.source.settings, tables)] if tables else [],
        packages=[Offer(tuple(members)) for members in packages.values()],
        dictionary={t.artifact.path: [*_dictionary(t.resource, titles)] for t in tables},
        largest=max(tables, key=lambda table: table.rows, default=None),
        has_about=bool(writer.bulletin.content.words("about").body.strip()),
    )


@dataclass(frozen=True)
class Offer:
    """One package as it is offered: its tables and what they say of themselves."""

    tables: tuple[Table, ...]

    @property
    def name(self) -> str:
        return self.tables[0].package.name

    @property
    def title(self) -> str:
        return str(self.tables[0].package.descriptor.get("title") or self.name)

    @property
    def description(self) -> str:
        return str(self.tables[0].package.descriptor.get("description") or "")

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def last(self) -> str:
        """The latest day its rows tell of, "" where they bear none."""
        return max(table.last for table in self.tables)

    @property
    def licences(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of each licence the package names."""
        listed = self.tables[0].package.descriptor.get("licenses")
        named = [entry for entry in listed if isinstance(entry, dict)] if listed else []
        return tuple(
            (str(e.get("title") or e.get("name") or ""), str(e.get("path") or "")) for e in named
        )


@dataclass(frozen=True)
class Column:
    """A column of a table in words: what stands in it and what it may hold."""

    name: str
    title: str
    kind: str
    description: str
    rules: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


def _dictionary(resource: Resource, titles: Mapping[str, str]) -> Iterator[Column]:
    kinds = site()["schema"]
    references = _references(resource, titles)
    for entry in resource.fields:
        name = entry["name"]
        choices = [(c["value"], c["label"]) for c in entry.get("categories", ())]
        yield Column(
            name,
            title=str(entry.get("title") or name),
            kind=kinds.get(entry.get("type") or "string", kinds["other"]),
            description=str(entry.get("description") or ""),
            rules=(*_rules(resource, entry), *references.get(name, ())),
            choices=tuple(choices),
        )


def _rules(resource: Resource, entry: Mapping[str, Any]) -> Iterator[str]:
    constraints = entry.get("constraints", {})
    if entry["name"] in resource.primary_key:
        yield sentence("schema", "key")
    for name in ("required", "unique"):
        if constraints.get(name) is True:
            yield sentence("schema", name)


def _references(resource: Resource, titles: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """For each field that refers to a table: the words that say so."""
    schema = resource.descriptor["schema"]
    found: dict[str, list[str]] = {}
    for kind in ("foreignKeys", "crossPackageForeignKeys"):
        for key in schema.get(kind, ()):
            table = key["reference"].get("resource") or resource.name
            fields = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
            for name in fields:
                words = sentence("schema", "reference", table=titles.get(table, table))
                found.setdefault(name, []).append(words)
    return found


def _title(resource: Resource) -> str:
    return str(resource.descriptor.get("title") or resource.name)


def site_map(writer: Writer, others: Sequence[Page]) -> Iterator[Page]:
    """Every column (网站地图), with the columns below it and how many records it lists."""
    below = grouped((page for page in others if page.listed), lambda page: page.parent)
    columns = [
        Branch(
            page,
            tuple(child for child in below.get(page.address, ()) if not child.published_on),
            sum(child.published_on is not None for child in below.get(page.address, ())),
        )
        for page in below.get(addresses.HOME, ())
    ]
    yield writer.page("sitemap", addresses.SITE_MAP, columns=columns)


@dataclass(frozen=True)
class Branch:
    """A column of the site map: its page, the columns below it, and the number of its records."""

    page: Page
    columns: tuple[Page, ...]
    records: int
