"""Problems as sentences: one catalogue a language, the same keys in each.

An entry of `zh.toml` or `en.toml` is a table with `message` and `fix`, whose placeholders are the
problem's own value, the file's and field's names for people, and the problem's details.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from generator.problems import Problem

LANGUAGES = ("zh", "en")


class _Gaps(dict[str, object]):
    """A placeholder without a value prints as nothing: a message never fails."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language."""

    language: str
    entries: Mapping[str, Any]

    def message(self, problem: Problem) -> str:
        """What is wrong, in one sentence."""
        return self._sentence(problem, "message")

    def fix(self, problem: Problem) -> str:
        """How to mend it."""
        return self._sentence(problem, "fix")

    def phrase(self, key: str, **values: object) -> str:
        """A sentence of the program itself (progress, summaries), from the table `phrases`."""
        template: str = self.entries["phrases"][key]
        return string.Formatter().vformat(template, (), _Gaps(values))

    def _sentence(self, problem: Problem, part: str) -> str:
        template: str = self.entries[problem.code][part]
        values = _Gaps(problem.details)
        values |= {
            "value": problem.value or "",
            "file": problem.file,
            "row": problem.row or "",
            "field": problem.field or "",
        }
        values.setdefault("title", problem.field or "")
        if "errno" in problem.details:
            phrases = self.entries["phrases"]
            key = f"system-{problem.details['errno']}"
            values["reason"] = phrases.get(key, phrases["system-other"])
        return string.Formatter().vformat(template, (), values)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `zh` or `en`."""
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language, tomllib.loads(text))


@cache
def site() -> Mapping[str, Mapping[str, str]]:
    """The sentences of the site itself, tables of templates by use (`site.toml`)."""
    text = resources.files(__name__).joinpath("site.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def sentence(use: str, key: str, **values: object) -> str:
    """A sentence of the site with its gaps filled; every gap must have a value."""
    return site()[use][key].format(**values)
