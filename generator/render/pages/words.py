"""Pages that people write: how to report, notices, glossary, about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import disclosure
from generator.messages import sentence
from generator.render import circulars, lists, structured
from generator.render.pages.writer import Writer


def report(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    service = structured.report_service(
        writer.source.settings,
        sentence("structured", "report"),
        sentence("descriptions", "report"),
        rows.channels,
        rows.towns,
    )
    yield writer.page(
        "report",
        addresses.REPORT,
        words=writer.bulletin.content.words("report"),
        structured=[service] if rows.channels else [],
    )


def notices(writer: Writer) -> Iterator[Page]:
    notices = writer.bulletin.content.notices
    if not notices:
        return
    yield writer.page("notices", addresses.NOTICES, listing=lists.notices(writer.bulletin))
    for notice in notices:
        yield writer.page(
            "notice",
            addresses.notice(notice.slug),
            title=notice.title,
            parent=addresses.NOTICES,
            words=notice,
            published_on=notice.day,
            keywords=[sentence("notices", notice.kind)],
            disclosure=disclosure.of_notice(notice),
            notice=notice,
            print=addresses.notice_print(notice.slug) if circulars.printed(notice) else "",
        )


def words(name: str) -> Callable[[Writer], Iterator[Page]]:
    """A page that is staff-written words and nothing else; none where nobody wrote any."""

    def family(writer: Writer) -> Iterator[Page]:
        words = writer.bulletin.content.words(name)
        if words.body.strip():
            yield writer.page(name, f"{name}/", title=words.title, words=words)

    return family
