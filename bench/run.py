# SPDX-License-Identifier: Apache-2.0
"""`make bench`: parsing and `holdfast check` beside `haproxy -c -q`, many sites, in one run."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import haproxy_cfg, small_sites
from measure import Cost, in_turn, middle
from rich.console import Console
from rich.table import Table

LINES, SITES, RUNS = 60_000, 1_000, 9
PARSE = (
    "import sys; from holdfast.syntax.haproxy import parse, sections; "
    "sections(parse(open(sys.argv[1], 'rb').read()))"
)
PAIR = Path(__file__).parents[1] / "examples" / "pair"


def main() -> None:
    haproxy = shutil.which("haproxy")
    if haproxy is None:
        sys.exit("haproxy is not installed: make setup")
    holdfast = str(Path(sys.executable).with_name("holdfast"))
    console = Console(width=100)
    console.print(_machine(haproxy))
    with TemporaryDirectory() as folder:
        path = Path(folder, "haproxy.cfg")
        path.write_text(haproxy_cfg(LINES))
        large = {
            "haproxy -c -q": [haproxy, "-c", "-q", "-f", str(path)],
            "holdfast check": [holdfast, "check", str(path)],
            "parsing alone": [sys.executable, "-c", PARSE, str(path)],
            "python, nothing else": [sys.executable, "-c", "pass"],
        }
        console.print(_table(f"{LINES} lines, {RUNS} runs in turn, medians", large))
    small = str(PAIR / "lb1" / "etc" / "haproxy" / "haproxy.cfg")
    pair = {
        "haproxy -c -q": [haproxy, "-c", "-q", "-f", small],
        "holdfast check": [holdfast, "check", str(PAIR)],
    }
    console.print(_table(f"the pair of examples/, {RUNS} runs in turn, medians", pair))
    with TemporaryDirectory() as folder:
        sites = {"holdfast check": [holdfast, "check", *small_sites(Path(folder), SITES)]}
        console.print(_sites(sites))


def _sites(commands: dict[str, list[str]]) -> Table:
    table = Table(title=f"{SITES} small sites in one call", title_justify="left")
    for column in ("", "wall s", "sites per second", "peak MiB"):
        table.add_column(column, justify="left" if not column else "right")
    for name, costs in in_turn(commands, 3).items():
        cost = middle(costs)
        rate = f"{SITES / cost.seconds:.0f}"
        table.add_row(name, f"{cost.seconds:.2f}", rate, f"{cost.mebibytes:.1f}")
    return table


def _machine(haproxy: str) -> str:
    version = subprocess.run([haproxy, "-v"], capture_output=True, text=True, check=True).stdout
    return f"{version.split(' ', 3)[2]}, Python {platform.python_version()}, {platform.release()}"


def _table(title: str, commands: dict[str, list[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("", "wall s", "worst s", "peak MiB", "wall ratio", "memory ratio"):
        table.add_column(column, justify="left" if not column else "right")
    costs = in_turn(commands, RUNS)
    yardstick = middle(next(iter(costs.values())))
    for name, runs in costs.items():
        table.add_row(name, *_row(middle(runs), max(runs), yardstick))
    return table


def _row(cost: Cost, worst: Cost, yardstick: Cost) -> list[str]:
    return [
        f"{cost.seconds:.3f}",
        f"{worst.seconds:.3f}",
        f"{cost.mebibytes:.1f}",
        f"{cost.seconds / yardstick.seconds:.2f}",
        f"{cost.mebibytes / yardstick.mebibytes:.2f}",
    ]


if __name__ == "__main__":
    main()
