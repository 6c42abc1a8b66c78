# SPDX-License-Identifier: Apache-2.0
"""A pair that runs, looked at by the real Ansible over a real SSH: status, and the metrics."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families
from tests.apply.hosts import Hosts, hosts
from tests.watch.running import PAIR, VIP

from holdfast.cli.looking import Asking, Observed, observed
from holdfast.cli.main import holdfast
from holdfast.cli.way import Way
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.report.status.status import Status
from holdfast.watch.rounds import Looks, Rounds
from holdfast.watch.serve.metrics import metrics

SECRET = "hunter2"
DRIFT = f"""\
echo '# {SECRET}' >>/etc/haproxy/haproxy.cfg
rm /etc/systemd/system/keepalived.service.d/restart.conf
mkdir -p /etc/systemd/system/haproxy.service.d
echo >/etc/systemd/system/haproxy.service.d/own.conf
"""
UNAWARE = """\
systemctl stop keepalived
cp /bin/sleep /tmp/keepalived
/tmp/keepalived 600 >/dev/null 2>&1 &
echo $! >/run/keepalived.pid
"""
AFTER = [
    ("lb1", "keepalived does not run (inactive): journalctl -u keepalived there says why"),
    ("lb2", "/etc/haproxy/haproxy.cfg is not as in the site"),
    ("lb2", "/etc/systemd/system/haproxy.service.d/own.conf is here and not in the site"),
    ("lb2", "/etc/systemd/system/keepalived.service.d/restart.conf is in the site and not here"),
]
LOOKS = 5
LOOK_S = 120.0
"""A look may take long on a busy machine."""

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pair that outlives faults, with a password that only root may see."""
    folder = tmp_path_factory.mktemp("site") / "pair"
    shutil.copytree(PAIR, folder)
    for node in ("lb1", "lb2"):
        conf = folder / node / "etc/keepalived/keepalived.conf"
        auth = f"    authentication {{\n auth_type PASS\n auth_pass {SECRET}\n}}\n"
        conf.write_text(conf.read_text().replace("    advert_int 1\n", f"    advert_int 1\n{auth}"))
        conf.chmod(0o600)
    return folder


