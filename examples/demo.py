# SPDX-License-Identifier: Apache-2.0
"""`make demo`: what the recipe's pair does as it is, and after each method."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

PAIR = Path(__file__).parent / "pair"
HOLDFAST = str(Path(sys.executable).with_name("holdfast"))
FAULTS = ("boot", "haproxy-crash", "keepalived-stop", "node-power", "restart-on-backup")
ALONE = ("transparent", "nonlocal-bind", "dummy", "wildcard")
WAYS: dict[str, tuple[str, ...]] = {
    "as it is": (),
    **{method: (method,) for method in ALONE},
    "notify-start": ("notify-start",),
    "notify-start + transparent": ("notify-start", "transparent"),
}
"""What is done to the pair: notify-start alone leaves the backup cold, and the drill says so."""
COLD = frozenset(("as it is", "notify-start"))

console = Console(highlight=False)


class Outcome(NamedTuple):
    """What check and drill said of one way."""

    raced: bool
    drills: list[dict[str, Any]]

    @property
    def held(self) -> bool:
        """Whether every drill held."""
        return all(record["verdict"] == "held" for record in self.drills)


def main() -> None:
    console.print(f"[bold]The pair in {PAIR.relative_to(Path.cwd())}[/bold], VIP 172.22.21.36\n")
    with TemporaryDirectory(prefix="holdfast-demo-") as folder:
        sites = {way: _prepare(way, Path(folder)) for way in WAYS}
        outcomes = _drill_all(sites)
    console.print(_table(outcomes))
    console.print("dead: HAProxy does not run on every node that the fault spared.")
    console.print("haproxy-gone is not played here: nothing in this pair tracks HAProxy")
    console.print("(haproxy-not-tracked above), and no way to bind the VIP changes that.")
    wrong = [way for way, outcome in outcomes.items() if outcome.held == (way in COLD)]
    wrong += [way for way, outcome in outcomes.items() if outcome.raced == bool(WAYS[way])]
    if wrong:
        sys.exit(f"demo: not as it should be: {', '.join(dict.fromkeys(wrong))}")


def _prepare(way: str, folder: Path) -> Path:
    """A copy of the pair, checked as it is or mended in this way."""
    site = folder / way.replace(" ", "")
    shutil.copytree(PAIR, site)
    console.rule(f"[bold]{way}", align="left")
    words = [word for method in WAYS[way] for word in ("--method", method)]
    if words:
        _show("fix", str(site), *words, "--diff")
        _run("fix", str(site), *words)
    else:
        _show("check", str(site))
    return site


def _drill_all(sites: dict[str, Path]) -> dict[str, Outcome]:
    """Drill every copy, two labs at a time."""
    console.rule("[bold]drill", align="left")
    console.print(f"{', '.join(FAULTS)}, for each of {len(sites)} copies: about four minutes")
    with ThreadPoolExecutor(2) as pool:
        asked = {way: pool.submit(_outcome, way, site) for way, site in sites.items()}
        return {way: future.result() for way, future in asked.items()}


def _outcome(way: str, site: Path) -> Outcome:
    found = json.loads(_run("check", str(site), "--format", "json"))["findings"]
    faults = [word for fault in FAULTS for word in ("--fault", fault)]
    drills = json.loads(_run("drill", str(site), *faults, "--labs", "1", "--format", "json"))[
        "drills"
    ]
    outcome = Outcome(any(finding["rule"] == "vip-bind-race" for finding in found), drills)
    console.print(f"{way}: {'all held' if outcome.held else 'broken'}", markup=False)
    for why in dict.fromkeys(record["why"] for record in drills if record["why"]):
        console.print(f"    {why}", markup=False)
    return outcome


def _show(*words: str) -> None:
    """Run a command and let it print."""
    console.print(f"$ holdfast {words[0]} PAIR {' '.join(words[2:])}", style="dim")
    subprocess.run([HOLDFAST, *words], check=False)
    console.print()


def _run(*words: str) -> str:
    """What a command prints; ends the demo where it could not do its work."""
    done = subprocess.run([HOLDFAST, *words], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"demo: holdfast {' '.join(words)}: {done.stderr}")
    return done.stdout


def _table(outcomes: dict[str, Outcome]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.title, table.title_justify = "\nLongest gap between two answers, in ms", "left"
    table.add_column("method", no_wrap=True)
    table.add_column("race", no_wrap=True)
    for fault in FAULTS:
        table.add_column("\n".join(fault.rsplit("-", 1)), justify="right")
    for way, outcome in outcomes.items():
        cells = [_cell([d for d in outcome.drills if d["fault"] == fault]) for fault in FAULTS]
        table.add_row(way, "found" if outcome.raced else "gone", *cells)
    return table


def _cell(records: list[dict[str, Any]]) -> str:
    """The longest gap of a fault's phases, or what broke."""
    broken = [record for record in records if record["verdict"] != "held"]
    if broken:
        dead = any(record["why"].startswith("HAProxy does not run") for record in broken)
        return "[red]dead[/red]" if dead else f"[red]{broken[0]['verdict']}[/red]"
    return f"[green]{max(record['outage_ms'] for record in records):.0f}[/green]"


if __name__ == "__main__":
    main()
