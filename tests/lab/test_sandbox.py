# SPDX-License-Identifier: Apache-2.0
"""Nothing is left behind, whoever is killed; and it works as an ordinary user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from tests.lab.pair import lab_of, node

from holdfast.lab.errors import LabError, LabLost
from holdfast.lab.lab import Lab

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
GONE_MS = 5_000

ORDINARY = """
from holdfast.lab.lab import Lab
from tests.lab.pair import VIP, checked, lab_of
with Lab(lab_of(checked())) as lab:
    lab.boot()
    lab.eventually(lambda: lab.owners(VIP), within=10_000, what="the VIP")
    lab.hold("lb1", "haproxy.service")
    lab.eventually(lambda: not lab.owners(VIP), within=10_000, what="FAULT")
    probe = lambda: "fault" in lab.run("lb1", "cat", "/run/notes").output.split()
    lab.eventually(probe, within=10_000, what="notify_fault")
    print("moved")
"""

PROGRAM = """
import signal, sys
from holdfast.lab.lab import Lab
from tests.lab.pair import lab_of, node
with Lab(lab_of(node("lb1", options=" transparent"))) as lab:
    lab.boot()
    lab.eventually(
        lambda: lab.run("lb1", "pgrep", "-x", "haproxy").status == 0, within=9000, what="haproxy"
    )
    print("up", flush=True)
    sys.stdin.read()
"""


def within(probe: Callable[[], bool], ms: float = GONE_MS) -> bool:
    """Whether the probe comes true in time."""
    until = time.monotonic() + ms / 1000
    while not probe():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def descendants(pid: int) -> list[int]:
    """All living processes below a process, its own children first."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX":
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = parents.get(pid, [])
    return found + [below for one in found for below in descendants(one)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def is_init(pid: int) -> bool:
    """Whether it is the first process of a node."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"/sbin/init")
    except OSError:
        return False


def namespaces(pids: list[int]) -> set[str]:
    """The network and mount namespaces that these processes live in."""
    found = set()
    for pid in pids:
        for kind in ("net", "mnt", "pid", "user"):
            try:
                found.add(os.readlink(f"/proc/{pid}/ns/{kind}"))
            except OSError:
                continue
    return found


class Held:
    """A process that holds a lab open, and what the machine was like before it."""

    def __init__(self, home: Path) -> None:
        self.mounts = Path("/proc/self/mountinfo").read_text()
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=home,
            env=os.environ
            | {"PYTHONPATH": f"{ROOT}/src:{ROOT}", "TMPDIR": str(home), "HOME": str(home)},
            start_new_session=True,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == b"up\n"
        self.tree = descendants(self.process.pid)
        ours = namespaces([os.getpid()])
        self.namespaces = namespaces(self.tree) - ours

    def remains(self) -> list[str]:
        """Every process, mount and file of it that is still there.

        A namespace is not looked for: it ends with its last process, or mount of its own file,
        and its number may be another lab's already.
        """
        mounts = set(Path("/proc/self/mountinfo").read_text().splitlines())
        return [
            *(f"process {pid}" for pid in self.tree if alive(pid)),
            *(mounts - set(self.mounts.splitlines())),
            *(f"file {name}" for name in os.listdir(self.home)),
            *(
                f"/tmp/{name}"
                for name in ("root", "upper", "work")
                if os.path.exists(f"/tmp/{name}")
            ),
        ]


def remains_in_the_end(held: Held) -> list[str]:
    """What is left after a while that is long enough for the kernel."""
    within(lambda: not held.remains())
    return held.remains()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    one = Held(tmp_path)
    yield one
    one.process.kill()
    one.process.wait()


def test_a_lab_has_processes_and_namespaces_of_its_own(held: Held) -> None:
    assert len(held.tree) >= 6  # two of the sandbox, client, world, node, and a daemon
    assert len(held.namespaces) >= 8
    assert held.remains()


def test_a_normal_end_leaves_nothing(held: Held) -> None:
    held.process.communicate(timeout=10)
    assert held.process.returncode == 0
    assert remains_in_the_end(held) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_killed_holdfast_leaves_nothing(held: Held, number: signal.Signals) -> None:
    held.process.send_signal(number)
    assert remains_in_the_end(held) == []


@pytest.mark.parametrize("which", [0, 1])
def test_a_killed_process_of_the_sandbox_takes_all_with_it(held: Held, which: int) -> None:
    os.kill(held.tree[which], signal.SIGKILL)
    held.process.communicate(timeout=10)
    assert remains_in_the_end(held) == []


def test_a_killed_hub_is_one_sentence_to_the_lab() -> None:
    with Lab(lab_of(node("lb1"))) as lab:
        os.kill(descendants(os.getpid())[0], signal.SIGKILL)
        with pytest.raises(LabLost, match="one of its processes was killed"):
            lab.boot()


def test_a_node_whose_first_process_dies_is_told() -> None:
    with Lab(lab_of(node("lb1"))) as lab:
        lab.boot()
        inits = [pid for pid in descendants(os.getpid()) if is_init(pid)]
        os.kill(inits[0], signal.SIGKILL)
        with pytest.raises(LabError, match="lb1"):
            lab.run("lb1", "sleep", "5")
        lab.boot("lb1")
        assert lab.run("lb1", "true").status == 0


def test_two_labs_side_by_side_do_not_see_each_other() -> None:
    with Lab(lab_of(node("lb1"))) as one, Lab(lab_of(node("lb1"))) as two:
        one.boot()
        two.boot()
        assert one.arp("172.22.21.10") == two.arp("172.22.21.10") != ()
        one.power_off("lb1")
        assert one.arp("172.22.21.10") == ()
        assert len(two.arp("172.22.21.10")) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_can(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With a copy of the package, because the project may lie where nobody else may look."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None or sys.version_info[:2] != _version(python):
        python = sys.executable
    place = Path("/tmp") / f"holdfast-test-{os.getpid()}"
    try:
        (place / "tests").mkdir(parents=True)
        shutil.copytree(ROOT / "src/holdfast", place / "holdfast")
        shutil.copytree(ROOT / "tests/lab", place / "tests/lab")
        shutil.copytree(Path(msgspec.__file__ or "").parent, place / "msgspec")
        subprocess.run(["chmod", "-R", "a+rX", str(place)], check=True)
        nobody = pwd.getpwnam("nobody")
        ended = subprocess.run(
            [python, "-c", ORDINARY],
            capture_output=True,
            text=True,
            cwd=place,
            env={"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout == "moved\n"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _version(python: str) -> tuple[int, int]:
    ask = "import sys; print(*sys.version_info[:2])"
    said = subprocess.run([python, "-c", ask], capture_output=True, check=True, text=True)
    major, minor = said.stdout.split()
    return int(major), int(minor)
