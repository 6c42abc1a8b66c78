# SPDX-License-Identifier: Apache-2.0
"""A reload of a real HAProxy as a node sees it, with kill(1) in the place of systemd's."""

import subprocess
from pathlib import Path

import pytest

import holdfast.apply.node

NODE = Path(holdfast.apply.node.__path__[0])
PARTS = ("base", "acts", "reload", "gates")
SYSTEMD = """
ip link set lo up
systemctl() {
    case "$*" in
        is-active*) echo active ;;
        show*MainPID*) echo "$pid" ;;
        show*StatusText*) echo "$status" ;;
        reload*) kill -USR2 "$pid" ;;
    esac
}
journalctl() { cat "$log"; }
log=$1.log status=
haproxy "$2" -f "$1" 2>>"$log" &
pid=$! master=/proc/$!
"""
WAITS = 'until [ -n "$(waits)" ]; do sleep 0.1; done\n'
"""The master has its first worker."""
RELOAD = ': >"$log"; job reload haproxy.service; echo "exit status $?"'
OTHER = "sed -i 's/:8001/:8002/' \"$1\"\n"
NOBODYS = "sed -i 's/127.0.0.1:8001/192.0.2.99:8001/' \"$1\"\n"

pytestmark = pytest.mark.lab


@pytest.fixture
def cfg(tmp_path: Path) -> Path:
    found = tmp_path / "haproxy.cfg"
    found.write_text(
        "defaults\n    mode http\n    timeout client 1s\n    timeout connect 1s\n"
        "    timeout server 1s\nfrontend web\n    bind 127.0.0.1:8001\n"
    )
    return found


def on_a_node(script: str, cfg: Path, mode: str = "-W") -> list[str]:
    """What the script prints, as root of a network of its own in which HAProxy has just started."""
    text = "".join((NODE / f"{name}.sh").read_text() for name in PARTS)
    own = ["unshare", "-rmnpf", "--mount-proc", "--kill-child", "/bin/sh", "-c"]
    words = [*own, text + SYSTEMD + script, "sh", str(cfg), mode]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_files_that_it_takes(cfg: Path) -> None:
    listens = "\nlistens 127.0.0.1 8002 && echo and listens"

    assert on_a_node(WAITS + OTHER + RELOAD + listens, cfg) == ["exit status 0", "and listens"]


def test_files_with_an_address_that_it_cannot_bind(cfg: Path) -> None:
    listens = "\nuntil listens 127.0.0.1 8001; do sleep 0.1; done; echo but still listens"

    why, status, still = on_a_node(WAITS + NOBODYS + RELOAD + listens, cfg)

    assert why.startswith("HAProxy goes on with its former files: ")
    assert why.endswith(
        "cannot bind socket (Cannot assign requested address) for [192.0.2.99:8001]"
    )
    assert (status, still) == ("exit status 1", "but still listens")


def test_files_that_it_takes_after_those_that_it_could_not(cfg: Path) -> None:
    back = '\nsed -i s/192.0.2.99/127.0.0.2/ "$1"\n'

    _, *both = on_a_node(WAITS + NOBODYS + RELOAD + back + RELOAD, cfg)

    assert both == ["exit status 1", "exit status 0"]


def test_a_failure_that_only_its_status_tells(cfg: Path) -> None:
    """As from HAProxy 3.1 on, here over a reload that was none."""
    told = "status='Reload failed!'\njournalctl() { :; }\n"

    assert on_a_node(WAITS + told + RELOAD, cfg) == [
        "HAProxy goes on with its former files: journalctl -u haproxy.service says why",
        "exit status 1",
    ]


def test_one_without_a_master_is_not_waited_for(cfg: Path) -> None:
    """Whatever its unit does then; here it does nothing."""
    listens = "until listens 127.0.0.1 8001; do sleep 0.1; done\nkill() { :; }\n"
    no_wait = "taken() { echo waited for; }\n"

    assert on_a_node(listens + no_wait + RELOAD, cfg, "-db") == ["exit status 0"]
