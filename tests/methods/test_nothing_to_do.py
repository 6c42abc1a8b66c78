# SPDX-License-Identifier: Apache-2.0
"""Lines that no method which lets HAProxy bind the VIP has anything to do with."""

from pathlib import Path

import pytest
from tests.methods.sites import CFG, plan, site

from holdfast.methods.method import Plan


@pytest.mark.parametrize("method", ["transparent", "nonlocal-bind", "wildcard"])
@pytest.mark.parametrize(
    "untouched",
    [
        b"bind 172.22.21.36:80 transparent",
        b"bind *:80",
        b"bind :80",
        b"bind [::]:80",
        b"bind 127.0.0.1:80",
        b"bind 172.22.21.38:80",
        b"bind /run/haproxy.sock",
        b"# bind 172.22.21.36:80",
        b"server web1 172.22.21.36:80",
    ],
)
def test_where_nothing_races_nothing_is_planned(
    tmp_path: Path, method: str, untouched: bytes
) -> None:
    of = site(tmp_path, {CFG: b"listen web\n    " + untouched + b"\n"})

    assert plan(of, method) == Plan()
