"""The command line: words in, words out. Everything it does, `pipeline` does."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from generator import __version__, bulletin, messages, pipeline, tree
from generator.messages import Catalogue
from generator.pipeline import Source
from generator.problems import Problem, blocking
from generator.render import boards, posters

FINE, PROBLEMS, CANNOT = 0, 1, 2
"""Exit codes: nothing wrong (warnings too) · problems · usage, configuration or could not run."""

_SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 200
"""How many problems the text report lists; the JSON report lists all."""


class _Choice(click.Choice[str]):
    """A choice whose fault names what was typed and what may be, in no language at all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            told = f"{value} ({' | '.join(self.choices)})"
            raise click.BadParameter(told, ctx=ctx, param=param) from error


class Stop(Exception):
    """The command ends here, with these problems said and this exit code."""

    def __init__(self, code: int, problems: list[Problem]) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems


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
        problem = Problem("usage", "", value=_usage(error, catalogue))
        _say([problem], catalogue, as_json)
        return CANNOT
    except (click.Abort, KeyboardInterrupt):
        click.echo(catalogue.phrase("interrupted"), err=True)
        return CANNOT
    except OSError as error:
        name = str(error.filename) if error.filename else ""
        value = f"{name} {error.strerror or error}".strip()
        _say([Problem("cannot-run", "", value=value)], catalogue, as_json)
        return CANNOT
    return result if isinstance(result, int) else FINE


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
                type=_Choice(messages.LANGUAGES),
                default=catalogue.language,
                help=phrase("help-lang"),
            ),
            click.help_option("--help", help=phrase("help-option")),
        )
        for option in reversed(options):
            command = option(command)
        return command

    @click.group(help=phrase("help"), cls=_group(catalogue))
    @click.help_option("--help", help=phrase("help-option"))
    @click.option(
        "--lang",
        type=_Choice(messages.LANGUAGES),
        expose_value=False,
        help=phrase("help-lang"),
    )
    @click.version_option(__version__, prog_name="bulletin", help=phrase("help-version"))
    def group() -> None:
        """Entry point."""

    @group.command("check", help=phrase("help-check"), cls=_leaf(catalogue))
    @click.option(
        "--format",
        "style",
        type=_Choice(("text", "json")),
        default="text",
        help=phrase("help-format"),
    )
    @click.option("--output", type=click.Path(), metavar="FILE", help=phrase("help-output-check"))
    @common
    def check(style: str, output: str | None, project: str, as_of: str | None, lang: str) -> int:
        source = _source(project, _day(as_of))
        return _report(source, style, output, catalogue)

    @group.command("build", help=phrase("help-build"), cls=_leaf(catalogue))
    @click.option("--output", type=click.Path(), metavar="DIR", help=phrase("help-output-build"))
    @click.option(
        "--without", type=_Choice(("posters",)), multiple=True, help=phrase("help-without")
    )
    @common
    def build(
        output: str | None, without: tuple[str, ...], project: str, as_of: str | None, lang: str
    ) -> int:
        day = _day(as_of)
        target = Path(output) if output else Path(project) / "site"
        # A day given by hand is a preview or an audit; what is published takes its day from the
        # clock or from SOURCE_DATE_EPOCH, so the same flags give the same bytes on any real day.
        return _build(
            Path(project), day, target, "posters" not in without, as_of is not None, catalogue
        )

    @group.command("posters", help=phrase("help-posters"), cls=_leaf(catalogue))
    @click.argument("mine_ids", nargs=-1, metavar="[MINE_ID]...")
    @click.option("--kind", type=_Choice(boards.KINDS), help=phrase("help-kind"))
    @click.option("--size", type=_Choice(posters.SIZES), default="a3", help=phrase("help-size"))
    @click.option("--output", type=click.Path(), metavar="DIR", help=phrase("help-output-posters"))
    @common
    def make_posters(
        mine_ids: tuple[str, ...],
        kind: str | None,
        size: str,
        output: str | None,
        project: str,
        as_of: str | None,
        lang: str,
    ) -> int:
        day = _day(as_of)
        target = Path(output) if output else Path(project) / "posters"
        return _posters(Path(project), day, target, mine_ids, kind, size, catalogue)

    return group


