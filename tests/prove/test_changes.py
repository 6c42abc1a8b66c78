# SPDX-License-Identifier: Apache-2.0
"""Every claim that breaks says what to change, by a rule that there is."""

import pytest
from tests.prove.replays import drawn
from tests.prove.sites import write

from holdfast.check.registry import RULES
from holdfast.prove.prove import Asked, Judged, prove
from holdfast.prove.registry import CLAIMS

SITES, SEED = 25, 3


STATES = 3000


def enough(states: int) -> bool:
    return states > STATES


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """What breaks in the first states of generated sites; an outage has the cause of its end."""
    folder = tmp_path_factory.mktemp("sites")
    sites = [write(folder / f"{i}", case.files) for i, case in enumerate(drawn(SITES, SEED))]
    asked = Asked(1, claims=tuple(c for c in CLAIMS if c.against != "outage"))
    return [one for site in sites for one in prove(site, asked, enough).claims if not one.held]


def test_what_to_change_is_told(broken: list[Judged]) -> None:
    assert [one.why for one in broken if not one.mend] == []
    assert len({one.claim for one in broken}) >= 5


def test_the_rules_are_those_of_check(broken: list[Judged]) -> None:
    known = {rule.name for rule in RULES}

    assert {one.rule for one in broken if one.rule is not None} <= known
