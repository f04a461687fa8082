"""Channels for reports (举报渠道): only what was lately looked at is printed on posters."""

from __future__ import annotations

from collections.abc import Iterator

from generator import packages, terms
from generator.problems import Problem
from generator.validation.desk import Desk

_DAYS = 180
_POSTER_MONTHS = 12


def channels_were_checked(desk: Desk) -> Iterator[Problem]:
    """A channel in use was compared with its source within 180 days (安全生产法 第七十三条: 公开
    举报电话、信箱或者电子邮件地址; 行动方案 第69项). A warning.
    """
    for line in desk.lines("report-channels", "channels"):
        since, until = line.day("since"), line.day("until")
        if (since and since > desk.as_of) or (until and until < desk.as_of):
            continue
        checked = line.day("checked_on")
        if not line.text("checked_on"):
            yield line.problem("channel-never-checked", "checked_on", severity="warning")
        elif checked is not None and (desk.as_of - checked).days > _DAYS:
            yield line.problem(
                "channel-unchecked",
                "checked_on",
                severity="warning",
                channel=line.text("name"),
                days=(desk.as_of - checked).days,
            )


def posters_can_be_made(desk: Desk) -> Iterator[Problem]:
    """Mines need a board with a telephone (行动方案 第70项): a hotline marked for posters, and one
    channel of those marked that was checked within a year. A warning: only posters are not made.
    """
    if not any(line.text("status") != "closed" for line in desk.lines("mines", "mines")):
        return
    marked = [
        line
        for line in desk.lines("report-channels", "channels")
        if line.text("on_poster") == "yes"
        and not ((until := line.day("until")) and until < desk.as_of)
    ]
    file = f"{packages.FOLDER}/report-channels/channels.csv"
    if not any(line.text("kind") == "hotline" for line in marked):
        yield Problem("poster-channel-missing", file, field="on_poster", severity="warning")
    elif not any(
        (day := line.day("checked_on")) and terms.add_months(day, _POSTER_MONTHS) >= desk.as_of
        for line in marked
    ):
        yield Problem("poster-channel-old", file, field="checked_on", severity="warning")
