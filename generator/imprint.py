"""The imprint of a built site: of which day it is, who approved what is in it, from which commit.

It is published beside the checksums, which cover it too: who holds the site can prove what was
public on a day and by whose approval (先审后发).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.render.downloads import Table, rows
from generator.settings import Settings


@dataclass(frozen=True)
class Imprint:
    """What `data/manifest.json` says of a site; `records` are those that approvals let out."""

    as_of: date
    preview: bool
    demonstration: bool
    commit: str
    records: frozenset[str] = frozenset()


def render(
    bulletin: Bulletin, tables: Iterable[Table], chosen: Settings, *, preview: bool, commit: str
) -> Artifact:
    """The imprint: approvals by number, each with the records that it let out."""
    approvals: dict[str, list[str]] = {}
    for table in tables:
        for cells in rows(table.package, table.resource, bulletin):
            if number := cells.get("approval_no", ""):
                key = "/".join(cells[name] for name in table.resource.primary_key)
                place = f"{table.package.name}/{table.resource.name}/{key}"
                approvals.setdefault(number, []).append(place)
    for notice in bulletin.content.notices:
        if notice.approval_no:
            approvals.setdefault(notice.approval_no, []).append(f"notices/{notice.slug}")
    content = {
        "as_of": bulletin.as_of.isoformat(),
        "site_url": chosen.site_url,
        "publisher": chosen.publisher,
        "publisher_uscc": chosen.publisher_uscc,
        "preview": preview,
        "demonstration": chosen.demonstration,
        "commit": commit,
        "approvals": {number: sorted(places) for number, places in sorted(approvals.items())},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Artifact(addresses.MANIFEST, text.encode("utf-8"))


def read(content: bytes) -> Imprint | None:
    """The imprint of a site, None where it is none of ours."""
    try:
        found: Any = json.loads(content)
        return Imprint(
            date.fromisoformat(found["as_of"]),
            bool(found["preview"]),
            bool(found["demonstration"]),
            str(found["commit"]),
            frozenset(place for places in found["approvals"].values() for place in places),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
