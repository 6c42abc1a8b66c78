# SPDX-License-Identifier: Apache-2.0
"""The distribution, from os-release(5)."""

from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.load.units.quoting import environment_file
from holdfast.model.site import OsRelease

PATHS = ("/etc/os-release", "/usr/lib/os-release")


def os_release(files: NodeFiles) -> OsRelease:
    """What the node's own file says, Debian 12 where it has none."""
    for path in PATHS:
        found = read_text(files, path)
        if found is not None:
            values = dict(environment_file(found[1]))
            return OsRelease(values.get("ID", "linux"), values.get("VERSION_ID", ""), stated=True)
    return OsRelease()
