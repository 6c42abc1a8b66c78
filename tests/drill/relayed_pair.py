# SPDX-License-Identifier: Apache-2.0
"""A plugin of pytest's: one pair with the relay for all tests of a module, whole again for each."""

from collections.abc import Iterator

import pytest
from tests.drill.relays import mend, running_site

from holdfast.lab.lab import Lab


@pytest.fixture(scope="module")
def relayed_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_site(tmp_path_factory.mktemp("pair")) as lab:
        yield lab


@pytest.fixture
def lab(relayed_pair: Lab) -> Iterator[Lab]:
    yield relayed_pair
    mend(relayed_pair)
