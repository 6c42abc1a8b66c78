# SPDX-License-Identifier: Apache-2.0
"""What no page can hold: a NUL byte, of which HAProxy and `haproxy-file-truncated` think alike."""

import subprocess
from pathlib import Path

import pytest

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.load.site import load

TRUNCATED = Selection(select=frozenset({"haproxy-file-truncated"}))
WHOLE = (
    b"defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n"
    b"    timeout server 30s\n\nfrontend web\n    bind 127.0.0.1:8123\n"
)


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (WHOLE, []),
        (b"", []),
        (WHOLE + b"\0\0\0\n", [(len(WHOLE), len(WHOLE) + 1)]),
        (WHOLE.replace(b"web", b"w\0b"), [(WHOLE.index(b"web") + 1, WHOLE.index(b"web") + 2)]),
        (WHOLE + b"\0", [(len(WHOLE), len(WHOLE) + 1)]),
        (WHOLE + b"    # end", [(len(WHOLE), len(WHOLE) + 9)]),
    ],
)
def test_what_haproxy_refuses_is_found(
    data: bytes, places: list[tuple[int, int]], tmp_path: Path
) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_bytes(data)

    found = check(load([str(file)]), RULES, TRUNCATED)

    assert [tuple(finding.place.span) for finding in found] == places
    if data:
        done = subprocess.run(["haproxy", "-c", "-f", file], capture_output=True, check=False)
        assert (done.returncode == 0) == (found == [])