@pytest.fixture(scope="module")
def running(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(site, tmp_path_factory.mktemp("ssh")) as lab:
        owned_by(lab, "lb1")
        for node in ("lb1", "lb2"):
            lab.lab.eventually(
                partial(serves, lab, node), within=SETTLE_MS, what=f"HAProxy serves on {node}"
            )
        yield lab


@pytest.fixture(scope="module")
def seen(site: Path, running: Hosts) -> Iterator[Observed]:
    with observed(Asking(str(site), Way(running.inventory), True, LOOK_S)) as found:
        yield found


def serves(running: Hosts, node: str) -> bool:
    """Its health frontend answers."""
    asked = ("curl", "--silent", "--max-time", "1", "--output", "/dev/null")
    return running.lab.run(node, *asked, "http://127.0.0.1:8404/").status == 0


def owned_by(running: Hosts, *nodes: str) -> None:
    def owned() -> bool:
        return running.lab.owners(VIP, interface="ens18") == nodes

    running.lab.eventually(owned, within=3 * SETTLE_MS, what=f"{nodes} own the VIP")


def look(seen: Observed) -> tuple[Status, dict[tuple[str, ...], float], str]:
    """One look at both: the status, the metrics by name and sorted labels, all of it as text."""
    with Rounds(list(seen.known), seen.look, LOOK_S) as rounds:
        assert rounds.wait(len(seen.known) - 1, LOOK_S)
        looks: Looks = rounds.looks
        last = rounds.last_read
    told = seen.status(looks)
    text = metrics(seen.site, seen.known, lambda: (seen.state(looks), last))().decode()
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return told, samples, f"{told}{text}"


def look_until(
    right: Callable[[Status], bool], seen: Observed
) -> tuple[Status, dict[tuple[str, ...], float], str]:
    """As `look`, again where it is not right yet: a busy machine lets HAProxy be late to answer."""
    for _ in range(LOOKS):
        found = look(seen)
        if right(found[0]):
            break
    return found


def status(*words: str | Path) -> Result:
    """The first that ends well, else the last."""
    for _ in range(LOOKS):
        done = CliRunner().invoke(holdfast, ["status", *map(str, words)], prog_name="holdfast")
        if done.exit_code == 0:
            break
    return done


def test_all_is_well(site: Path, running: Hosts) -> None:
    done = status(site, "--inventory", running.inventory, "--format", "json")
    told = json.loads(done.stdout)

    assert (done.exit_code, told["health"], told["problems"]) == (0, "well", []), done.output
    assert [(vip["vip"], vip["owners"]) for vip in told["vips"]] == [(VIP, ["lb1"])]
    lb1, lb2 = told["nodes"]
    assert (lb1["haproxy_serves"], lb2["haproxy_serves"]) == (True, True)
    assert lb1["haproxy_since_s"] > 0
    [one], [other] = lb1["instances"], lb2["instances"]
    assert (one["state"], one["priority"]) == ("MASTER", 101)
    assert (other["state"], other["priority"], other["errors"]) == ("BACKUP", 100, 0)
    assert other["received"] > 0
    assert 0 <= one["since_s"] < 3600
    [moves] = [n for n in told["next"] if "lb1 loses its power" in n["faults"]]
    assert moves["says"].startswith(f"{VIP} moves to lb2")
    assert SECRET not in done.output


def test_who_owns_after_a_fault_and_which_files_differ(running: Hosts, seen: Observed) -> None:
    running.shell("lb1", "systemctl stop keepalived")
    running.shell("lb2", DRIFT)
    owned_by(running, "lb2")

    told, found, text = look_until(lambda told: len(told.problems) == len(AFTER), seen)

    assert [vip.owners for vip in told.vips] == [("lb2",)]
    assert told.health == "wrong"
    assert [(one.node, one.says) for one in told.problems] == AFTER
    assert SECRET not in text
    assert found["holdfast_vip_owners", VIP, "VI_01"] == 1
    assert found["holdfast_vip_owner", VIP, "VI_01", "lb1"] == 0
    assert found["holdfast_vip_owner", VIP, "VI_01", "lb2"] == 1
    assert found["holdfast_keepalived_up", "lb1"] == 0
    assert found["holdfast_haproxy_up", "lb2"] == 1
    assert found["holdfast_vrrp_state", "MASTER", "VI_01", "lb2"] == 1
    assert found["holdfast_vrrp_became_master_total", "VI_01", "lb2"] >= 1
    assert found["holdfast_files_differing", "lb2"] == 3
    assert found["holdfast_file_drift", "/etc/haproxy/haproxy.cfg", "differs", "lb2"] == 1


def test_two_owners_and_none(running: Hosts, seen: Observed) -> None:
    running.shell("lb1", f"ip address add {VIP}/24 dev ens18")
    owned_by(running, "lb1", "lb2")

    told, found, _ = look(seen)

    assert [vip.owners for vip in told.vips] == [("lb1", "lb2")]
    assert f"{VIP}: 2 nodes own it: lb1, lb2" in [one.says for one in told.problems]
    assert found["holdfast_vip_owners", VIP, "VI_01"] == 2

    running.shell("lb1", f"ip address delete {VIP}/24 dev ens18")
    running.shell("lb2", "systemctl stop keepalived")
    owned_by(running)

    told, found, _ = look(seen)

    assert f"{VIP}: nobody owns it" in [one.says for one in told.problems]
    assert found["holdfast_vip_owners", VIP, "VI_01"] == 0


def test_a_keepalived_that_does_not_expect_the_signal_is_not_sent_it(
    running: Hosts, seen: Observed
) -> None:
    """It would end it; here a program of that name, of which anybody knows that it would."""
    running.shell("lb1", UNAWARE)

    told, _, _ = look(seen)

    assert told.nodes[0].no_dump == "the one that runs does not expect the signal"
    running.shell("lb1", "kill $(cat /run/keepalived.pid)")  # fails where it has ended


def test_a_host_that_hangs_is_a_row_that_says_so(site: Path, running: Hosts) -> None:
    """Its sshd takes connections and says nothing: the other node is read meanwhile."""
    os.kill(running.sshd["lb1"], signal.SIGSTOP)
    try:
        asking = Asking(str(site), Way(running.inventory), True, LOOK_S)
        with observed(asking) as seen, Rounds(list(seen.known), seen.look, 0.1) as rounds:
            while "lb2" not in rounds.last_read:
                assert rounds.wait(rounds.number, LOOK_S)
            told = seen.status(rounds.looks)
            seen.end()
    finally:
        os.kill(running.sshd["lb1"], signal.SIGCONT)

    lb1, lb2 = told.nodes
    assert lb1.unread is not None
    assert lb2.unread is None
    assert told.next_unknown == "lb1 was not read"
