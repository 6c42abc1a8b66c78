# SPDX-License-Identifier: Apache-2.0
"""The pages for people: what they name is there, and a reader of the README finds each of them."""

import os
import re
from pathlib import Path

import pytest

from holdfast.check.registry import RULES
from holdfast.cli.main import COMMANDS
from holdfast.load.settings import settings
from holdfast.model.settings import NO_SETTINGS, Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
LINK = re.compile(r"\]\(([^)\s#:]+)(?:#[^)]*)?\)")
"""One to a file of the repository: an address has a colon."""

FILE = re.compile(r"`((?:src|docs|tests|scripts|bench|contrib|examples|requirements)/[\w./-]+)`")
TARGET = re.compile(r"(?:`|^ {4})make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:`|^ {4}(?:- run: )?)holdfast ([a-z]+)\b", re.MULTILINE)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def linked(page: str) -> list[str]:
    """The files that a page links to, as paths below the repository."""
    folder = os.path.dirname(page)
    return [os.path.normpath(os.path.join(folder, link)) for link in LINK.findall(text(page))]


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_to_files(page: str) -> None:
    assert [path for path in linked(page) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_files_it_names_are_there(page: str) -> None:
    named = sorted(set(FILE.findall(text(page))))

    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_targets_and_commands_it_names_are_there(page: str) -> None:
    targets = re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE)

    assert set(TARGET.findall(text(page))) <= set(targets)
    assert set(COMMAND.findall(text(page))) <= set(COMMANDS)


def test_a_reader_of_the_readme_finds_every_page() -> None:
    found, new = set(), {"README.md"}
    while new:
        found |= new
        beyond = {path for page in new for path in linked(page)}
        listed = {p for p in PAGES if os.path.dirname(p) in beyond}  # a folder shows its files
        new = ({path for path in beyond if path.endswith(".md")} | listed) - found

    assert set(PAGES) - found == {"CHANGELOG.md"}


def test_decisions_are_numbered_one_after_the_other() -> None:
    titles = [text(page).partition("\n")[0] for page in PAGES if "decisions/" in page]

    assert [int(title.removeprefix("# ").partition(". ")[0]) for title in titles] == list(
        range(1, len(titles) + 1)
    )


def test_every_key_of_holdfast_yaml_is_told_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", text("docs/settings.md"), re.MULTILINE)
    told = {key: default.strip("`") for key, default in rows}
    default = {"select": "every rule", "ignore": "none", "baseline": "none", "addresses": "none"}
    default |= {"form": "that of the node"}

    assert told == {
        key: default.get(key, getattr(NO_SETTINGS, key)) for key in Settings.__struct_fields__
    }


def test_the_example_of_holdfast_yaml_is_one() -> None:
    example = "\n".join(re.findall(r"^ {4}(.*)", text("docs/settings.md"), re.MULTILINE))
    stated = settings(example.encode(), [rule.name for rule in RULES])

    assert stated.budget.ms == 300
    assert [str(own) for own in stated.own_addresses("lb2", "ens18")] == [
        "172.22.21.12",
        "2001:db8::12",
    ]
