"""The data packages as the public may have them on the day, with their checksums.

A resource with no hidden row and no undone change is published byte for byte; any other is
written anew from the cells that were read, so that nothing of a hidden row is left.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.packages import Packages, Resource


def render(packages: Packages, bulletin: Bulletin) -> list[Artifact]:
    """Every package's descriptor and tables."""
    artifacts = []
    for package in packages.values():
        artifacts.append(Artifact(addresses.package(package.name), package.content))
        for resource in package.resources.values():
            path = addresses.resource(package.name, resource.descriptor["path"])
            artifacts.append(Artifact(path, _table(resource, bulletin)))
    return artifacts


def checksums(artifacts: Iterable[Artifact]) -> Artifact:
    """`data/SHA256SUMS` over the whole site, in the form `sha256sum --check` reads at its root."""
    lines = sorted(
        (artifact.path, hashlib.sha256(artifact.content).hexdigest()) for artifact in artifacts
    )
    text = "".join(f"{digest}  {path}\n" for path, digest in lines)
    return Artifact(addresses.CHECKSUMS, text.encode("utf-8"))


def rows(resource: Resource, bulletin: Bulletin) -> Iterator[Mapping[str, str]]:
    """The cells of the rows public on the day, in the state of the day."""
    hidden = bulletin.hidden.get(resource.name, frozenset())
    for position, row in enumerate(resource.rows):
        if position not in hidden:
            yield {**row.cells, **_restored(resource, bulletin, row.cells)}


def _restored(
    resource: Resource, bulletin: Bulletin, cells: Mapping[str, str]
) -> Mapping[str, str]:
    return bulletin.restored.get(cells["mine_id"], {}) if resource.name == "mines" else {}


def _table(resource: Resource, bulletin: Bulletin) -> bytes:
    public = list(rows(resource, bulletin))
    if public == [dict(row.cells) for row in resource.rows]:
        return resource.content
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([entry["name"] for entry in resource.fields])
    writer.writerows(list(cells.values()) for cells in public)
    return text.getvalue().encode("utf-8")
