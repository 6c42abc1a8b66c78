# SPDX-License-Identifier: Apache-2.0
"""Which units of a node the lab starts."""

from pathlib import Path

from tests.load.nodes import HAPROXY, KEEPALIVED, Files, node

from holdfast.drill.stage.units import left_out, units
from holdfast.lab.spec import UnitSpec

SYSTEM = "etc/systemd/system"
BOTH: Files = {
    HAPROXY: "listen a\n    bind :80\n",
    KEEPALIVED: "vrrp_instance VI {\ninterface eth0\nvirtual_router_id 7\n}\n",
}


def staged(folder: Path, files: Files) -> dict[str, UnitSpec]:
    return {unit.name: unit for unit in units(node(folder, {**BOTH, **files}))}


def service(unit: str = "") -> str:
    return f"[Unit]\n{unit}\n[Service]\nType=oneshot\nExecStart=/bin/true\n"


def test_both_daemons_start_and_the_firewall_only_where_it_is_enabled(tmp_path: Path) -> None:
    plain = staged(tmp_path / "1", {})
    link = {f"{SYSTEM}/sysinit.target.wants/nftables.service": "-> /lib/x"}
    walled = staged(tmp_path / "2", link)

    assert {name: unit.enabled for name, unit in plain.items()} == {
        "haproxy.service": True, "keepalived.service": True, "nftables.service": False,
    }  # fmt: skip
    assert walled["nftables.service"].enabled


def test_what_the_daemons_or_the_firewall_hang_on_is_there(tmp_path: Path) -> None:
    files = {
        f"{SYSTEM}/haproxy.service.d/a.conf": "[Unit]\nWants=pulled.service\n",
        f"{SYSTEM}/pulled.service": service("Requires=needed.service"),
        f"{SYSTEM}/needed.service": service(),
        f"{SYSTEM}/rules.service": service("PartOf=nftables.service"),
        f"{SYSTEM}/first.service": service("Before=keepalived.service"),
    }
    there = set(staged(tmp_path, files)) - {"haproxy.service", "keepalived.service"}

    assert there == {
        "nftables.service", "pulled.service", "needed.service", "rules.service", "first.service",
    }  # fmt: skip


def test_other_services_are_left_out_and_told(tmp_path: Path) -> None:
    files = {
        f"{SYSTEM}/later.service": service("After=haproxy.service"),
        f"{SYSTEM}/multi-user.target.wants/later.service": "-> ../later.service",
        f"{SYSTEM}/idle.service": service(),
    }

    assert "later.service" not in staged(tmp_path / "1", files)
    assert left_out(node(tmp_path / "2", {**BOTH, **files})) == ("later.service",)
