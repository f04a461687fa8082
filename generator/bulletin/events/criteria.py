"""Documents that say what a major hazard is, taking force and losing it."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.bulletin.events.telling import Context, Event
from generator.messages import sentence
from generator.wording import long_day


def documents(context: Context) -> Iterator[Event]:
    """Each document on the day it takes force and on the day it loses it."""
    for document in context.rows.documents:
        stages = (
            ("effective", "document", document.effective_on or document.issued_on),
            ("repealed", "document-repealed", document.repealed_on),
        )
        for stage, use, day in stages:
            if day is not None:
                yield Event(
                    key=f"criteria/{document.document_no}/{stage}",
                    kind="criteria",
                    shape="other",
                    label=sentence("labels", use),
                    day=day,
                    public_on=day,
                    title=sentence(
                        "titles",
                        use,
                        title=document.title,
                        number=document.document_no,
                        day=long_day(day),
                    ),
                    address=addresses.CRITERIA,
                    summary=sentence("summaries", "supersedes", number=document.supersedes)
                    if stage == "effective" and document.supersedes
                    else "",
                    document_no=document.document_no,
                )
