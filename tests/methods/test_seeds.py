# SPDX-License-Identifier: Apache-2.0
"""The methods on sites like those the recipes lead to, as the command would use them."""

from pathlib import Path

import pytest
from tests.methods.sites import CFG, INTERFACES, KEEPALIVED, PLAIN, RECIPE_2, plan, races, site

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.reload import reload
from holdfast.model.site import Site

CONF = b"""\
vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    virtual_ipaddress {
        172.22.21.36/24
    }
%s}
"""
RECIPE_3 = b"""\
    notify_master "/usr/local/bin/start_haproxy.sh && /usr/bin/echo 'Master Active' > /tmp/k.state"
    notify_backup "/usr/local/bin/start_haproxy.sh && /usr/bin/echo 'Backup Active' > /tmp/k.state"
    notify_fault "/usr/bin/echo 'Master-Backup Fault' > /tmp/k.state"
"""
SCRIPT = b"#!/bin/bash\n\nif ! pgrep haproxy > /dev/null; then\n    systemctl start haproxy\nfi\n"
OF_THE_RECIPES = {
    "vip-bind-race",
    "vip-on-second-interface-answers-arp",
    "notify-uses-shell-syntax",
    "pgrep-matches-itself",
    "haproxy-started-only-by-notify",
    "state-file-in-tmp",
}


def rules(of: Site) -> set[str]:
    """The rules of the recipes that say something."""
    return {finding.rule for finding in check(of, RULES)} & OF_THE_RECIPES


def after(of: Site, *methods: str) -> Site:
    """The site after some methods, one after the other."""
    for method in methods:
        of = reload(of, plan(of, method).changes)
        assert of.errors == ()
    return of


@pytest.mark.parametrize("method", ["transparent", "nonlocal-bind", "dummy", "wildcard"])
def test_a_plain_pair_is_mended_by_each_method(tmp_path: Path, method: str) -> None:
    files = {CFG: PLAIN, KEEPALIVED: CONF % b""}
    of = site(tmp_path, files, lb2=files)

    assert len(races(of)) == 2
    assert races(after(of, method)) == []
    assert rules(after(of, method)) == set()


def test_recipe_2_is_mended_by_dummy(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN, KEEPALIVED: CONF % b"", INTERFACES: RECIPE_2})

    assert rules(after(of, "dummy")) == set()


@pytest.mark.parametrize("beside", ["transparent", "dummy"])
def test_recipe_3_is_mended_by_notify_start_beside_another(tmp_path: Path, beside: str) -> None:
    recipe = {KEEPALIVED: CONF % RECIPE_3, "usr/local/bin/start_haproxy.sh": SCRIPT}
    of = site(tmp_path, {CFG: PLAIN, **recipe})

    assert rules(after(of, "notify-start")) == {"haproxy-started-only-by-notify"}
    assert rules(after(of, "notify-start", beside)) == set()
    assert rules(after(of, beside, "notify-start")) == set()
