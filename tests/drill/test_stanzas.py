# SPDX-License-Identifier: Apache-2.0
"""The lab makes the interface that keeps the VIP, whichever tool's files declare it."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.methods.sites import CFG, PLAIN, RECIPE_2, plan, site

from holdfast.drill.stage.stage import stage
from holdfast.lab.spec import Stanza
from holdfast.load.reload import reload
from holdfast.model.settings import Form, Settings


def stanzas(folder: Path, form: Form) -> tuple[Stanza, ...]:
    of = replace(site(folder, {CFG: PLAIN}), settings=Settings(form=form))
    return stage(reload(of, plan(of, "dummy").changes)).spec.nodes[0].stanzas


@pytest.mark.parametrize(
    ("form", "name", "kind"),
    [
        ("networkd", "vip0", "dummy"),
        ("networkmanager", "vip0", "dummy"),
        ("netplan", "vip0", "bridge"),
        ("ifcfg", "dummy0", "dummy"),
        ("lo", "lo", ""),
    ],
)
def test_the_lab_makes_it_where_no_hook_does(
    tmp_path: Path, form: Form, name: str, kind: str
) -> None:
    assert stanzas(tmp_path, form) == (Stanza(name, kind, ("172.22.21.36/32",)),)


def test_a_hook_makes_its_own(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: PLAIN, "etc/network/interfaces": RECIPE_2})

    [made] = stage(of).spec.nodes[0].stanzas

    assert (made.kind, made.pre_up) == ("", ("ip link add dummy0 type dummy",))
