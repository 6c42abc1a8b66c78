# SPDX-License-Identifier: Apache-2.0
"""The verdicts on the sites that are handed around beside the repository."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.drill.shared_sites import SITES, copied
from tests.prove.sites import judged

from holdfast.cli.main import holdfast
from holdfast.load.site import load
from holdfast.prove.prove import Asked, prove

RUNS, SERVES, DEAD = "haproxy-runs-everywhere", "owner-serves", "dead-node-holds-no-vip"
OUTAGE = "outage-within"
EXPECTED: dict[str, tuple[int, set[str]]] = {
    "kolla-ansible": (416, {SERVES, DEAD, OUTAGE}),
    "octavia": (416, {SERVES, DEAD, OUTAGE}),
    "roxy-wi": (274, {SERVES, DEAD, OUTAGE}),
    "seed-1-transparent": (274, {SERVES, DEAD, OUTAGE}),
    "seed-2-dummy": (274, {SERVES, DEAD, OUTAGE}),
    "seed-3-notify": (144, {RUNS, DEAD, OUTAGE}),
    "seed-plain": (144, {RUNS, DEAD, OUTAGE}),
}
"""States at two faults at once, and the claims that break."""

CAUSES = {
    "kolla-ansible": "check_alive sees that the socket takes connections, not that it answers",
    "octavia": "check_script sees that the socket takes connections, not that it answers",
    "roxy-wi": "keepalived drops the check chk_haproxy: it would run as keepalived_script",
    "seed-1-transparent": "VI_01 on lb1 tracks nothing that watches HAProxy",
}
"""Why the owner does not serve."""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_site(name: str) -> None:
    if not SITES.is_dir():
        pytest.skip("the sites are not here")

    proof = prove(load([str(SITES / name)]), Asked(2))

    broken = {judged.claim: judged for judged in proof.claims if not judged.held}
    assert (proof.states, set(broken)) == EXPECTED[name]
    assert all(judged.rule is not None for judged in broken.values())
    if name in CAUSES:
        assert CAUSES[name] in broken[SERVES].why


@pytest.mark.parametrize(
    "methods",
    [["transparent"], ["nonlocal-bind"], ["dummy"], ["wildcard"], ["notify-start", "transparent"]],
    ids="-".join,
)
def test_the_race_of_seed_plain_takes_three_steps_at_most_and_ends_with_a_method(
    tmp_path: Path, methods: list[str]
) -> None:
    if not SITES.is_dir():
        pytest.skip("the sites are not here")
    site = copied(SITES / "seed-plain", tmp_path / "seed-plain")
    before = judged(load([str(site)]), RUNS, 2)

    for method in methods:
        fixed = CliRunner().invoke(holdfast, ["fix", str(site), "--method", method])
        assert fixed.exit_code == 0, fixed.output

    assert not before.held
    assert len(before.trace) <= 3
    assert judged(load([str(site)]), RUNS, 2).held
