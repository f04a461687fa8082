"""QR codes: an address that a telephone reads off paper. The one door to segno."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

VERSION: str = segno.__version__
"""Part of the key of whatever is kept with a code in it."""


@lru_cache(maxsize=8)
def drawn(address: str) -> str:
    """The code for a poster, as an SVG file with the standard's quiet zone around it."""
    # Medium correction: a poster outdoors gets dirty.
    svg = io.BytesIO()
    segno.make(address, error="m", micro=False).save(svg, kind="svg", border=4, xmldecl=False)
    return svg.getvalue().decode("utf-8")


@lru_cache(maxsize=1024)
def inline(address: str) -> str:
    """The code for a page, as an svg element that is as large as its style says; about 2 kB.

    The mask is always the same: to try all eight takes three times as long, and readers do not
    care. Where it stands needs four modules of white around it.
    """
    code = segno.make(address, error="m", micro=False, mask=3)
    return code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
