# SPDX-License-Identifier: Apache-2.0
"""Unattended upgrades of a Debian node (apt.conf(5), unattended-upgrades(8))."""

from posixpath import join

from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.model.surroundings import UnattendedUpgrades
from holdfast.text.pattern import pattern

FOLDER = "/etc/apt/apt.conf.d"

_COMMENT = pattern(rb"(?m)^[ \t]*(?://|#(?!clear|include)).*$")
_PERIODIC = pattern(rb'APT::Periodic::Unattended-Upgrade\s+"?([0-9]{1,18})"?\s*;')
_KEPT_BACK = pattern(rb"Unattended-Upgrade::Package-Blacklist\s*\{([^}]*)\}")
_PATTERN = pattern(rb'"([^"]+)"')


def unattended_upgrades(files: NodeFiles) -> UnattendedUpgrades | None:
    """The line that turns them on, the last that speaks of it; None where they are off."""
    found: UnattendedUpgrades | None = None
    kept_back: list[str] = []
    for name in files.names_quietly(FOLDER):
        read = read_text(files, join(FOLDER, name))
        if read is None:
            continue
        path, data = read
        text = _COMMENT.sub(lambda comment: b" " * len(comment[0]), data)
        for match in _PERIODIC.finditer(text):
            place = files.place(path, match.start(), match.end())
            found = UnattendedUpgrades(place) if int(match[1]) else None
        for block in _KEPT_BACK.findall(text):
            kept_back += [pattern.decode(errors="replace") for pattern in _PATTERN.findall(block)]
    return None if found is None else UnattendedUpgrades(found.place, tuple(kept_back))
