# SPDX-License-Identifier: Apache-2.0
"""Node folders put in place whole, beside what else the site has."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from holdfast.apply.collect.answer import Found, behind_no_link
from holdfast.load.firewall.nftables import RUNNING as RULESET
from holdfast.model.facts import Facts
from holdfast.model.json_version import VERSION

FACTS = "facts.json"


class Occupied(Exception):
    """A node's folder is there and was not collected: what to do, in one line."""


def require_free(site: Path, hosts: list[str]) -> None:
    """Raises Occupied for a node folder that somebody made by hand."""
    for host in hosts:
        folder = site / host
        if os.path.lexists(folder) and not (folder / FACTS).is_file():
            raise Occupied(
                f"{folder} is there and was not collected (it has no {FACTS}): move it away, or "
                "name another site"
            )


def write_node(folder: Path, found: Mapping[str, Found]) -> None:
    """The files into an empty folder that only its owner may enter: there are keys among them.

    Nothing is written through a symbolic link of the host's.
    """
    folder.mkdir(mode=0o700)
    folders: list[tuple[Path, int]] = []
    for one in behind_no_link(found):
        path = folder / one.path.lstrip("/")
        if one.path == "/" or ".." in one.path.split("/"):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if one.link is not None:
            path.symlink_to(one.link)
        elif one.data is None:
            path.mkdir(exist_ok=True)
            folders.append((path, one.mode | 0o700))
        else:
            path.write_bytes(one.data)
            path.chmod(one.mode | 0o400)
    for path, mode in reversed(folders):
        path.chmod(mode)


def write_ruleset(folder: Path, ruleset: str) -> None:
    """The firewall as the kernel has it, in the words of nft(8); no file for an empty one."""
    if ruleset.strip():
        file = folder / RULESET.lstrip("/")
        file.write_text(ruleset.strip() + "\n")
        file.chmod(0o600)


def write_facts(folder: Path, facts: Facts) -> None:
    """facts.json, made to be read by people too."""
    file = folder / FACTS
    told = {"version": VERSION, **msgspec.to_builtins(facts)}
    file.write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
    file.chmod(0o600)


def put_in_place(staged: Path, site: Path, hosts: list[str]) -> None:
    """Every staged node folder into the site, in place of the former one.

    Where that fails, or is interrupted, the site is as it was before.
    """
    begun: list[str] = []
    try:
        for host in hosts:
            begun.append(host)
            if os.path.lexists(site / host):
                os.rename(site / host, staged / f"{host}.former")
            os.rename(staged / host, site / host)
    except BaseException:
        for host in begun:
            _put_back(staged, site, host)
        raise


def _put_back(staged: Path, site: Path, host: str) -> None:
    former = staged / f"{host}.former"
    if not os.path.lexists(staged / host) and os.path.lexists(site / host):
        os.rename(site / host, staged / host)
    if os.path.lexists(former):
        os.rename(former, site / host)
