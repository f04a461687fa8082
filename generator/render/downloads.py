"""The data packages as the public may have them on the day, with their checksums.

A UTF-8 resource with no hidden row and no undone change is published byte for byte (one in another
encoding as the same text in UTF-8, a byte order mark left out); any other is written anew from the
cells that were read, so that nothing of a hidden row is left. A reference to a hidden row is left
empty: the published tables must pass the stock validator by themselves. Of the reports of dangers
no figure from 1 to 4 is published: it could give a reporter away (data contract).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator import addresses, terms
from generator.artifacts import Artifact, File
from generator.bulletin import Bulletin, ahead
from generator.packages import Package, Packages, Resource


@dataclass(frozen=True)
class Table:
    """One published table: its file, its number of rows, and the days its rows tell of.

    `first` and `last` are ISO days up to the day of the bulletin, "" where no row bears a day.
    """

    package: Package
    resource: Resource
    artifact: Artifact
    rows: int
    first: str
    last: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.artifact.content)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal, as `data/SHA256SUMS` says it."""
        return self.artifact.digest


def render(packages: Packages, bulletin: Bulletin) -> list[Artifact]:
    """Every package's descriptor and tables."""
    return files(packages, tables(packages, bulletin))


def files(packages: Packages, published: Iterable[Table]) -> list[Artifact]:
    """Every package's descriptor, and the tables already made."""
    descriptors = [Artifact(addresses.package(p.name), p.content) for p in packages.values()]
    return [*descriptors, *(table.artifact for table in published)]


def tables(packages: Packages, bulletin: Bulletin) -> tuple[Table, ...]:
    """Every table of every package as of the day, in the order of the descriptors."""
    return tuple(
        _table(package, resource, bulletin)
        for package in packages.values()
        for resource in package.resources.values()
    )


def checksums(artifacts: Iterable[File]) -> Artifact:
    """`data/SHA256SUMS` over the whole site, in the form `sha256sum --check` reads at its root."""
    lines = sorted((artifact.path, artifact.digest) for artifact in artifacts)
    text = "".join(f"{digest}  {path}\n" for path, digest in lines)
    return Artifact(addresses.CHECKSUMS, text.encode("utf-8"))


def rows(package: Package, resource: Resource, bulletin: Bulletin) -> Iterator[Mapping[str, str]]:
    """The cells of the rows public on the day, in the state of the day."""
    references = list(_references_to_hidden(package, resource, bulletin))
    for position, row in enumerate(resource.rows):
        if not bulletin.hides(package.name, resource.name, position, row.cells):
            cells = {**row.cells, **_restored(resource, bulletin, row.cells)}
            for names, keys in references:
                if tuple(cells[name] for name in names) in keys:
                    cells.update(dict.fromkeys(names, ""))
            cells.update(_untold(resource, bulletin, cells))
            cells.update(dict.fromkeys(ahead.untold(resource.name, cells, bulletin.as_of), ""))
            yield cells


def _untold(resource: Resource, bulletin: Bulletin, cells: Mapping[str, str]) -> Mapping[str, str]:
    """Counts of reports that could point at a reporter, left empty: "少于5" is no number."""
    names = bulletin.withheld.get(cells.get("period", ""), ())
    return dict.fromkeys(names, "") if resource.name == "report_statistics" else {}


def _references_to_hidden(
    package: Package, resource: Resource, bulletin: Bulletin
) -> Iterator[tuple[tuple[str, ...], set[tuple[str, ...]]]]:
    """For each foreign key inside the package: its fields, and the keys of hidden rows."""
    for foreign in resource.descriptor["schema"].get("foreignKeys", ()):
        reference = foreign["reference"]
        target = package.resources[reference.get("resource") or resource.name]
        names, keys = _names(foreign["fields"]), _names(reference["fields"])
        yield (
            names,
            {
                tuple(row.cells[key] for key in keys)
                for position, row in enumerate(target.rows)
                if bulletin.hides(package.name, target.name, position, row.cells)
            },
        )


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _restored(
    resource: Resource, bulletin: Bulletin, cells: Mapping[str, str]
) -> Mapping[str, str]:
    return bulletin.restored.get(cells.get("mine_id", ""), {}) if resource.name == "mines" else {}


def _table(package: Package, resource: Resource, bulletin: Bulletin) -> Table:
    public = list(rows(package, resource, bulletin))
    path = addresses.resource(package.name, resource.descriptor["path"])
    days = sorted(_days(resource, public, bulletin.as_of.isoformat()))
    return Table(
        package,
        resource,
        Artifact(path, _written(resource, public)),
        rows=len(public),
        first=days[0] if days else "",
        last=days[-1] if days else "",
    )


def _written(resource: Resource, public: Sequence[Mapping[str, str]]) -> bytes:
    if public == [dict(row.cells) for row in resource.rows]:
        return resource.content
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([entry["name"] for entry in resource.fields])
    writer.writerows(list(cells.values()) for cells in public)
    return text.getvalue().encode("utf-8")


def _days(resource: Resource, public: Iterable[Mapping[str, str]], today: str) -> set[str]:
    """The days on which something happened that the rows tell, and the ends of their periods.

    A term that runs out (`valid_until`, `due_on`) is no day on which something happened.
    """
    names = [
        entry["name"]
        for entry in resource.fields
        if entry.get("type") == "date" and entry["name"].endswith(("_on", "as_of"))
    ]
    days = {cells[name] for cells in public for name in names if name != "due_on"}
    if any(entry["name"] == "period" for entry in resource.fields):
        days |= {terms.period_end(cells["period"]).isoformat() for cells in public}
    return {day for day in days if "" < day <= today}
