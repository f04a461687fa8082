"""The command line: words in, words out. What a command does stands in `commands`.

Each command imports its own module when it is used: a check should not wait for the libraries of
a build.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import click

from generator import (
    __version__,
    addresses,
    console,
    exits,
    findings,
    journal,
    kinds,
    messages,
    packages,
)
from generator.console import Choice
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem, of_system

_SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 200


def main(arguments: list[str] | None = None) -> None:
    """Run `bulletin` with the arguments of the process and leave with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Messages are Chinese: on a console of another encoding a character that it lacks is
        # shown as its number instead of ending the program.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; a problem is never a traceback."""
    catalogue = messages.catalogue(_language(arguments))
    as_json = _as_json(arguments)
    try:
        result = _command(catalogue).main(arguments, prog_name="bulletin", standalone_mode=False)
    except Stop as stop:
        _say(stop.problems, catalogue, as_json)
        return stop.code
    except click.UsageError as error:
        problem = Problem("usage", "", value=console.usage(error, catalogue))
        _say([problem], catalogue, as_json)
        return exits.CANNOT
    except (click.Abort, KeyboardInterrupt):
        click.echo(catalogue.phrase("interrupted"), err=True)
        return exits.CANNOT
    except journal.Overtaken as overtaken:
        _say([Problem("file-overtaken", overtaken.path.name)], catalogue, as_json)
        return exits.PROBLEMS
    except journal.Halted as halted:
        details = {"note": halted.note.as_posix()}
        _say([Problem("save-halted", halted.path.name, details=details)], catalogue, as_json)
        return exits.CANNOT
    except OSError as error:
        name = str(error.filename) if error.filename else ""
        problem = Problem("cannot-run", "", value=name or None, details=of_system(error))
        _say([problem], catalogue, as_json)
        return exits.CANNOT
    return result if isinstance(result, int) else exits.FINE


def _language(arguments: list[str]) -> str:
    """The language, read before click parses: its help and its errors need it too."""
    for position, argument in enumerate(arguments):
        given = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            given = arguments[position + 1]
        if given in messages.LANGUAGES:
            return given
    return "zh"


def _as_json(arguments: list[str]) -> bool:
    joined = " ".join(arguments)
    return "--format json" in joined or "--format=json" in joined