def _day(given: str | None) -> date:
    """The day of the bulletin: `--as-of`, else SOURCE_DATE_EPOCH, else today in Asia/Shanghai."""
    if given is not None:
        try:
            if not _DAY.fullmatch(given):
                raise ValueError(given)
            return date.fromisoformat(given)
        except ValueError as error:
            raise click.BadParameter(given, param_hint="--as-of") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).astimezone(_SHANGHAI).date()
        except (ValueError, OverflowError, OSError) as error:
            raise click.BadParameter(epoch, param_hint="SOURCE_DATE_EPOCH") from error
    return datetime.now(_SHANGHAI).date()


def _source(project: str, day: date) -> Source:
    folder = Path(project)
    if not folder.is_dir():
        raise Stop(CANNOT, [Problem("project-missing", "", value=project)])
    return pipeline.check(folder, day)


def _exit_code(source: Source) -> int:
    if not source.configured:
        return CANNOT
    return PROBLEMS if blocking(source.problems) else FINE


def _report(source: Source, style: str, output: str | None, catalogue: Catalogue) -> int:
    """Print or write the findings of a check."""
    if style == "json":
        text = _json(source.problems, catalogue)
    else:
        text = _text(source.problems, catalogue)
    if output is None:
        click.echo(text)
    else:
        Path(output).write_text(text + "\n", encoding="utf-8", newline="\n")
    return _exit_code(source)


def _build(
    project: Path,
    day: date,
    output: Path,
    with_posters: bool,
    preview: bool,
    catalogue: Catalogue,
) -> int:
    with _progress(catalogue, day) as report:
        report("check")
        source = _source(str(project), day)
        if not (project / "theme").is_dir():
            raise Stop(CANNOT, [*source.problems, Problem("theme-missing", "theme")])
        try:
            built = pipeline.build(
                source, day, output, with_posters=with_posters, report=report, preview=preview
            )
        except tree.OutputRefused as refusal:
            problem = Problem(
                "output-refused", "", value=str(output), details={"stray": refusal.stray}
            )
            raise Stop(CANNOT, [problem]) from refusal
    if built.problems:
        click.echo(_text(built.problems, catalogue), err=True)
    if blocking(built.problems):
        click.echo(catalogue.phrase("unchanged-site"), err=True)
        return PROBLEMS if source.configured else CANNOT
    click.echo(
        catalogue.phrase("built", files=built.files, changed=built.changed, output=output), err=True
    )
    return FINE


def _posters(
    project: Path,
    day: date,
    output: Path,
    mine_ids: tuple[str, ...],
    kind: str | None,
    size: str,
    catalogue: Catalogue,
) -> int:
    source = _source(str(project), day)
    if source.settings is None or blocking(source.problems):
        click.echo(_text(source.problems, catalogue), err=True)
        return _exit_code(source)
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
    prints, problems = pipeline.chosen_posters(source, seen, mine_ids, kind, size)
    if problems:
        click.echo(_text(problems, catalogue), err=True)
        return PROBLEMS
    output.mkdir(parents=True, exist_ok=True)
    for artifact in prints:
        _replace(output / Path(artifact.path).name, artifact.content)
    click.echo(catalogue.phrase("posters-done", count=len(prints), output=output), err=True)
    return FINE


