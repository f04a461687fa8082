"""The choices of one bulletin: `site_config.yml`, read safely and checked against its schema.

`site_config.yml` is our own file. MkDocs' configuration is built from it in `skin`, because
MkDocs' own loader runs Python named in the file and reads the environment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema

from generator import characters
from generator.problems import Problem, of_system
from generator.yaml_text import YamlFault, YamlMapping, read_mapping

FILE = "site_config.yml"

_TEXT = {"type": "string", "minLength": 1, "pattern": r"\S"}


def _form(pattern: str) -> dict[str, str]:
    return {"type": "string", "pattern": f"^(?:{pattern})$(?!\n)"}  # a bare $ lets a "\n" pass


_MONTHS = {"type": "integer", "minimum": 1, "maximum": 120}

# 国办发〔2017〕47号 (政府网站发展指引) asks for the three footer codes; their forms are those in
# use. A clone for a test or a draft has none, so all three are optional.
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "site_name",
        "site_url",
        "tag_authority",
        "publisher",
        "publisher_uscc",
        "language",
        "demonstration",
        "correction_contact",
        "data_licence",
    ],
    "properties": {
        "site_name": _TEXT,
        "site_subtitle": _TEXT,
        "site_url": _form(r"https?://[^\s/?#]+(/[^\s?#]*)?"),
        "tag_authority": _form("[a-z0-9.-]+,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
        "publisher": _TEXT,
        "publisher_uscc": _form("[0-9A-HJ-NPQRTUWXY]{18}"),
        "language": {"type": "string", "enum": ["zh-CN"]},
        "demonstration": {"type": "boolean"},
        "correction_contact": _TEXT,
        "data_licence": _TEXT,
        "site_code": _form("[0-9]{10}|bm[0-9]{8}"),
        "icp": _form("[\u4e00-\u9fff]ICP备[0-9]{8}号(-[0-9]+)?"),
        "gongan": _form("[\u4e00-\u9fff]公网安备 ?[0-9]{14}号"),
        "scorecard": {"type": "string", "enum": ["public", "internal"]},
        "stale_boards": {"type": "string", "enum": ["public", "internal"]},
        "mine_posters_up_to": {"type": "integer", "minimum": 0, "maximum": 100000},
        "windows": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "stop_order": _MONTHS,
                "interview": _MONTHS,
                "circular": _MONTHS,
                "exposure": _MONTHS,
                "commendation": _MONTHS,
                "hazard": _MONTHS,
                "licence": _MONTHS,
            },
        },
    },
}


@dataclass(frozen=True)
class HouseWindows:
    """How many months a record stays public where no law says (本局规定).

    `stop_order` counts from its lifting, `hazard` from its closing, `licence` from its end,
    the others from the decision.
    """

    stop_order: int = 12
    interview: int = 6
    circular: int = 12
    exposure: int = 12
    commendation: int = 24
    hazard: int = 12
    licence: int = 12


@dataclass(frozen=True)
class Settings:
    """`site_config.yml` as values. `site_url` ends with a slash."""

    site_name: str
    site_url: str
    tag_authority: str
    publisher: str
    publisher_uscc: str
    language: str
    demonstration: bool
    correction_contact: str
    data_licence: str
    site_subtitle: str = ""
    site_code: str = ""
    icp: str = ""
    gongan: str = ""
    scorecard: str = "internal"
    stale_boards: str = "public"
    mine_posters_up_to: int = 500
    windows: HouseWindows = HouseWindows()


def load(project: Path) -> tuple[Settings | None, list[Problem]]:
    """Read `site_config.yml`; the settings are None when a problem was found."""
    try:
        text = (project / FILE).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [Problem("config-missing", FILE)]
    except OSError as error:
        return None, [Problem("file-unreadable", FILE, details=of_system(error))]
    except UnicodeDecodeError:
        return None, [Problem("not-utf-8", FILE)]
    # First of all: a character that is not seen makes a form wrong in a way that is not seen.
    odd = list(characters.of_words(text, FILE))
    try:
        mapping = read_mapping(text)
    except YamlFault as fault:
        return None, odd or [Problem(fault.code, FILE, row=fault.line, value=fault.value)]
    lines = {problem.row for problem in odd}
    misshapen = [problem for problem in _schema_problems(mapping) if problem.row not in lines]
    problems = odd + misshapen or list(_rule_problems(mapping))
    if problems:
        return None, problems
    values = dict(mapping.values)
    values["site_url"] = values["site_url"].rstrip("/") + "/"
    values["windows"] = HouseWindows(**values.get("windows", {}))
    return Settings(**values), []


def _schema_problems(mapping: YamlMapping) -> list[Problem]:
    """One problem for each key that is missing, unknown, or not of its form."""
    problems = []
    known = SCHEMA["properties"]
    for key in SCHEMA["required"]:
        if key not in mapping.values:
            problems.append(Problem("config-key-missing", FILE, field=key))
    for key, value in mapping.values.items():
        row = mapping.lines[key]
        if key not in known:
            problems.append(Problem("config-key-unknown", FILE, row=row, field=key, value=key))
            continue
        validator = jsonschema.Draft202012Validator(known[key])
        if next(validator.iter_errors(value), None) is not None:
            problems.append(
                Problem("config-value", FILE, row=row, field=key, value=_as_written(value))
            )
    return problems


def _rule_problems(mapping: YamlMapping) -> list[Problem]:
    """What one key says against another, and what a JSON Schema cannot see."""
    problems = []
    for key, value in mapping.values.items():
        if isinstance(value, str) and re.search(r"[⟦⟧]", value):
            # ⟦ ⟧ delimit the marks of the page shells: in a text they would be read as one.
            problems.append(
                Problem("reserved-mark", FILE, row=mapping.lines[key], field=key, value=value)
            )
    try:
        host = (urlsplit(mapping.values["site_url"]).hostname or "").rstrip(".")
    except ValueError:  # "https://[::1" has the form, but is no address
        row, url = mapping.lines["site_url"], mapping.values["site_url"]
        return [*problems, Problem("config-value", FILE, row=row, field="site_url", value=url)]
    if mapping.values["demonstration"] and (host == "gov.cn" or host.endswith(".gov.cn")):
        row = mapping.lines["demonstration"]
        problems.append(
            Problem("demonstration-on-gov-cn", FILE, row=row, field="demonstration", value=host)
        )
    return problems


def _as_written(value: object) -> str:
    return "" if value is None else str(value)
