"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.render.feeds.entries import Entry, Feed
from generator.render.feeds.moulds import written
from generator.settings import Settings

VERSION = "https://jsonfeed.org/version/1.1"


def entry(told: Entry) -> str:
    """An entry as one line."""
    item = {
        "id": told.id,
        "url": told.link,
        "title": told.title,
        "content_text": told.text,
        "date_published": written(told.published, "json"),
        "date_modified": written(told.updated, "json"),
        "tags": told.tags,
    }
    return json.dumps(item, ensure_ascii=False)


def feed(told: Feed, settings: Settings, entries: Iterable[str]) -> bytes:
    """A whole feed around its written entries: an object a line."""
    head = {
        "version": VERSION,
        "title": told.title,
        "home_page_url": settings.site_url + told.page,
        "feed_url": f"{settings.site_url}{told.address}.json",
        "description": told.description,
        "language": settings.language,
        "authors": [{"name": settings.publisher, "url": settings.site_url}],
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    items = ",\n".join(entries)
    return f'{opened}, "items": [\n{items}\n]}}\n'.encode()
