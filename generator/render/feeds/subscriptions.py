"""All feeds as one list of subscriptions (OPML 2.0), to be imported into a reader."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree

from generator.messages import sentence
from generator.render.feeds.entries import Feed
from generator.settings import Settings

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def opml(listed: Iterable[Feed], settings: Settings) -> bytes:
    """The list, a folder for each group. It bears no date: it changes when the feeds do."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = settings.site_name
    body = ElementTree.SubElement(root, "body")
    for group, members in groupby(listed, key=lambda feed: feed.group):
        folder = ElementTree.SubElement(body, "outline", text=sentence("feeds", f"group-{group}"))
        for feed in members:
            ElementTree.SubElement(
                folder,
                "outline",
                type="rss",
                text=feed.title,
                title=feed.title,
                xmlUrl=f"{settings.site_url}{feed.address}.xml",
                htmlUrl=settings.site_url + feed.page,
            )
    ElementTree.indent(root)
    return f"{_DECLARATION}{ElementTree.tostring(root, encoding='unicode')}\n".encode()
