"""The list of notices."""

from __future__ import annotations

from generator import addresses
from generator.bulletin import Bulletin
from generator.content import Notice
from generator.messages import sentence, site
from generator.render.listing import ADDRESS, NONE, Column, Facet, Listing, Row, Slot
from generator.render.lists.telling import and_none, by_year, said, town_choices, year_choices


def notices(bulletin: Bulletin) -> Listing:
    """The notices, newest first."""
    rows = tuple(_notice(bulletin, notice) for notice in bulletin.content.notices)
    return Listing(
        "notices",
        sentence("pages", "notices"),
        said("unit-notices"),
        addresses.NOTICES,
        (
            Facet("kind", said("kind"), site()["notices"], open=True),
            Facet("year", said("year"), year_choices(rows), open=True),
            Facet("town", said("about-town"), and_none(town_choices(bulletin))),
        ),
        (
            Column(
                said("heading"),
                (Slot("link", "title", addresses.notice("{}"), "id"),),
                "title",
                style="wide",
            ),
            Column(said("kind"), (Slot("text", "kind"),), style="inline"),
            Column(said("date"), (Slot("day", "date"),), "date", down=True, style="inline"),
            Column(said("number"), (Slot("text", "number"),), style="source"),
        ),
        (
            (said("date"), "date"),
            (said("kind"), "kind"),
            (said("heading"), "title"),
            (said("number"), "number"),
            (said("about-town"), "town"),
            (said("address"), ADDRESS),
        ),
        rows,
        (by_year(rows, addresses.NOTICES, "title-notices"),),
        named=("title", "number"),
        naming=said("naming-notices"),
    )


def _notice(bulletin: Bulletin, notice: Notice) -> Row:
    day = notice.day.isoformat()
    towns = tuple(dict.fromkeys(code for code in notice.towns if code in bulletin.towns))
    return Row(
        {
            "id": notice.slug,
            "title": notice.title,
            "kind": site()["notices"][notice.kind],
            "date": day,
            "number": notice.document_no or said("no-document"),
            "town": "、".join(bulletin.towns[code].name for code in towns),
            "mark": "",
        },
        {"kind": (notice.kind,), "year": (day[:4],), "town": towns or (NONE,)},
        {"date": day, "title": notice.title},
        "all",
    )
