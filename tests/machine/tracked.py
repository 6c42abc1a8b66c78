# SPDX-License-Identifier: Apache-2.0
"""The pair of the recipe, mended and tracked: HAProxy binds anywhere, and keepalived watches it."""

import shutil
from pathlib import Path

from tests.machine.bed import NAMES, PAIR

_TRACKER = """\
vrrp_track_process haproxy {
    process haproxy
}

vrrp_instance VI_01 {
    track_process {
        haproxy
    }
"""


def tracked_pair(folder: Path) -> Path:
    """A site folder with a `track_process` of HAProxy in each instance, without weight."""
    shutil.copytree(PAIR, folder)
    for name in NAMES:
        conf = folder / name / "etc/keepalived/keepalived.conf"
        conf.write_text(conf.read_text().replace("vrrp_instance VI_01 {\n", _TRACKER))
        cfg = folder / name / "etc/haproxy/haproxy.cfg"
        cfg.write_text(
            cfg.read_text().replace("bind 172.22.21.36:80", "bind 172.22.21.36:80 transparent")
        )
    return folder
