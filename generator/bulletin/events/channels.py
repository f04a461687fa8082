"""Channels for reports opened and closed; rules of reward taking force and losing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from generator import addresses
from generator.bulletin.events.telling import Context, Event
from generator.messages import sentence
from generator.wording import long_day


def channels(context: Context) -> Iterator[Event]:
    """Channels opened and closed; one without a day was there before the bulletin.

    The number of a closed one is told no longer: it may be somebody's own by now.
    """
    for channel in context.ever("channels"):
        key, name = f"channels/{channel.channel_id}", channel.name
        over = channel.until is not None and channel.until < context.day
        if channel.since is not None and not over:
            told = {"name": name, "value": channel.value}
            yield _event(f"{key}/opened", "channel", channel.since, channel.scope, **told)
        if channel.until is not None:
            closed = channel.until + timedelta(days=1)
            yield _event(f"{key}/closed", "channel-closed", closed, "", name=name)


def rewards(context: Context) -> Iterator[Event]:
    """Rules of reward, once for a document and a day: it sets many amounts."""
    told = set()
    for rule in context.ever("reward_rules"):
        for use, day in (("reward", rule.effective_on), ("reward-repealed", rule.repealed_on)):
            place = (use, rule.document_no, day)
            if day is None or place in told:
                continue
            told.add(place)
            yield _event(
                f"channels/{rule.document_no}-{day}/{use}",
                use,
                day,
                sentence("summaries", "issuer", by=rule.issuer) if rule.issuer else "",
                document_no=rule.document_no,
                number=rule.document_no,
            )


def _event(
    key: str, use: str, day: date, summary: str, document_no: str = "", **values: str
) -> Event:
    return Event(
        key=key,
        kind="channels",
        shape="other",
        label=sentence("labels", use),
        day=day,
        public_on=day,
        title=sentence("titles", use, day=long_day(day), **values),
        address=addresses.REPORT,
        summary=summary,
        document_no=document_no,
    )
