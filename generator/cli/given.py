"""What every command is given: the project, the day, the words."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from generator import messages, terms
from generator.console import Choice
from generator.messages import Catalogue

PATH = click.Path(path_type=Path)
_SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Given:
    project: Path
    as_of: str | None
    words: Catalogue

    @property
    def day(self) -> date:
        """The day of the bulletin: `--as-of`, else the day of publishing."""
        return _today() if self.as_of is None else _read(self.as_of, "--as-of")

    @property
    def publishing_day(self) -> date:
        """SOURCE_DATE_EPOCH's or the clock's, never one given by hand."""
        if self.as_of is not None:
            raise click.UsageError(self.words.phrase("deploy-no-as-of"))
        return _today()


def common(catalogue: Catalogue) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options of every command, put together as the first argument of its function."""
    phrase = catalogue.phrase
    options = (
        click.option("--project", type=PATH, default=".", help=phrase("help-project")),
        click.option("--as-of", "as_of", metavar="DAY", help=phrase("help-as-of")),
        click.option(
            "--lang",
            type=Choice(messages.LANGUAGES),
            default=catalogue.language,
            expose_value=False,
            help=phrase("help-lang"),
        ),
        click.help_option("--help", help=phrase("help-option")),
    )

    def dress(function: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(function)
        def command(project: Path, as_of: str | None, **values: Any) -> int:
            return function(Given(project, as_of, catalogue), **values)

        dressed: Callable[..., int] = command
        for option in reversed(options):
            dressed = option(dressed)
        return dressed

    return dress


def day_of(option: str) -> Callable[[click.Context, click.Parameter, str | None], date | None]:
    """The callback of an option that takes a day."""
    return lambda context, parameter, text: _read(text, option) if text else None


def _read(text: str, option: str) -> date:
    """A day typed after an option, as 2026-11-23 and in no other form."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(text, param_hint=option) from error
    return _within_reach(day, option)


def _within_reach(day: date, option: str) -> date:
    if terms.FIRST <= day <= terms.LAST:
        return day
    raise click.BadParameter(f"{day} ({terms.FIRST} – {terms.LAST})", param_hint=option)


def _today() -> date:
    """The day of publishing: SOURCE_DATE_EPOCH's, else today in Asia/Shanghai."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            day = datetime.fromtimestamp(int(epoch), UTC).astimezone(_SHANGHAI).date()
        except (ValueError, OverflowError, OSError) as error:
            raise click.BadParameter(epoch, param_hint="SOURCE_DATE_EPOCH") from error
        return _within_reach(day, "SOURCE_DATE_EPOCH")
    return datetime.now(_SHANGHAI).date()
