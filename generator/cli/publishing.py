"""The commands from the check to the public copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import addresses, console
from generator.cli.given import PATH, Given, common, day_of
from generator.console import Choice
from generator.messages import Catalogue


def add(group: click.Group, catalogue: Catalogue) -> None:
    """Add check, build, posters, clock, report, verify and deploy to the program."""
    phrase, given, leaf = catalogue.phrase, common(catalogue), console.leaf(catalogue)

    @group.command("check", help=phrase("help-check"), cls=leaf)
    @click.option(
        "--format",
        "style",
        type=Choice(("text", "json", "html")),
        default="text",
        help=phrase("help-format"),
    )
    @click.option("--output", type=PATH, metavar="FILE", help=phrase("help-output-check"))
    @click.option("--against", type=PATH, metavar="PATH", help=phrase("help-against"))
    @given
    def check(given: Given, style: str, output: Path | None, against: Path | None) -> int:
        from generator.commands import check as command

        return command.run(
            given.project,
            given.day,
            style=style,
            output=output,
            against=against,
            words=given.words,
        )

    @group.command("build", help=phrase("help-build"), cls=leaf)
    @click.option("--output", type=PATH, metavar="DIR", help=phrase("help-output-build"))
    @click.option(
        "--without", type=Choice(("posters",)), multiple=True, help=phrase("help-without")
    )
    @click.option("--commit", default="", metavar="ID", help=phrase("help-commit"))
    @given
    def build(given: Given, output: Path | None, without: tuple[str, ...], commit: str) -> int:
        from generator.commands import build as command

        # A day given by hand is a preview or an audit; what is published takes its day from the
        # clock or from SOURCE_DATE_EPOCH, so the same flags give the same bytes on any real day.
        return command.run(
            given.project,
            given.day,
            output=output,
            with_posters="posters" not in without,
            preview=given.as_of is not None,
            commit=commit,
            words=given.words,
        )

    @group.command("posters", help=phrase("help-posters"), cls=leaf)
    @click.argument("mine_ids", nargs=-1, metavar="[MINE_ID]...")
    @click.option("--kind", type=Choice(addresses.POSTER_KINDS), help=phrase("help-kind"))
    @click.option(
        "--size", type=Choice(addresses.POSTER_SIZES), default="a3", help=phrase("help-size")
    )
    @click.option("--stale", is_flag=True, help=phrase("help-stale"))
    @click.option("--output", type=PATH, metavar="DIR", help=phrase("help-output-posters"))
    @given
    def make_posters(
        given: Given,
        mine_ids: tuple[str, ...],
        kind: str | None,
        size: str,
        stale: bool,
        output: Path | None,
    ) -> int:
        from generator.commands import posters as command

        return command.run(
            given.project,
            given.day,
            mine_ids=mine_ids,
            kind=kind,
            size=size,
            stale=stale,
            output=output,
            words=given.words,
        )

    @group.command("clock", help=phrase("help-clock"), cls=leaf)
    @click.option(
        "--from", "first", callback=day_of("--from"), metavar="DAY", help=phrase("help-from")
    )
    @click.option("--to", "last", callback=day_of("--to"), metavar="DAY", help=phrase("help-to"))
    @click.option(
        "--format",
        "style",
        type=Choice(("text", "json", "ics")),
        default="text",
        help=phrase("help-format-clock"),
    )
    @given
    def clock(given: Given, first: date | None, last: date | None, style: str) -> int:
        from generator.commands import clock as command

        return command.run(
            given.project, given.day, first=first, last=last, style=style, words=given.words
        )

    @group.command("report", help=phrase("help-report"), cls=leaf)
    @click.option("--period", required=True, metavar="PERIOD", help=phrase("help-period"))
    @click.option("--output", type=PATH, help=phrase("help-output-report"))
    @given
    def report(given: Given, period: str, output: Path | None) -> int:
        from generator.commands import report as command

        return command.run(
            given.project, given.day, period=period, output=output, words=given.words
        )

    @group.command("verify", help=phrase("help-verify"), cls=leaf)
    @click.argument("place", metavar="DIR|URL")
    @given
    def verify(given: Given, place: str) -> int:
        from generator.commands import verify as command

        return command.run(place, given.words)

    @group.command("deploy", help=phrase("help-deploy"), cls=leaf)
    @click.argument("site", type=PATH, required=False, metavar="[DIR]")
    @click.option(
        "--to", "target", type=PATH, required=True, metavar="DIR", help=phrase("help-to-dir")
    )
    @click.option("--rollback", is_flag=True, help=phrase("help-rollback"))
    @click.option("--even-older", is_flag=True, help=phrase("help-even-older"))
    @given
    def deploy(
        given: Given, site: Path | None, target: Path, rollback: bool, even_older: bool
    ) -> int:
        from generator.commands import deploy as command

        day = given.publishing_day
        if rollback:
            return command.back(target, day, even_older=even_older, words=given.words)
        return command.run(site or given.project / "site", target, day, given.words)


def add_beside(group: click.Group, catalogue: Catalogue) -> None:
    """Add serve, pack, fragments and init to the program."""
    phrase, given, leaf = catalogue.phrase, common(catalogue), console.leaf(catalogue)

    @group.command("serve", help=phrase("help-serve"), cls=leaf)
    @click.option(
        "--port", type=click.IntRange(0, 65535), default=8000, metavar="N", help=phrase("help-port")
    )
    @given
    def serve(given: Given, port: int) -> int:
        from generator.commands import serve as command

        return command.run(given.project, given.day, port=port, words=given.words)

    @group.command("pack", help=phrase("help-pack"), cls=leaf)
    @click.argument("site", type=PATH, required=False, metavar="[DIR]")
    @click.option(
        "-o", "--output", type=PATH, metavar="FILE", required=True, help=phrase("help-output-pack")
    )
    @click.option("--for-review", is_flag=True, help=phrase("help-for-review"))
    @given
    def pack(given: Given, site: Path | None, output: Path, for_review: bool) -> int:
        from generator.commands import pack as command

        built, day = site or given.project / "site", given.publishing_day
        return command.run(built, output, day, for_review=for_review, words=given.words)

    @group.command("fragments", help=phrase("help-fragments"), cls=leaf)
    @click.option("-o", "--output", type=PATH, metavar="DIR", help=phrase("help-output-fragments"))
    @click.option("--without-links", is_flag=True, help=phrase("help-without-links"))
    @given
    def fragments(given: Given, output: Path | None, without_links: bool) -> int:
        from generator.commands import fragments as command

        return command.run(
            given.project,
            given.day,
            output or given.project / "fragments",
            preview=given.as_of is not None,
            linked=not without_links,
            words=given.words,
        )

    @group.command("init", help=phrase("help-init"), cls=leaf)
    @click.argument("folder", type=PATH, metavar="DIR")
    @given
    def init(given: Given, folder: Path) -> int:
        from generator.commands import init as command

        return command.run(folder, given.words)
