"""The offline package: what of it can be tried without the network that makes it."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def wheelhouse() -> ModuleType:
    loader = SourceFileLoader("wheelhouse", str(ROOT / ".ci" / "wheelhouse"))
    spec = spec_from_loader("wheelhouse", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_library_of_the_lock_is_taken_with_its_digests(wheelhouse: ModuleType) -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = wheelhouse.entries()
    assert len(entries) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)) > 60
    assert sum(entry.count("--hash=") for _, entry in entries) == text.count("--hash=")
    assert dict(entries)["pyyaml"].startswith("pyyaml==")


def test_the_lock_of_the_package_names_each_wheel_by_its_digest(
    wheelhouse: ModuleType, tmp_path: Path
) -> None:
    for name in ("a-1.0-py3-none-any.whl", "b-2.0-cp311-linux.whl", "b-2.0-cp311-win.whl"):
        (tmp_path / name).write_bytes(name.encode())
    digest = {path.name[0]: sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()}
    first, second = wheelhouse.lock(tmp_path).splitlines()
    assert first == f"a==1.0 --hash=sha256:{digest['a']}"
    assert second.startswith("b==2.0 --hash=sha256:")
    assert second.count("--hash") == 2


def test_the_package_holds_the_program_and_all_that_a_bulletin_starts_from(
    wheelhouse: ModuleType,
) -> None:
    names = set(wheelhouse.program())
    assert {"pyproject.toml", "site_config.yml", ".ci/publish", "generator/pipeline.py"} <= names
    assert any(name.startswith("theme/") for name in names)
    assert not any(name.startswith("tests/") for name in names)
