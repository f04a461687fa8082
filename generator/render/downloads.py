"""The data packages as the public may have them on the day, with their checksums.

A UTF-8 resource with no hidden row and no undone change is published byte for byte (one in another
encoding as the same text in UTF-8, a byte order mark left out); any other is written anew from the
cells that were read, so that nothing of a hidden row is left. A reference to a hidden row is left
empty: the published tables must pass the stock validator by themselves.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.packages import Package, Packages, Resource


def render(packages: Packages, bulletin: Bulletin) -> list[Artifact]:
    """Every package's descriptor and tables."""
    artifacts = []
    for package in packages.values():
        artifacts.append(Artifact(addresses.package(package.name), package.content))
        for resource in package.resources.values():
            path = addresses.resource(package.name, resource.descriptor["path"])
            artifacts.append(Artifact(path, _table(package, resource, bulletin)))
    return artifacts


def checksums(artifacts: Iterable[Artifact]) -> Artifact:
    """`data/SHA256SUMS` over the whole site, in the form `sha256sum --check` reads at its root."""
    lines = sorted(
        (artifact.path, hashlib.sha256(artifact.content).hexdigest()) for artifact in artifacts
    )
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
            yield cells


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


def _table(package: Package, resource: Resource, bulletin: Bulletin) -> bytes:
    public = list(rows(package, resource, bulletin))
    if public == [dict(row.cells) for row in resource.rows]:
        return resource.content
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([entry["name"] for entry in resource.fields])
    writer.writerows(list(cells.values()) for cells in public)
    return text.getvalue().encode("utf-8")
