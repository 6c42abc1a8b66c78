# SPDX-License-Identifier: Apache-2.0
"""A pair that runs, read by the real Ansible over a real SSH."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import Hosts, hosts

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.cli.main import holdfast
from holdfast.load.site import load
from holdfast.model.json_version import VERSION

PAIR = Path(__file__).parents[2] / "examples" / "pair"
VIP = "172.22.21.36"
MAP = "/srv/maps/network.map"
SCRIPT = "/usr/local/bin/check-haproxy"
SECRET = "hunter2"
CFG = f"""
listen stats
    bind 127.0.0.1:8404
    stats enable
    stats auth admin:{SECRET}
    http-request set-header X-Net %[src,map_ip({MAP},none)]
"""
TRACKED = f"""\
vrrp_script haproxy {{
    script {SCRIPT}
    interval 1
    user root
}}
"""

EVERYTHING = """\
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "everything"

    def v2_runner_on_ok(self, result):
        with open(__file__.replace(".py", ".log"), "a") as log:
            log.write(repr(result._result))
"""

GUARD = """nft -f - <<'END'
table inet guard {
    chain in {
        type filter hook input priority 0; policy drop
        iifname lo accept
    }
}
END
"""

pytestmark = pytest.mark.lab


def collect(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["collect", *map(str, words)], prog_name="holdfast")


def write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pair of the examples with a transparent bind, a map, a script and a password."""
    folder = tmp_path_factory.mktemp("site") / "pair"
    shutil.copytree(PAIR, folder)
    for node in ("lb1", "lb2"):
        cfg = folder / node / "etc/haproxy/haproxy.cfg"
        cfg.write_text(cfg.read_text().replace(f"{VIP}:80", f"{VIP}:80 transparent") + CFG)
        cfg.chmod(0o640)
        conf = folder / node / "etc/keepalived/keepalived.conf"
        conf.write_text(TRACKED + conf.read_text())
        write(folder / node / MAP[1:], "10.0.0.0/8 inside\n")
        write(folder / node / SCRIPT[1:], "#!/bin/sh\nexec pidof haproxy\n", 0o755)
    return folder


