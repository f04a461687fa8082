"""Notices (通报) that went up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator import addresses
from generator.bulletin.events.telling import Event, Subject
from generator.content import Notice
from generator.messages import site


def notices(shown: Iterable[Notice]) -> Iterator[Event]:
    """Each notice on its day."""
    for notice in shown:
        yield Event(
            key=f"notices/{notice.slug}/published",
            kind="notices",
            shape="other",
            label=site()["notices"][notice.kind],
            day=notice.day,
            public_on=notice.day,
            title=notice.title,
            address=addresses.notice(notice.slug),
            document_no=notice.document_no,
            subject=Subject(towns=notice.towns),
        )
