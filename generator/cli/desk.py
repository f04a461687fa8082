"""The commands of the clerk's desk: workbook, import, new, withdraw, fix."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import console, kinds, packages
from generator.cli.given import PATH, Given, common, day_of
from generator.console import Choice
from generator.messages import Catalogue


def add(group: click.Group, catalogue: Catalogue) -> None:
    """Add them to the program."""
    phrase, given, leaf = catalogue.phrase, common(catalogue), console.leaf(catalogue)

    @group.command("workbook", help=phrase("help-workbook"), cls=leaf)
    @click.argument("package", type=Choice(packages.NAMES), metavar="PACKAGE")
    @click.option(
        "-o",
        "--output",
        type=PATH,
        metavar="FILE",
        required=True,
        help=phrase("help-output-workbook"),
    )
    @given
    def workbook(given: Given, package: str, output: Path) -> int:
        from generator.commands import workbook as command

        return command.run(given.project, package, output=output, words=given.words)

    @group.command("import", help=phrase("help-import"), cls=leaf)
    @click.argument("file", type=PATH, metavar="FILE")
    @click.option("--write", is_flag=True, help=phrase("help-write"))
    @click.option("--allow-removal", is_flag=True, help=phrase("help-allow-removal"))
    @click.option("--mapping", type=PATH, metavar="FILE", help=phrase("help-mapping"))
    @click.option("--table", metavar="PACKAGE/TABLE", help=phrase("help-table"))
    @given
    def bring_in(
        given: Given,
        file: Path,
        write: bool,
        allow_removal: bool,
        mapping: Path | None,
        table: str | None,
    ) -> int:
        from generator.commands import intake as command

        return command.run(
            given.project,
            given.day,
            file,
            map_file=mapping,
            table=table,
            write=write,
            allow_removal=allow_removal,
            words=given.words,
        )

    @group.command("new", help=phrase("help-new"), cls=leaf)
    @click.argument("kind", type=Choice(kinds.KINDS), metavar="|".join(kinds.KINDS))
    @click.option("--set", "values", multiple=True, metavar="FIELD=VALUE", help=phrase("help-set"))
    @click.option("--all", "everything", is_flag=True, help=phrase("help-all"))
    @given
    def new(given: Given, kind: str, values: tuple[str, ...], everything: bool) -> int:
        from generator.commands import new as command

        return command.run(
            given.project,
            given.day,
            kind,
            given=values,
            everything=everything,
            words=given.words,
        )

    @group.command("withdraw", help=phrase("help-withdraw"), cls=leaf)
    @click.argument("record", metavar="ID")
    @click.option("--reason", metavar="TEXT", help=phrase("help-reason"))
    @click.option(
        "--ended-on", callback=day_of("--ended-on"), metavar="DAY", help=phrase("help-ended-on")
    )
    @click.option("--end-kind", metavar="KIND", help=phrase("help-end-kind"))
    @click.option("--mistake", is_flag=True, help=phrase("help-mistake"))
    @click.option("--yes", is_flag=True, help=phrase("help-yes"))
    @given
    def withdraw(
        given: Given,
        record: str,
        reason: str | None,
        ended_on: date | None,
        end_kind: str | None,
        mistake: bool,
        yes: bool,
    ) -> int:
        from generator.commands import withdraw as command

        return command.run(
            given.project,
            given.day,
            record,
            reason=reason,
            ended_on=ended_on,
            end_kind=end_kind,
            mistake=mistake,
            yes=yes,
            words=given.words,
        )

    @group.command("fix", help=phrase("help-fix"), cls=leaf)
    @click.option("--write", is_flag=True, help=phrase("help-write"))
    @given
    def fix(given: Given, write: bool) -> int:
        from generator.commands import fix as command

        return command.run(given.project, write=write, words=given.words)
