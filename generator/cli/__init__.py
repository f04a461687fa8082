"""The command line: words in, words out. What a command does stands in `commands`.

Each command imports its own module when it is used: a check should not wait for the libraries of
a build.
"""

from __future__ import annotations

import gc
import sys

import click

from generator import __version__, console, exits, findings, journal, messages
from generator.cli import desk, publishing
from generator.console import Choice
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem, of_system

_SHOWN = 200


def main(arguments: list[str] | None = None) -> None:
    """Run `bulletin` with the arguments of the process and leave with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Messages are Chinese: on a console of another encoding a character that it lacks is
        # shown as its number instead of ending the program.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # Rows by the hundred thousand are made and kept: looking through them for rubbish finds none.
    gc.set_threshold(100_000, 50, 50)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; a problem is never a traceback."""
    catalogue = messages.catalogue(_language(arguments))
    as_json = _as_json(arguments)
    try:
        result = _program(catalogue).main(arguments, prog_name="bulletin", standalone_mode=False)
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
    except journal.Damaged as damaged:
        left = "、".join(path.name for path in damaged.left) or "—"
        details = {"aside": damaged.aside.as_posix(), "files": left}
        _say([Problem("save-note-damaged", damaged.note.name, details=details)], catalogue, as_json)
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


def _program(catalogue: Catalogue) -> click.Group:
    """The commands, with help in the catalogue's language."""
    phrase = catalogue.phrase

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

    publishing.add(group, catalogue)
    desk.add(group, catalogue)
    publishing.add_beside(group, catalogue)
    return group


def _say(problems: list[Problem], catalogue: Catalogue, as_json: bool) -> None:
    if as_json:
        click.echo(findings.as_json(problems, catalogue))
    elif [problem.code for problem in problems] == ["usage"]:
        (problem,) = problems
        click.echo(f"{catalogue.message(problem)}\n{catalogue.fix(problem)}", err=True)
    else:
        click.echo(findings.text(problems, catalogue, _SHOWN), err=True)
