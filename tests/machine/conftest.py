# SPDX-License-Identifier: Apache-2.0
"""`make machine-test` alone collects these; what is missing fails, nothing is skipped."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.machine import network
from tests.machine.bed import Bed
from tests.machine.client import web_servers
from tests.machine.container import Container
from tests.machine.host import Host
from tests.machine.image import image
from tests.machine.keys import Keys
from tests.machine.machine import Machine
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

collect_ignore_glob = [] if os.environ.get("HOLDFAST_MACHINE") == "1" else ["test_*.py"]


class _OneBedEach(LoadScopeScheduling):  # type: ignore[misc]
    """One worker has the machines, another the containers: two pairs of machines would starve."""

    def _split_scope(self, nodeid: str) -> str:
        file = self.config.rootpath / nodeid.partition("::")[0]
        return "containers" if "quick_bed" in file.read_text() else "machines"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _OneBedEach:
    return _OneBedEach(config, log)


@pytest.fixture(scope="session")
def wires() -> Iterator[None]:
    """The network, and what answers on it besides the hosts."""
    network.build()
    with web_servers():
        yield


@pytest.fixture(scope="module")
def bed(wires: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Two machines, switched off, and the control machine."""
    yield from _bed(Machine, tmp_path_factory.mktemp("machines"))


@pytest.fixture(scope="module")
def quick_bed(wires: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Two containers instead: for what asks nothing of the kernel."""
    yield from _bed(Container, tmp_path_factory.mktemp("containers"))


def _bed(kind: type[Host], folder: Path) -> Iterator[Bed]:
    with tempfile.TemporaryDirectory(prefix="holdfast-") as sockets:
        bed = Bed(kind, image(), Keys(folder, Path(sockets)), folder)
        try:
            yield bed
        finally:
            bed.power_off()
