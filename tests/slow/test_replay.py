# SPDX-License-Identifier: Apache-2.0
"""Two hundred generated sites: a quarter of an hour on two cores that others use, too."""

from pathlib import Path

import pytest
from tests.prove.replays import counted, drawn, replayed, told

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]

SITES, SEED = 200, 4


def test_the_daemons_do_what_the_model_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replays = replayed(drawn(SITES, SEED), tmp_path)

    steps = counted(replays)
    with capsys.disabled():
        print(f"\n{SITES} sites, {steps.total()} steps: {dict(steps)}")
    assert told(replays) == ""
    assert steps["agrees"] >= 3 * SITES
