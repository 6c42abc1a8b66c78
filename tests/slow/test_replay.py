# SPDX-License-Identifier: Apache-2.0
"""Two hundred generated sites: `make test-replay`."""

from pathlib import Path

import pytest
from tests.prove.replays import counted, replayed, told

pytestmark = [pytest.mark.lab, pytest.mark.timeout(3600)]

SITES, SEED = 200, 4


def test_the_daemons_do_what_the_model_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replays = replayed(SITES, SEED, tmp_path)

    steps, again = counted(replays), sum(one.times > 1 for one in replays)
    with capsys.disabled():
        print(f"\n{SITES} sites, {again} played again, {steps.total()} steps: {dict(steps)}")
    if wrong := told(replays):
        pytest.fail(wrong, pytrace=False)
    assert steps["agrees"] >= 3 * SITES
