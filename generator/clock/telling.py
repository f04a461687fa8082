"""The agenda as text, JSON and calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

import icalendar

from generator.clock.book import SEVERITIES, Entry
from generator.messages import Catalogue
from generator.settings import Settings


def as_text(entries: tuple[Entry, ...], catalogue: Catalogue) -> str:
    """The agenda for people: first what is late, the days of rebuilding last."""
    words = Words(catalogue)
    lines: list[str] = []
    for severity in SEVERITIES:
        chosen = [e for e in entries if e.severity == severity and e.what != "rebuild"]
        if chosen:
            lines += ["", words.say(f"heading-{severity}", count=len(chosen))]
            lines += [
                f"  {entry.day}  {words.sentence(entry)}{words.place(entry)}" for entry in chosen
            ]
    if not lines:
        lines.append(words.say("nothing"))
    days = [entry.day.isoformat() for entry in entries if entry.what == "rebuild"]
    lines += [
        "",
        words.say("rebuilds", days=words.say("and").join(days))
        if days
        else words.say("no-rebuild"),
    ]
    return "\n".join(lines).lstrip("\n")


def as_json(entries: tuple[Entry, ...], catalogue: Catalogue) -> str:
    """The agenda for programs: one array of objects, all with the same keys."""
    words = Words(catalogue)
    listed = [
        {
            "day": entry.day.isoformat(),
            "what": entry.what,
            "severity": entry.severity,
            "table": entry.table or None,
            "record": entry.record or None,
            "file": entry.file or None,
            "row": entry.row,
            "details": dict(sorted(entry.details.items())),
            "message": words.sentence(entry),
        }
        for entry in entries
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def as_ics(entries: tuple[Entry, ...], settings: Settings, catalogue: Catalogue) -> str:
    """The agenda as a calendar (RFC 5545) of whole days, lines ended by CRLF.

    An entry keeps its UID for good and its DTSTAMP is its own day, so that the same agenda gives
    the same bytes whenever it is asked for.
    """
    words = Words(catalogue)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mine Bulletin//clock//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.say("calendar", site=settings.site_name))
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", f"tag:{settings.tag_authority}:clock/{quote(entry.key)}")
        event.add("dtstamp", datetime.combine(entry.day, time(), UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", words.sentence(entry))
        event.add("categories", [words.say(f"severity-{entry.severity}")])
        event.add("transp", "TRANSPARENT")
        if entry.file:
            event.add("description", words.place(entry).strip())
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8")


class Words:
    """The sentences of the agenda: the table `clock` of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries: Mapping[str, str] = catalogue.entries["clock"]

    def say(self, key: str, **values: object) -> str:
        return self._entries[key].format(**values)

    def sentence(self, entry: Entry) -> str:
        use = f"{entry.what}-{entry.severity}"
        values: dict[str, str] = {"checked": self.say("never"), **entry.details}
        if "law" in values:
            values["law"] = self.say(f"law-{values['law']}")
        if "duty" in values:
            values["duty"] = self.say(f"duty-{values['duty']}")
        return self.say(
            use if use in self._entries else entry.what,
            **{"day": entry.day.isoformat(), "subject": self._subject(entry), **values},
        )

    def place(self, entry: Entry) -> str:
        """Where the record is typed; "" where an entry is about none."""
        if not entry.file:
            return ""
        return self.say("place" if entry.row else "place-file", file=entry.file, row=entry.row)

    def _subject(self, entry: Entry) -> str:
        table = self._entries.get(f"table-{entry.table}", "")
        known = [entry.details[name] for name in ("name", "number") if entry.details.get(name)]
        use = "subject" if known else "subject-bare"
        return self.say(
            use, table=table, record=entry.record, known=self.say("comma").join(known)
        ).strip()