def _replace(file: Path, content: bytes) -> None:
    """Write beside and rename, so that a half-written poster never lies there."""
    temporary = file.with_name(f".{file.name}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _progress(catalogue: Catalogue, day: date) -> Iterator[Callable[[str], None]]:
    """A spinner on a terminal, plain lines elsewhere; both on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(catalogue.phrase(f"step-{step}", day=day), err=True)
        return
    with console.status("") as status:
        yield lambda step: status.update(catalogue.phrase(f"step-{step}", day=day))


def _say(problems: list[Problem], catalogue: Catalogue, as_json: bool) -> None:
    if as_json:
        click.echo(_json(problems, catalogue))
    elif [problem.code for problem in problems] == ["usage"]:
        (problem,) = problems
        click.echo(f"{catalogue.message(problem)}\n{catalogue.fix(problem)}", err=True)
    else:
        click.echo(_text(problems, catalogue), err=True)


def _json(problems: list[Problem], catalogue: Catalogue) -> str:
    """The report for programs (public contract): one array, every problem."""
    return json.dumps(
        [
            {
                "code": problem.code,
                "severity": problem.severity,
                "file": problem.file or None,
                "row": problem.row,
                "field": problem.field,
                "value": problem.value,
                "message": catalogue.message(problem),
                "fix": catalogue.fix(problem),
            }
            for problem in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


def _text(problems: list[Problem], catalogue: Catalogue) -> str:
    """The report for people: by file, each problem with its place and its mend."""
    if not problems:
        return catalogue.phrase("none")
    lines: list[str] = []
    file = None
    for problem in problems[:_SHOWN]:
        if problem.file and problem.file != file:
            file = problem.file
            lines += ["", file]
        place = f"{catalogue.phrase('row', row=problem.row)} " if problem.row else ""
        severity = catalogue.phrase(f"severity-{problem.severity}")
        lines.append(f"  {place}[{severity}] {catalogue.message(problem)}")
        lines.append(f"      {catalogue.phrase('fix', fix=catalogue.fix(problem))}")
    if len(problems) > _SHOWN:
        lines.append(catalogue.phrase("more", count=len(problems) - _SHOWN))
    errors = sum(problem.severity == "error" for problem in problems)
    summary = catalogue.phrase("summary", errors=errors, warnings=len(problems) - errors)
    return "\n".join([*lines, "", summary]).lstrip("\n")


def _usage(error: click.UsageError, catalogue: Catalogue) -> str:
    """What is wrong with the words of a command, in the catalogue's language."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return catalogue.phrase("usage-missing-command")
    if isinstance(error, click.NoSuchOption):
        return catalogue.phrase("usage-no-option", value=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return catalogue.phrase("usage-missing-value", value=error.option_name)
    if isinstance(error, click.BadParameter):
        name = error.param_hint or (error.param.opts[0] if error.param else "")
        return catalogue.phrase("usage-bad-value", name=name, value=error.message)
    return catalogue.phrase("usage-other", value=error.message)


def _leaf(catalogue: Catalogue) -> type[click.Command]:
    """A command whose help has its headings in the catalogue's language."""

    class Leaf(click.Command):
        allow_extra_args = True  # told here, in the catalogue's language

        def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
            rest = super().parse_args(ctx, args)
            if ctx.args:
                raise click.UsageError(catalogue.phrase("usage-extra", value=" ".join(ctx.args)))
            return rest

        def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            pieces = " ".join(self.collect_usage_pieces(ctx))
            formatter.write_usage(ctx.command_path, pieces, catalogue.phrase("usage-title") + " ")

        def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            rows = [p.get_help_record(ctx) for p in self.get_params(ctx)]
            with formatter.section(catalogue.phrase("options-title")):
                formatter.write_dl([row for row in rows if row])

        def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
            return [
                p.replace("[OPTIONS]", f"[{catalogue.phrase('options-title')}]")
                for p in super().collect_usage_pieces(ctx)
            ]

    return Leaf


def _group(catalogue: Catalogue) -> type[click.Group]:
    class Group(click.Group):
        def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            words = catalogue.phrase("commands-metavar")
            formatter.write_usage(ctx.command_path, words, catalogue.phrase("usage-title") + " ")

        def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            rows = [p.get_help_record(ctx) for p in self.get_params(ctx)]
            with formatter.section(catalogue.phrase("options-title")):
                formatter.write_dl([row for row in rows if row])
            with formatter.section(catalogue.phrase("commands-title")):
                names = self.list_commands(ctx)
                commands = [(name, self.get_command(ctx, name)) for name in names]
                formatter.write_dl([(n, c.help or "") for n, c in commands if c is not None])

        def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
            if args and self.get_command(ctx, args[0]) is None:
                raise click.UsageError(catalogue.phrase("usage-no-command", value=args[0]))
            return super().resolve_command(ctx, args)

    return Group
