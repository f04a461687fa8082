"""click in the catalogue's language: choices, help headings and usage faults."""

from __future__ import annotations

from typing import Any

import click

from generator.messages import Catalogue


class Choice(click.Choice[str]):
    """A choice whose fault names what was typed and what may be, in no language at all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            told = f"{value} ({' | '.join(self.choices)})"
            raise click.BadParameter(told, ctx=ctx, param=param) from error


def usage(error: click.UsageError, catalogue: Catalogue) -> str:
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


def leaf(catalogue: Catalogue) -> type[click.Command]:
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


def group(catalogue: Catalogue) -> type[click.Group]:
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
