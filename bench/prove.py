# SPDX-License-Identifier: Apache-2.0
"""`holdfast prove` on a pair with two trackers and on five nodes with three VIPs."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import run
from rich.console import Console
from rich.table import Table

CHECKS = """\
vrrp_script chk_http {
    script "/usr/bin/curl -sf --max-time 1 http://127.0.0.1:8080/"
    interval 2
}
vrrp_script chk_process {
    script "/usr/bin/killall -0 haproxy"
    interval 2
    weight -60
}
"""
HAPROXY = """\
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s

frontend web
    bind *:8080
"""


def main() -> None:
    console = Console(width=100)
    table = Table(title="every combination of faults", title_justify="left")
    for column in ("", "faults", "states", "transitions", "wall s", "states/s", "peak MiB"):
        table.add_column(column, justify="left" if not column else "right")
    with TemporaryDirectory() as folder:
        pair = site(Path(folder, "pair"), nodes=2, vips=1)
        five = site(Path(folder, "five"), nodes=5, vips=3)
        table.add_row("a pair, two trackers", *row(pair, 3))
        table.add_row("five nodes, three VIPs", *row(five, 2))
    console.print(table)


def site(folder: Path, *, nodes: int, vips: int) -> Path:
    """A site whose VIPs each prefer another node."""
    for node in range(nodes):
        instances = "".join(instance(node, vip, nodes) for vip in range(vips))
        for path, text in (
            ("keepalived/keepalived.conf", CHECKS + instances),
            ("haproxy/haproxy.cfg", HAPROXY),
        ):
            file = folder / f"lb{node + 1}" / "etc" / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
    return folder


def instance(node: int, vip: int, nodes: int) -> str:
    priority = 200 - 20 * ((node + vip) % nodes)
    return (
        f"vrrp_instance VI_{vip} {{\n    interface eth0\n    virtual_router_id {51 + vip}\n"
        f"    priority {priority}\n    track_script {{\n        chk_http\n        chk_process\n"
        f"    }}\n    virtual_ipaddress {{\n        10.0.0.{100 + vip}/24\n    }}\n}}\n"
    )


def row(folder: Path, faults: int) -> list[str]:
    """The figures of one site; wall time and memory are those of the whole process."""
    holdfast = str(Path(sys.executable).with_name("holdfast"))
    command = [holdfast, "prove", str(folder), "--faults", str(faults), "--format", "json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    cost = run(command)
    return [
        f"{told['faults']}",
        f"{told['states']}",
        f"{told['transitions']}",
        f"{cost.seconds:.2f}",
        f"{told['states'] / told['seconds']:.0f}",
        f"{cost.mebibytes:.0f}",
    ]


if __name__ == "__main__":
    main()
