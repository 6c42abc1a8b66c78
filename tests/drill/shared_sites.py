# SPDX-License-Identifier: Apache-2.0
"""Copies of the example sites that are handed around beside the repository."""

import shutil
from pathlib import Path

SITES = Path(__file__).parents[3] / "shared" / "sites"

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
haproxy:x:101:101::/var/lib/haproxy:/usr/sbin/nologin
keepalived_script:x:998:998::/:/usr/sbin/nologin
"""


def copied(site: Path, to: Path) -> Path:
    """A copy of a site that may be written; its scripts are executable, as their tools install
    them."""
    shutil.copytree(site, to, copy_function=shutil.copyfile)
    for program in to.rglob("*.sh"):
        program.chmod(0o755)
    return to


def with_user(site: Path) -> Path:
    """The site, its nodes with the user as whom keepalived runs a check where no file names one."""
    for node in site.iterdir():
        (node / "etc" / "passwd").write_text(PASSWD)
    return site
