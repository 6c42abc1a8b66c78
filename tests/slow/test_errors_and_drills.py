# SPDX-License-Identifier: Apache-2.0
"""Every site that is handed around, and its fixed copies: an error of check is a drill that breaks.

A site with errors breaks in the fault that shows each of them; one without holds in every fault.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.drill.shared_sites import SITES, copied, with_user

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.cli.fix import command as fix
from holdfast.drill.play import drill
from holdfast.drill.record import Record
from holdfast.drill.registry import FAULTS
from holdfast.load.site import load
from holdfast.methods.registry import METHODS

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]

LABS = 3
"""At a time: most of what a lab does is to wait."""

SHOWN_BY = {
    "check-fails-too-late": ("haproxy-gone", "are not answered"),
    "haproxy-not-tracked": ("haproxy-gone", "are not answered"),
    "haproxy-started-only-by-notify": ("restart-on-backup", "HAProxy does not run on"),
    "script-user-missing": ("haproxy-gone", "are not answered"),
    "slow-rise-at-boot": ("boot", "is owned by no node"),
    "vip-bind-race": ("restart-on-backup", "cannot bind socket"),
    "vip-on-second-interface-answers-arp": ("restart-on-backup", "answer ARP"),
}
"""The fault in which a site breaks that has the error, and what is said of it then."""

COLD = {"haproxy-started-only-by-notify", "vip-bind-race"}
"""What a method mends; the other sites are left to their safe and unsafe fixes."""

WITH_THE_USER = "roxy-wi with its user"


@pytest.mark.skipif(not SITES.is_dir(), reason="the example sites are not beside the checkout")
def test_a_site_has_errors_where_its_drills_break_and_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [copy for site in sites(tmp_path) for copy in (site, *fixed(site))]
    with ThreadPoolExecutor(LABS) as pool:
        wrong = [line for lines in pool.map(disagreements, folders) for line in lines]

    with capsys.disabled():
        print(f"\n{len(folders)} sites, {sum(not errors(f) for f in folders)} without an error")
    assert wrong == []


def sites(folder: Path) -> list[Path]:
    """A copy of each site, and of roxy-wi with the user that its check would run as."""
    copies = [copied(site, folder / site.name) for site in sorted(SITES.iterdir())]
    return [*copies, with_user(copied(SITES / "roxy-wi", folder / WITH_THE_USER))]


def fixed(site: Path) -> list[Path]:
    """The site after its fixes, and after each method where one is wanted; without those that
    change nothing."""
    ways = {"safe": [], "unsafe": ["--unsafe"]}
    if errors(site) & COLD:
        ways |= {method.name: ["--method", method.name] for method in METHODS}
    found = []
    for way, options in ways.items():
        copy = copied(site, site.with_name(f"{site.name}, {way}"))
        done = CliRunner().invoke(fix, [str(copy), *options])
        assert done.exit_code == 0, done.output
        if done.stdout != "nothing to do\n":
            found.append(copy)
    return found


def errors(site: Path) -> set[str]:
    return {f.rule for f in check(load([str(site)]), RULES) if f.severity == "error"}


def decided_by_the_moment(site: Path) -> set[str]:
    """The faults whose verdict hangs on when they strike between two runs of a check."""
    found = check(load([str(site)]), RULES)
    return {"haproxy-gone"} if any(f.rule == "check-fails-too-late" for f in found) else set()


def disagreements(site: Path) -> list[str]:
    """What a drill of the site shows otherwise than check said, a line each."""
    said = errors(site)
    shown = {rule: SHOWN_BY[rule] for rule in said}
    records = played(site, {fault for fault, _ in shown.values()})
    if not said:
        open_ = decided_by_the_moment(site)
        wrong = [r for r in records if r.verdict != "held" and r.fault not in open_]
        return [f"{site.name}: {told(r)}" for r in wrong]
    causes = [words for _, words in shown.values()]  # one error may hide another in the same drill
    broken = {r.fault for r in records if r.verdict == "broken" and any(c in r.why for c in causes)}
    return [
        f"{site.name}: {rule} is not shown by {fault}: {[told(r) for r in records]}"
        for rule, (fault, _) in shown.items()
        if fault not in broken
    ]


def played(site: Path, names: set[str]) -> tuple[Record, ...]:
    """The records of these faults, or of all."""
    faults = [fault for fault in FAULTS if (fault.name in names if names else fault.quick)]
    drilled = drill(load([str(site)]), faults, lambda _what: None)
    return (drilled.control, *drilled.drills)


def told(record: Record) -> str:
    return f"{record.fault} {record.node} {record.phase}: {record.verdict} {record.why}"
