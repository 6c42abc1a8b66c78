# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that no linter knows: see CONTRIBUTING.md."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "holdfast"

SPDX = b"# SPDX-License-Identifier: Apache-2.0\n"
EFFECTS = {"subprocess", "socket", "time", "random"}
PACKAGES_WITH_EFFECTS = {"lab", "apply", "watch", "drill", "cli"}
NAMES_THAT_SAY_NOTHING = {"utils", "common", "helpers", "core"}

# Put together here, so that this file does not find itself.
FOREIGN_WORDS = tuple(
    word.encode()
    for word in ("pypi" + ".org", "pythonhosted" + ".org", "deb.debian" + ".org", "/work" + "/")
)
BUILT_BESIDE_THE_SOURCE = {".git", ".venv", "__pycache__", "dist"}
PIN = re.compile(r"[a-z0-9-]+==[0-9a-z.]+ \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
ORIGIN = re.compile(r" {4}#( |$)")


def files_of_the_repository() -> Iterator[Path]:
    """Every file that could be committed, caches left out."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if not is_built(f)]
        yield from (Path(folder, file) for file in files if Path(folder, file).is_file())


def is_built(folder: str) -> bool:
    return folder in BUILT_BESIDE_THE_SOURCE or folder.endswith("_cache") or folder == ".hypothesis"


def forbidden_effects(relative: str, source: str) -> set[str]:
    """The effects that the module at `relative`, below src/holdfast, imports and must not."""
    package = Path(relative).parts[0]
    return set() if package in PACKAGES_WITH_EFFECTS else EFFECTS & imports(source)


def imports(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                found |= {alias.name.split(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.split(".")[0])
    return found


MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
PYTHON_FILES = sorted(
    path.relative_to(ROOT).as_posix() for path in files_of_the_repository() if path.suffix == ".py"
)


@pytest.mark.parametrize("module", MODULES)
def test_effects_stay_at_the_rim(module: str) -> None:
    assert forbidden_effects(module, (SOURCE / module).read_text()) == set()


def test_an_effect_in_a_pure_package_is_seen() -> None:
    assert forbidden_effects("load/site.py", "import time, ast") == {"time"}
    assert forbidden_effects("text/span.py", "from random import choice") == {"random"}
    assert forbidden_effects("lab/probe.py", "import socket") == set()
    assert forbidden_effects("load/site.py", "from .time import arithmetic") == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_named_after_its_idea(module: str) -> None:
    assert not NAMES_THAT_SAY_NOTHING & set(module.removesuffix(".py").split("/"))


@pytest.mark.parametrize("file", PYTHON_FILES)
def test_the_first_line_is_the_licence(file: str) -> None:
    assert (ROOT / file).read_bytes().startswith(SPDX)


def test_the_repository_names_no_download_host_and_no_path_of_somebodys_machine() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), word.decode())
        for path in files_of_the_repository()
        for word in FOREIGN_WORDS
        if word in path.read_bytes()
    ]

    assert found == []


@pytest.mark.parametrize("file", ["runtime.txt", "report.txt", "dev.txt"])
def test_dependencies_are_pins_and_hashes_and_nothing_else(file: str) -> None:
    lines = (ROOT / "requirements" / file).read_text().splitlines()

    assert [n for n in lines if not any(p.match(n) for p in (PIN, HASH, ORIGIN))] == []
