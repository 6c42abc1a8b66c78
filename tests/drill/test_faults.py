# SPDX-License-Identifier: Apache-2.0
"""A hang on the real daemons: held on a good pair, broken on one that only looks for the process.

The other faults are played so by `make test-slow`.
"""

from collections.abc import Iterator

import pytest
from tests.drill.pairs import VIP, Drills, broken, drilled, of

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drills]:
    with drilled(tmp_path_factory.mktemp("sites"), "haproxy-hang") as found:
        yield found


def test_a_check_that_asks_haproxy_moves_the_vip(drills: Drills) -> None:
    (hang,) = of(drills, "good", "haproxy-hang")
    assert (hang.verdict, hang.why) == ("held", "")
    assert [step.owners for step in hang.owners][-1] == ("lb2",)


def test_a_check_that_only_looks_for_the_process_never_sees_a_hang(drills: Drills) -> None:
    (hang,) = broken(drills, "haproxy-hang").values()
    assert hang.why == f"requests to {VIP} are not answered"
    assert [step.owners for step in hang.owners] == [("lb1",)]
    assert hang.haproxy_running == {"lb1": True, "lb2": True}
