"""Links the first use of each official term on a page to its entry in the glossary.

The terms are the headings `### 销号 {#signed-off}` of the glossary's own words; what follows
“也叫：” in an entry is linked to it as well. A remark in brackets behind a term is no part of it.
Without a glossary no page has such links.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from markupsafe import escape

from generator import addresses
from generator.messages import sentence

_ENTRY = re.compile(r"^###[ \t]+(.+?)[ \t]*\{[ \t]*#([\w-]+)[^}\n]*\}[ \t]*$", re.MULTILINE)
_REMARK = re.compile(r"[（(].*?[）)]")

# Text that is a link, a heading, a label of something to press, a cell of a table, code, a drawing,
# a state's tag, or the disclosure block is left alone. None of these stands within one of its kind.
_ALONE = re.compile(
    r"<(a|h[1-6]|button|summary|code|pre|svg|th|td|caption|figcaption|form|label|script)\b.*?</\1>"
    r'|<span class="(?:tag|grade|hidden-text|event-kind)\b.*?</span>'
    r'|<dl class="(?:[^"]* )?(?:disclosure|fields)\b.*?</dl>',
    re.DOTALL,
)


class Glossary:
    """The terms of one site."""

    def __init__(self, words: str = "") -> None:
        self._anchors = dict(_terms(words))
        longest_first = sorted(self._anchors, key=lambda term: (-len(term), term))
        self._any = re.compile("|".join(map(re.escape, longest_first)))
        # 行政处罚法 is a law, no penalty.
        self._law = re.compile(sentence("glossary", "law"))

    def linked(self, html: str, root: str) -> str:
        """The page with links in its article; `root` leads from it to the site's root."""
        start, end = html.find("<article"), html.rfind("</article>")
        if start < 0 or not self._anchors:
            return html
        pieces, done = [], 0
        for place, term, anchor in self._first_uses(html, start, end):
            href = escape(f"{root}{addresses.GLOSSARY}#{anchor}")
            pieces += [html[done:place], f'<a class="term" href="{href}">{term}</a>']
            done = place + len(term)
        return "".join([*pieces, html[done:]])

    def _first_uses(self, html: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Where the first use of each entry stands that may be linked, in the order of the page."""
        alone = [match.span() for match in _ALONE.finditer(html, start, end)]
        begins = [span[0] for span in alone]
        linked: set[str] = set()
        for match in self._any.finditer(html, start, end):
            place, anchor = match.start(), self._anchors[match[0]]
            if anchor in linked or self._law.match(html, match.end()):
                continue
            before = bisect_right(begins, place) - 1
            if before >= 0 and place < alone[before][1]:
                continue
            opened, closed = html.rfind("<", start, place), html.rfind(">", start, place)
            title = html.rfind("《", closed, place)
            if opened > closed or title > html.rfind("》", closed, place):
                continue
            linked.add(anchor)
            yield place, match[0], anchor


def _terms(words: str) -> Iterator[tuple[str, str]]:
    """Every term with the anchor of its entry; the first entry of a term counts."""
    entries = list(_ENTRY.finditer(words))
    also = re.compile(rf"^{re.escape(sentence('glossary', 'also'))}(.+)$", re.MULTILINE)
    seen: set[str] = set()
    ends = [*(entry.start() for entry in entries[1:]), len(words)]
    for entry, end in zip(entries, ends, strict=False):
        others = also.search(words, entry.end(), end)
        for name in (entry[1], others[1] if others else ""):
            for term in re.split("[、。]", _REMARK.sub("", name)):
                if (term := str(escape(term.strip()))) and term not in seen:
                    seen.add(term)
                    yield term, entry[2]