@pytest.fixture(scope="module")
def running(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Both nodes, lb1 the owner, and a map that is a link on lb1."""
    with hosts(site, tmp_path_factory.mktemp("ssh")) as lab:
        lab.lab.eventually(
            lambda: lab.lab.owners(VIP) == ("lb1",), within=30_000, what="lb1 owns the VIP"
        )
        lab.shell(
            "lb1", f"mkdir /srv/real && mv {MAP} /srv/real/ && ln -s /srv/real/network.map {MAP}"
        )
        yield lab


@pytest.fixture(scope="module")
def collected(running: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By an Ansible whose user logs the result of every task, into a folder named from here."""
    folder = tmp_path_factory.mktemp("collected") / "pair"
    plugins = tmp_path_factory.mktemp("plugins")
    (plugins / "everything.py").write_text(EVERYTHING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSIBLE_CALLBACK_PLUGINS", str(plugins))
        patch.setenv("ANSIBLE_CALLBACKS_ENABLED", "everything")
        patch.chdir(folder.parent)
        done = collect("--inventory", running.inventory, "loadbalancers", "pair")
    assert (done.exit_code, done.stderr) == (0, "")
    logged = (plugins / "everything.log").read_text()
    assert "changed" in logged
    assert "== holdfast files ==" not in logged
    assert done.stdout == "collected pair/lb1\ncollected pair/lb2\n"
    return folder


def test_every_file_that_matters_comes_as_it_is(site: Path, collected: Path) -> None:
    for path in ("etc/haproxy/haproxy.cfg", "etc/keepalived/keepalived.conf", MAP[1:], SCRIPT[1:]):
        for node in ("lb1", "lb2"):
            ours, theirs = collected / node / path, site / node / path
            assert ours.is_symlink() or ours.read_bytes() == theirs.read_bytes()
            assert ours.is_symlink() or ours.stat().st_mode == theirs.stat().st_mode
    assert (collected / "lb1").stat().st_mode & 0o777 == 0o700


def test_secrets_come_as_they_are_and_are_not_printed(collected: Path) -> None:
    """What `collect` printed is compared whole where it ran."""
    assert SECRET in (collected / "lb1/etc/haproxy/haproxy.cfg").read_text()


def test_a_link_comes_with_what_it_leads_to(collected: Path) -> None:
    assert (collected / "lb1" / MAP[1:]).readlink() == Path("/srv/real/network.map")
    assert (collected / "lb1/srv/real/network.map").read_text() == "10.0.0.0/8 inside\n"
    assert not (collected / "lb2/srv/real").exists()


def test_check_says_of_it_what_it_says_of_the_files(site: Path, collected: Path) -> None:
    told = [
        sorted((str(f.place.node), f.rule) for f in check(load([str(of)]), RULES))
        for of in (site, collected)
    ]

    assert told[0] == told[1] != []


def test_the_facts_tell_the_owner_and_what_runs(collected: Path) -> None:
    lb1, lb2 = (json.loads((collected / n / "facts.json").read_text()) for n in ("lb1", "lb2"))

    wires = [
        own for one in (lb1, lb2) for link in one["links"] for own in link.get("addresses", ())
        if link["name"] == "ens18" and own.startswith(VIP)
    ]  # fmt: skip
    assert lb1["version"] == VERSION
    assert wires == [f"{VIP}/24"]
    assert lb1["units"]["haproxy.service"]["sub"] == "running"
    assert lb1["versions"]["keepalived"].startswith("2.")
    assert lb1["settings"]["net.ipv4.ip_nonlocal_bind"] == "0"
    assert "heard" not in lb1
    assert lb2["heard"] == [
        {
            "interface": "ens18",
            "family": "ipv4",
            "version": 2,
            "virtual_router_id": 21,
            "source": "172.22.21.10",
        }
    ]
    for one in (lb1, lb2):
        assert (VIP, 80, "haproxy") in {
            (s["address"], s["port"], s.get("program")) for s in one["listening"]
        }


def test_a_host_is_read_again(running: Hosts, collected: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pair"
    shutil.copytree(collected, folder, symlinks=True)
    running.shell("lb1", f"echo '192.168.0.0/16 inside' >>{MAP}; {GUARD}")

    done = collect("--inventory", running.inventory, "lb1", folder)

    assert (done.exit_code, done.output) == (0, f"collected {folder}/lb1\n")
    assert (folder / "lb1/srv/real/network.map").read_text().endswith("192.168.0.0/16 inside\n")
    [barred] = [f for f in check(load([str(folder)]), RULES) if f.rule == "firewall-drops-vrrp"]
    assert (barred.place.node, barred.place.path) == ("lb1", "/ruleset.nft")
    assert sorted(path.name for path in folder.iterdir()) == ["lb1", "lb2"]


@pytest.mark.parametrize(
    ("known", "user", "why"),
    [
        (
            "",
            "root",
            "Host key verification failed: connect to it once by hand, and compare the key",
        ),
        (
            "lb1 {other}\n",
            "root",
            "its host key is another one than in known_hosts: find out why before you take the old "
            "one out (ssh-keygen -R)",
        ),
        (
            None,
            "nobody",
            "nobody@lb1: Permission denied ({ways}): name its user and key in the inventory or for "
            "ssh (ansible_user)",
        ),
    ],
    ids=["no key", "another key", "another user"],
)
def test_a_host_that_cannot_be_asked_is_one_line(
    known: str | None, user: str, why: str, running: Hosts, collected: Path, tmp_path: Path
) -> None:
    folder, inventory = tmp_path / "pair", tmp_path / "hosts.json"
    shutil.copytree(collected, folder, symlinks=True)
    text = Path(running.inventory).read_text()
    inventory.write_text(text.replace('"ansible_user": "root"', f'"ansible_user": "{user}"'))
    before = running.known_hosts.read_text()
    other = " ".join(running.known_hosts.with_name("user.pub").read_text().split()[:2])
    if known is not None:
        running.known_hosts.write_text(known.format(other=other))
    try:
        done = collect("--inventory", inventory, "lb1", folder)
    finally:
        running.known_hosts.write_text(before)

    told = re.escape(why.replace("{ways}", "WAYS")).replace("WAYS", "[a-z,-]+")
    assert done.exit_code == 2
    whole = f"Error: lb1: cannot be reached: {told}; nothing was written\n"
    assert re.fullmatch(whole, done.output), done.output
    assert sorted(path.name for path in folder.iterdir()) == ["lb1", "lb2"]
