"""ZIP files of the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import BinaryIO


def write(stream: BinaryIO, files: Mapping[str, bytes]) -> None:
    """The files in the order of their names. Stored, so that no zlib has a say."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # the same on every machine
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
