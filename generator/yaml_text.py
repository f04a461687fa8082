"""Staff-written YAML (site_config.yml, front matter), read safely and with line numbers.

PyYAML's SafeLoader keeps the last of two equal keys without a word; here that is a fault, for
one of the two was typed for nothing. No tag that could run code or read the environment exists,
and no anchor: nobody needs one here, and ten lines of them can stand for a billion words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml


class YamlFault(Exception):
    """The text is not a YAML mapping; `line` counts from 1 inside the text."""

    def __init__(self, code: str, line: int, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.value = value


@dataclass(frozen=True)
class YamlMapping:
    """The values of a mapping and the line each top-level key stands on."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, and tags, anchors and aliases altogether."""

    def fetch_tag(self) -> None:
        self._refuse("!")

    def fetch_anchor(self) -> None:
        self._refuse("&")

    def fetch_alias(self) -> None:
        self._refuse("*")

    def _refuse(self, mark: str) -> None:
        raise yaml.scanner.ScannerError(None, None, f"{mark} …", self.get_mark())


def _mapping_of_distinct_keys(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise YamlFault("yaml-key", key_node.start_mark.line + 1, str(key))
        if key in seen:
            raise YamlFault("yaml-duplicate-key", key_node.start_mark.line + 1, key)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    text: str = loader.construct_scalar(node)
    if yaml.reader.Reader.NON_PRINTABLE.search(text):
        # What may not stand in the file may not come in as "\x01" or "\ud800" either: no feed
        # could hold it.
        raise YamlFault("yaml-syntax", node.start_mark.line + 1, ascii(text))
    return text


def _day(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:  # 2026-13-01 looks like a day and is none: whoever asks for a day says so
        return loader.construct_scalar(node)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_of_distinct_keys)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG, _text)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_mapping(text: str) -> YamlMapping:
    """Parse one YAML mapping; raise YamlFault with the line of the first fault."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return YamlMapping({}, {})
        if not isinstance(node, yaml.MappingNode):
            raise YamlFault("yaml-not-a-mapping", node.start_mark.line + 1)
        values = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What was left open is noticed at the end of the text, on a line that does not exist.
        last = len(text.rstrip("\n").split("\n"))
        row = min(mark.line + 1, last) if mark else 1
        raise YamlFault("yaml-syntax", row, error.problem or "") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlFault("yaml-syntax", line, str(error.reason)) from error
    except (ValueError, RecursionError) as error:  # an endless number, nesting without end
        raise YamlFault("yaml-syntax", 1, str(error)) from error
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    return YamlMapping(values, lines)
