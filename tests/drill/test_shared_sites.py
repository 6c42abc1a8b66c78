# SPDX-License-Identifier: Apache-2.0
"""Other tools' sites, as they are: a drill shows what check and its estimate say of a fault."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.drill.shared_sites import SITES, copied, with_user
from tests.prove.sites import proved

from holdfast.check.engine import check
from holdfast.check.estimate import Moves, Never, Outcome, estimates
from holdfast.check.registry import RULES
from holdfast.cli.fix import command as fix
from holdfast.drill.play import drill
from holdfast.drill.record import Record
from holdfast.drill.registry import FAULTS
from holdfast.load.site import load
from holdfast.prove.vrrp.strikes import Kind

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(not SITES.is_dir(), reason="the example sites are not beside the checkout"),
]

WITH_USER, MENDED = "roxy-wi with its user", "kolla-ansible after its safe fixes"
FAULT_OF: dict[str, Kind] = {
    "roxy-wi": "haproxy-gone",
    WITH_USER: "haproxy-gone",
    MENDED: "haproxy-gone",
    "octavia": "keepalived-stop",
}
"""One fault each whose outcome hangs on no moment: a dead HAProxy takes octavia 5.6 to 10.6 s."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sites")
    mended = copied(SITES / "kolla-ansible", folder / MENDED)
    done = CliRunner().invoke(fix, [str(mended)])
    assert done.exit_code == 0, done.output
    return {
        "roxy-wi": copied(SITES / "roxy-wi", folder / "roxy-wi"),
        WITH_USER: with_user(copied(SITES / "roxy-wi", folder / WITH_USER)),
        MENDED: mended,
        "octavia": copied(SITES / "octavia", folder / "octavia"),
    }


@pytest.fixture(scope="module")
def drills(sites: dict[str, Path]) -> Iterator[dict[str, "Future[Record]"]]:
    """All drills of this file at once: most of what a lab does is to wait."""
    with ThreadPoolExecutor(len(sites)) as pool:
        yield {name: pool.submit(played, site, FAULT_OF[name]) for name, site in sites.items()}


def played(site: Path, name: str) -> Record:
    faults = [fault for fault in FAULTS if fault.name == name]
    (record,) = drill(load([str(site)]), faults, lambda _what: None).drills
    return record


def errors(site: Path) -> set[str]:
    return {f.rule for f in check(load([str(site)]), RULES) if f.severity == "error"}


def estimated(site: Path, event: str) -> Outcome:
    (found,) = (e for e in estimates(load([str(site)])) if e.event == event)
    return found.outcome


def test_without_its_user_the_check_is_dropped_and_the_vip_never_moves(
    sites: dict[str, Path], drills: dict[str, "Future[Record]"]
) -> None:
    assert errors(sites["roxy-wi"]) == {"script-user-missing"}
    assert estimated(sites["roxy-wi"], "haproxy-gone") == Never(
        "keepalived drops the check chk_haproxy on lb1: it would run as keepalived_script, a user "
        "who is not there"
    )

    record = drills["roxy-wi"].result()
    assert (record.verdict, record.outage_ms) == ("broken", None)
    assert {step.owners for step in record.owners} == {("lb1",)}


def test_with_its_user_the_vip_moves(
    sites: dict[str, Path], drills: dict[str, "Future[Record]"]
) -> None:
    assert errors(sites[WITH_USER]) == set()
    assert isinstance(estimated(sites[WITH_USER], "haproxy-gone"), Moves)

    record = drills[WITH_USER].result()
    assert (record.verdict, record.why) == ("held", "")
    assert (record.owners[0].owners, record.owners[-1].owners) == (("lb1",), ("lb2",))


@pytest.mark.parametrize(("name", "found"), [(MENDED, set()), ("octavia", {"slow-rise-at-boot"})])
def test_the_vip_moves_where_check_says_nothing_of_the_fault(
    name: str, found: set[str], sites: dict[str, Path], drills: dict[str, "Future[Record]"]
) -> None:
    """Which node is the first owner is open: both come out of FAULT at about one time."""
    assert errors(sites[name]) == found
    assert isinstance(estimated(sites[name], FAULT_OF[name]), Moves)

    record = drills[name].result()
    (other,) = {"lb1", "lb2"} - {record.node}
    assert (record.verdict, record.why) == ("held", "")
    assert record.owners[-1].owners == (other,)


@pytest.mark.parametrize("name", FAULT_OF)
def test_the_proof_says_of_the_fault_what_its_drill_shows(
    name: str, sites: dict[str, Path], drills: dict[str, "Future[Record]"]
) -> None:
    proof = proved(load([str(sites[name])]), 1, frozenset({FAULT_OF[name]}))

    record = drills[name].result()
    assert (proof.held, record.verdict) in {(True, "held"), (False, "broken")}, record.why
