# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on, changed in the files of a site."""

from pathlib import Path

import pytest
from tests.drill.pairs import GOOD, changed
from tests.drill.timed_pair import timed_pair

from holdfast.drill.agreed import agreed_changes
from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.model.vrrp import VrrpInstance

CONF = "etc/keepalived/keepalived.conf"


def instances(site: Site | None) -> list[VrrpInstance]:
    assert site is not None
    assert site.errors == ()
    return [instance for _, instance in site.instances]


def changes(site: Site) -> dict[str, list[VrrpInstance]]:
    return {what: instances(after) for what, after in agreed_changes(site)}


def test_version_2_changes_in_four_ways_on_all_nodes() -> None:
    found = changes(load([str(GOOD)]))
    assert list(found) == ["version", "advert_int", "password", "VIPs"]
    assert [i.version for i in found["version"]] == [3, 3]
    assert [i.advert_int for i in found["advert_int"]] == [2.0, 2.0]
    assert [(i.auth_type, i.auth_pass) for i in found["password"]] == [("PASS", "rolled")] * 2
    assert [[str(v.address) for v in i.vips] for i in found["VIPs"]] == [
        ["172.22.21.36", "203.0.113.36"]
    ] * 2


def test_version_3_has_no_password_and_stays(tmp_path: Path) -> None:
    found = changes(timed_pair(tmp_path))
    assert list(found) == ["advert_int", "VIPs"]
    assert [i.advert_int for i in found["advert_int"]] == [0.18, 0.18]


@pytest.mark.parametrize("kind", ["version", "password"])
def test_the_password_that_was_there_goes(tmp_path: Path, kind: str) -> None:
    old = "authentication {\n        auth_type PASS\n        auth_pass secret\n    }\n"
    secret = (CONF, "    advert_int 1\n", f"    advert_int 1\n    {old}")
    found = changes(load([str(changed(tmp_path / "pair", (secret,)))]))
    assert all(instance.auth_pass != "secret" for instance in found[kind])


def test_what_a_definition_makes_cannot_be_edited(tmp_path: Path) -> None:
    made = (CONF, "vrrp_instance VI_01 {", "$INSTANCE")
    head = (CONF, "global_defs {", "$INSTANCE=vrrp_instance VI_01 {\nglobal_defs {")
    found = dict(agreed_changes(load([str(changed(tmp_path / "pair", (made, head)))])))
    assert list(found.values()) == [None] * 4
