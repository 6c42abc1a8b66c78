# SPDX-License-Identifier: Apache-2.0
"""The tables of keywords are what the scripts make from the installed daemons."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from holdfast.syntax.haproxy import SECTIONS as HEADS
from holdfast.syntax.haproxy import keywords as haproxy
from holdfast.syntax.haproxy import newer_keywords as newer_haproxy
from holdfast.syntax.keepalived import keywords as keepalived
from holdfast.syntax.keepalived import newer_keywords as newer_keepalived

SCRIPTS = Path(__file__).parents[2] / "scripts"
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
MANUALS = {
    "haproxy": Path("/usr/share/doc/haproxy/configuration.txt.gz"),
    "keepalived": Path("/usr/share/man/man5/keepalived.conf.5.gz"),
}
OPTION = {"haproxy": "-v", "keepalived": "--version"}


def installed(daemon: str) -> str:
    """What the program says of its version; empty where it or its manual is not installed."""
    program = shutil.which(daemon, path=SBIN)
    if program is None or not MANUALS[daemon].is_file():
        return ""
    done = subprocess.run([program, OPTION[daemon]], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("daemon", "version", "table"),
    [
        ("haproxy", f"version {haproxy.VERSION}-", Path(haproxy.__file__)),
        ("keepalived", f"Keepalived v{keepalived.VERSION} ", Path(keepalived.__file__)),
    ],
)
def test_the_table_is_what_the_script_makes(daemon: str, version: str, table: Path) -> None:
    if version not in installed(daemon):
        pytest.skip(f"another {daemon} than that of the table, or no manual, is installed")

    made = subprocess.run(
        [SCRIPTS / f"{daemon}-keywords", "-"], capture_output=True, text=True, check=True
    ).stdout

    assert made == table.read_text()


def test_every_section_of_the_table_is_one_for_the_reader() -> None:
    assert {name.encode() for name in haproxy.SECTIONS} <= HEADS


def test_every_list_and_every_block_has_its_keyword_in_the_block_around_it() -> None:
    for name in (*keepalived.BLOCKS, *keepalived.LISTS):
        outer, _, keyword = name.rpartition(" ")
        assert not name or keyword.encode() in keepalived.BLOCKS[outer]


def test_later_words_are_not_known_words() -> None:
    assert not newer_haproxy.KEYWORDS & haproxy.OPTIONS.union(*haproxy.SECTIONS.values())
    assert not newer_keepalived.KEYWORDS & frozenset().union(*keepalived.BLOCKS.values())