def _command(catalogue: Catalogue) -> click.Group:
    """The commands, with help in the catalogue's language."""
    phrase = catalogue.phrase

    def common(command: Callable[..., int]) -> Callable[..., int]:
        options = (
            click.option("--project", type=click.Path(), default=".", help=phrase("help-project")),
            click.option("--as-of", "as_of", metavar="DAY", help=phrase("help-as-of")),
            click.option(
                "--lang",
                type=Choice(messages.LANGUAGES),
                default=catalogue.language,
                help=phrase("help-lang"),
            ),
            click.help_option("--help", help=phrase("help-option")),
        )
        for option in reversed(options):
            command = option(command)
        return command

    @click.group(help=phrase("help"), cls=console.group(catalogue))
    @click.help_option("--help", help=phrase("help-option"))
    @click.option(
        "--lang",
        type=Choice(messages.LANGUAGES),
        expose_value=False,
        help=phrase("help-lang"),
    )
    @click.version_option(__version__, prog_name="bulletin", help=phrase("help-version"))
    def group() -> None:
        """Entry point."""

    @group.command("check", help=phrase("help-check"), cls=console.leaf(catalogue))
    @click.option(
        "--format",
        "style",
        type=Choice(("text", "json", "html")),
        default="text",
        help=phrase("help-format"),
    )
    @click.option("--output", type=click.Path(), metavar="FILE", help=phrase("help-output-check"))
    @click.option("--against", type=click.Path(), metavar="PATH", help=phrase("help-against"))
    @common
    def check(
        style: str,
        output: str | None,
        against: str | None,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import check as command

        return command.run(
            Path(project),
            _day(as_of),
            style=style,
            output=Path(output) if output else None,
            against=Path(against) if against else None,
            words=catalogue,
        )

    @group.command("build", help=phrase("help-build"), cls=console.leaf(catalogue))
    @click.option("--output", type=click.Path(), metavar="DIR", help=phrase("help-output-build"))
    @click.option(
        "--without", type=Choice(("posters",)), multiple=True, help=phrase("help-without")
    )
    @click.option("--commit", default="", metavar="ID", help=phrase("help-commit"))
    @common
    def build(
        output: str | None,
        without: tuple[str, ...],
        commit: str,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import build as command

        # A day given by hand is a preview or an audit; what is published takes its day from the
        # clock or from SOURCE_DATE_EPOCH, so the same flags give the same bytes on any real day.
        return command.run(
            Path(project),
            _day(as_of),
            output=Path(output) if output else None,
            with_posters="posters" not in without,
            preview=as_of is not None,
            commit=commit,
            words=catalogue,
        )

    @group.command("posters", help=phrase("help-posters"), cls=console.leaf(catalogue))
    @click.argument("mine_ids", nargs=-1, metavar="[MINE_ID]...")
    @click.option("--kind", type=Choice(addresses.POSTER_KINDS), help=phrase("help-kind"))
    @click.option(
        "--size", type=Choice(addresses.POSTER_SIZES), default="a3", help=phrase("help-size")
    )
    @click.option("--stale", is_flag=True, help=phrase("help-stale"))
    @click.option("--output", type=click.Path(), metavar="DIR", help=phrase("help-output-posters"))
    @common
    def make_posters(
        mine_ids: tuple[str, ...],
        kind: str | None,
        size: str,
        stale: bool,
        output: str | None,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import posters as command

        return command.run(
            Path(project),
            _day(as_of),
            mine_ids=mine_ids,
            kind=kind,
            size=size,
            stale=stale,
            output=Path(output) if output else None,
            words=catalogue,
        )

    @group.command("clock", help=phrase("help-clock"), cls=console.leaf(catalogue))
    @click.option("--from", "first", metavar="DAY", help=phrase("help-from"))
    @click.option("--to", "last", metavar="DAY", help=phrase("help-to"))
    @click.option(
        "--format",
        "style",
        type=Choice(("text", "json", "ics")),
        default="text",
        help=phrase("help-format-clock"),
    )
    @common
    def clock(
        first: str | None,
        last: str | None,
        style: str,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import clock as command

        return command.run(
            Path(project),
            _day(as_of),
            first=_given(first, "--from") if first else None,
            last=_given(last, "--to") if last else None,
            style=style,
            words=catalogue,
        )

    @group.command("report", help=phrase("help-report"), cls=console.leaf(catalogue))
    @click.option("--period", required=True, metavar="PERIOD", help=phrase("help-period"))
    @click.option("--output", type=click.Path(), help=phrase("help-output-report"))
    @common
    def report(period: str, output: str | None, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import report as command

        return command.run(
            Path(project),
            _day(as_of),
            period=period,
            output=Path(output) if output else None,
            words=catalogue,
        )

    @group.command("verify", help=phrase("help-verify"), cls=console.leaf(catalogue))
    @click.argument("place", metavar="DIR|URL")
    @common
    def verify(place: str, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import verify as command

        return command.run(place, catalogue)

    @group.command("deploy", help=phrase("help-deploy"), cls=console.leaf(catalogue))
    @click.argument("site", type=click.Path(), required=False, metavar="[DIR]")
    @click.option(
        "--to",
        "target",
        type=click.Path(),
        required=True,
        metavar="DIR",
        help=phrase("help-to-dir"),
    )
    @click.option("--rollback", is_flag=True, help=phrase("help-rollback"))
    @click.option("--even-older", is_flag=True, help=phrase("help-even-older"))
    @common
    def deploy(
        site: str | None,
        target: str,
        rollback: bool,
        even_older: bool,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import deploy as command

        # The day of publishing is the clock's (or SOURCE_DATE_EPOCH's), never one given by hand.
        if as_of is not None:
            raise click.UsageError(phrase("deploy-no-as-of"))
        if rollback:
            return command.back(Path(target), _day(None), even_older=even_older, words=catalogue)
        built = Path(site) if site else Path(project) / "site"
        return command.run(built, Path(target), _day(None), catalogue)

    _add_desk(group, catalogue, common)
    _add_publishing(group, catalogue, common)
    return group


def _add_desk(
    group: click.Group,
    catalogue: Catalogue,
    common: Callable[[Callable[..., int]], Callable[..., int]],
) -> None:
    """The commands of the clerk's desk: workbook, import, new, withdraw, fix."""
    phrase = catalogue.phrase
    leaf = console.leaf(catalogue)

    @group.command("workbook", help=phrase("help-workbook"), cls=leaf)
    @click.argument("package", type=Choice(packages.NAMES), metavar="PACKAGE")
    @click.option(
        "-o",
        "--output",
        type=click.Path(),
        metavar="FILE",
        required=True,
        help=phrase("help-output-workbook"),
    )
    @common
    def workbook(package: str, output: str, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import workbook as command

        return command.run(Path(project), package, output=Path(output), words=catalogue)

    @group.command("import", help=phrase("help-import"), cls=leaf)
    @click.argument("file", type=click.Path(), metavar="FILE")
    @click.option("--write", is_flag=True, help=phrase("help-write"))
    @click.option("--allow-removal", is_flag=True, help=phrase("help-allow-removal"))
    @click.option("--mapping", type=click.Path(), metavar="FILE", help=phrase("help-mapping"))
    @click.option("--table", metavar="PACKAGE/TABLE", help=phrase("help-table"))
    @common
    def bring_in(
        file: str,
        write: bool,
        allow_removal: bool,
        mapping: str | None,
        table: str | None,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import intake as command

        return command.run(
            Path(project),
            _day(as_of),
            Path(file),
            map_file=Path(mapping) if mapping else None,
            table=table,
            write=write,
            allow_removal=allow_removal,
            words=catalogue,
        )

    @group.command("new", help=phrase("help-new"), cls=leaf)
    @click.argument("kind", type=Choice(kinds.KINDS), metavar="|".join(kinds.KINDS))
    @click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help=phrase("help-set"))
    @click.option("--all", "everything", is_flag=True, help=phrase("help-all"))
    @common
    def new(
        kind: str,
        given: tuple[str, ...],
        everything: bool,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import new as command

        return command.run(
            Path(project), _day(as_of), kind, given=given, everything=everything, words=catalogue
        )

    @group.command("withdraw", help=phrase("help-withdraw"), cls=leaf)
    @click.argument("record", metavar="ID")
    @click.option("--reason", metavar="TEXT", help=phrase("help-reason"))
    @click.option("--ended-on", metavar="DAY", help=phrase("help-ended-on"))
    @click.option("--end-kind", metavar="KIND", help=phrase("help-end-kind"))
    @click.option("--mistake", is_flag=True, help=phrase("help-mistake"))
    @click.option("--yes", is_flag=True, help=phrase("help-yes"))
    @common
    def withdraw(
        record: str,
        reason: str | None,
        ended_on: str | None,
        end_kind: str | None,
        mistake: bool,
        yes: bool,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        from generator.commands import withdraw as command

        return command.run(
            Path(project),
            _day(as_of),
            record,
            reason=reason,
            ended_on=_given(ended_on, "--ended-on") if ended_on else None,
            end_kind=end_kind,
            mistake=mistake,
            yes=yes,
            words=catalogue,
        )

    @group.command("fix", help=phrase("help-fix"), cls=leaf)
    @click.option("--write", is_flag=True, help=phrase("help-write"))
    @common
    def fix(write: bool, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import fix as command

        return command.run(Path(project), write=write, words=catalogue)


def _add_publishing(
    group: click.Group,
    catalogue: Catalogue,
    common: Callable[[Callable[..., int]], Callable[..., int]],
) -> None:
    """The commands around the day of publishing: serve, pack, fragments, init."""
    phrase = catalogue.phrase
    leaf = console.leaf(catalogue)

    @group.command("serve", help=phrase("help-serve"), cls=leaf)
    @click.option(
        "--port", type=click.IntRange(0, 65535), default=8000, metavar="N", help=phrase("help-port")
    )
    @common
    def serve(port: int, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import serve as command

        return command.run(Path(project), _day(as_of), port=port, words=catalogue)

    @group.command("pack", help=phrase("help-pack"), cls=leaf)
    @click.argument("site", type=click.Path(), required=False, metavar="[DIR]")
    @click.option(
        "-o",
        "--output",
        type=click.Path(),
        metavar="FILE",
        required=True,
        help=phrase("help-output-pack"),
    )
    @click.option("--for-review", is_flag=True, help=phrase("help-for-review"))
    @common
    def pack(
        site: str | None, output: str, for_review: bool, project: str, as_of: str | None, lang: str
    ) -> int:
        from generator.commands import pack as command

        if as_of is not None:  # as with deploy
            raise click.UsageError(phrase("deploy-no-as-of"))
        built = Path(site) if site else Path(project) / "site"
        return command.run(built, Path(output), _day(None), for_review=for_review, words=catalogue)

    @group.command("fragments", help=phrase("help-fragments"), cls=leaf)
    @click.option(
        "-o",
        "--output",
        type=click.Path(),
        metavar="DIR",
        help=phrase("help-output-fragments"),
    )
    @click.option("--without-links", is_flag=True, help=phrase("help-without-links"))
    @common
    def fragments(
        output: str | None, without_links: bool, project: str, as_of: str | None, lang: str
    ) -> int:
        from generator.commands import fragments as command

        target = Path(output) if output else Path(project) / "fragments"
        return command.run(
            Path(project),
            _day(as_of),
            target,
            preview=as_of is not None,
            linked=not without_links,
            words=catalogue,
        )

    @group.command("init", help=phrase("help-init"), cls=leaf)
    @click.argument("folder", type=click.Path(), metavar="DIR")
    @common
    def init(folder: str, project: str, as_of: str | None, lang: str) -> int:
        from generator.commands import init as command

        return command.run(Path(folder), catalogue)


def _given(text: str, option: str) -> date:
    """A day typed after an option, as 2026-11-23 and in no other form."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(text, param_hint=option) from error


def _day(given: str | None) -> date:
    """The day of the bulletin: `--as-of`, else SOURCE_DATE_EPOCH, else today in Asia/Shanghai."""
    if given is not None:
        return _given(given, "--as-of")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).astimezone(_SHANGHAI).date()
        except (ValueError, OverflowError, OSError) as error:
            raise click.BadParameter(epoch, param_hint="SOURCE_DATE_EPOCH") from error
    return datetime.now(_SHANGHAI).date()


def _say(problems: list[Problem], catalogue: Catalogue, as_json: bool) -> None:
    if as_json:
        click.echo(findings.as_json(problems, catalogue))
    elif [problem.code for problem in problems] == ["usage"]:
        (problem,) = problems
        click.echo(f"{catalogue.message(problem)}\n{catalogue.fix(problem)}", err=True)
    else:
        click.echo(findings.text(problems, catalogue, _SHOWN), err=True)
