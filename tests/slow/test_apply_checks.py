# SPDX-License-Identifier: Apache-2.0
"""A new check of keepalived's that fails: the backup's turn ends with that, the owner serves on."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.apply.plans import CONF, VIP, edited, pair, planned, replacing

from holdfast.drill.stage.stage import stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.runner import Stopped, carry_out
from holdfast.lab.traffic import Target, failed, requests
from holdfast.load.site import load

CHECK = "vrrp_script asks {\n    script /bin/false\n    interval 2\n    fall 2\n    user root\n}\n"

pytestmark = pytest.mark.lab


def test_a_check_that_fails_reaches_no_owner(tmp_path: Path) -> None:
    here = pair(tmp_path / "here")
    there = edited(Path(copytree(here, tmp_path / "there")), CONF, lambda text: CHECK + text)
    edited(there, CONF, replacing("    priority", "    track_script {\n asks\n }\n    priority"))
    with Lab(stage(load([str(here)])).spec) as lab:
        lab.boot()
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        lab.start_traffic([Target(VIP, 80)])
        since = now_ms()

        stopped = carry_out(lab, planned(here, there).steps, lambda _: None)

        assert isinstance(stopped, Stopped)
        assert "lb2" in stopped.why
        assert lab.owners(VIP) == ("lb1",)
        for name in ("lb1", "lb2"):
            assert lab.run(name, "cat", CONF).output == (here / f"{name}{CONF}").read_text()
        seen, until = lab.traffic().samples[0], now_ms()
        assert requests(seen, since, until) > 0
        assert failed(seen, since, until) == 0
