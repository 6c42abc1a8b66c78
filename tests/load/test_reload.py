# SPDX-License-Identifier: Apache-2.0
"""A site with changes that are not made: the same as if they were, and nothing is written."""

from pathlib import Path

import pytest

from holdfast.load.node import load_node
from holdfast.load.node_files import NodeFiles
from holdfast.load.outcome import Clash, outcomes
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.model.host import Host
from holdfast.model.interface import Interface
from holdfast.model.site import File, Site
from holdfast.text.edit import Edit, OverlapError
from holdfast.text.span import Span

CFG = "/etc/haproxy/haproxy.cfg"
CONF = "/etc/keepalived/keepalived.conf"
STANZA = b"iface vip0 inet static\n pre-up ip link add vip0 type dummy\n address 10.0.0.9/32\n"


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        file = root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def edit(path: str, start: int, end: int, text: bytes, node: str | None = "lb1") -> FileEdit:
    return FileEdit(node, path, Edit(Span(start, end), text))


def test_no_change_gives_the_same_site(tmp_path: Path) -> None:
    write(tmp_path / "lb1", {CFG: b"frontend web\n bind :80\n", CONF: b"# none\n"})
    write(tmp_path / "lb2", {CFG: b"\xff\n"})
    of = load([str(tmp_path)])

    assert reload(of, ()) == of


def test_it_is_what_loading_the_written_files_gives(tmp_path: Path) -> None:
    old = {CFG: b"frontend web\n bind :80\n", CONF: b"include more.conf\n"}
    changes = (
        edit(CFG, 20, 22, b"*:8"),
        NewFile("lb1", "/etc/sysctl.d/9.conf", b"net.ipv4.ip_nonlocal_bind=1\n"),
        NewFile("lb1", "/etc/network/interfaces.d/vip0", STANZA),
        NewFile("lb1", "/etc/keepalived/more.conf", b"vrrp_instance A {\n}\n"),
    )
    write(tmp_path / "old/lb1", old)
    of = load([str(tmp_path / "old")])
    new = {f"{o.path}": o.after.data for o in outcomes(of, changes)}
    write(tmp_path / "new/lb1", old | new)

    after, wanted = reload(of, changes), load([str(tmp_path / "new")])

    (ours,), (theirs,) = after.nodes, wanted.nodes
    assert (ours.haproxy, ours.keepalived) == (theirs.haproxy, theirs.keepalived)
    assert (ours.sysctls, ours.interfaces) == (theirs.sysctls, theirs.interfaces)
    assert (ours.files, ours.units) == (theirs.files, theirs.units)
    assert len(of.errors) == 1
    assert after.errors == ()
    assert not (tmp_path / "old/lb1/etc/sysctl.d").exists()


def test_changes_may_follow_one_another(tmp_path: Path) -> None:
    write(tmp_path / "lb1", {CFG: b"frontend web\n bind :80\n"})

    once = reload(
        load([str(tmp_path)]), (NewFile("lb1", "/etc/network/interfaces.d/vip0", STANZA),)
    )
    twice = reload(once, (edit("/etc/network/interfaces.d/vip0", 0, 0, b"auto vip0\n"),))

    (interface,) = twice.nodes[0].interfaces
    assert (interface.name, interface.auto) == ("vip0", True)


def test_files_read_once_are_not_read_again(tmp_path: Path) -> None:
    write(tmp_path / "lb1", {CFG: b"frontend web\n bind :80\n"})
    of = load([str(tmp_path)])
    write(tmp_path / "lb1", {CFG: b"frontend other\n"})

    assert reload(of, ()) == of


def test_links_are_followed_as_before(tmp_path: Path) -> None:
    write(tmp_path / "lb1", {"/srv/a.cfg": b"frontend web\n bind :80\n"})
    (tmp_path / "lb1/etc/haproxy").mkdir(parents=True)
    (tmp_path / "lb1" / CFG[1:]).symlink_to("/srv/a.cfg")

    after = reload(load([str(tmp_path)]), (edit("/srv/a.cfg", 9, 12, b"api"),))

    assert [proxy.name for proxy in after.nodes[0].haproxy.proxies] == ["api"]


def test_a_program_is_there_and_executable_as_it_will_be(tmp_path: Path) -> None:
    conf = b'vrrp_instance A {\n    notify "/opt/a"\n    notify_master "/opt/b"\n}\n'
    write(tmp_path / "lb1", {CONF: conf, "/opt/a": b"#!/bin/sh\n"})
    changes = (
        NewMode("lb1", "/opt/a", 0o755),
        NewFile("lb1", "/opt/b", b"#!/bin/sh\n", 0o755),
    )

    after = reload(load([str(tmp_path)]), changes)

    programs = after.nodes[0].programs
    assert [(p.there, p.executable) for p in programs.values()] == [(True, True)] * 2
    assert reload(after, changes) == after


def test_loose_files_keep_their_includes(tmp_path: Path) -> None:
    included = tmp_path / "b.conf"
    included.write_bytes(b"vrrp_instance B {\n}\n")
    write(tmp_path, {"k.conf": b"include b.conf\nvrrp_instance A {\n}\n", "h.cfg": b"frontend w\n"})
    of = load([str(tmp_path / "k.conf"), str(tmp_path / "h.cfg")])

    after = reload(of, (edit(str(included), 14, 15, b"C", node=None),))

    assert [i.name for i in after.nodes[0].keepalived.instances] == ["C", "A"]
    assert reload(of, ()) == of


def test_on_a_live_node_the_changed_files_are_taken_to_be_in_force(tmp_path: Path) -> None:
    running = {"net.ipv4.ip_nonlocal_bind": "0", "net.ipv4.conf.ens18.arp_ignore": "0"}
    write(tmp_path, {CFG: b"frontend web\n"})
    host = Host("lb1", running, (Interface("ens18"),))
    live = Site("", (load_node(NodeFiles(str(tmp_path), "lb1"), host),))
    changes = (
        NewFile("lb1", "/etc/sysctl.d/9.conf", b"net.ipv4.ip_nonlocal_bind=1\n"),
        NewFile("lb1", "/etc/network/interfaces.d/vip0", STANZA),
    )

    (after,) = reload(live, changes).nodes

    assert after.live
    assert after.sysctls.nonlocal_bind("ipv4")
    assert after.sysctls.settings["net.ipv4.conf.ens18.arp_ignore"].value == "0"
    assert [interface.name for interface in after.interfaces] == ["ens18", "vip0"]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ((edit("/etc/none", 0, 0, b"x"),), Clash, "lb1: /etc/none is not there"),
        ((NewFile("lb1", CFG, b"x"),), Clash, f"lb1: {CFG} is there with other contents"),
        ((NewFile("lb1", "/a", b"x"), NewFile("lb1", "/a", b"y")), Clash, "lb1: /a: two different"),
        ((edit(CFG, 0, 2, b"x"), edit(CFG, 1, 2, b"y")), OverlapError, "overlaps"),
    ],
)
def test_changes_that_do_not_fit_are_refused(
    tmp_path: Path, changes: tuple[Change, ...], error: type[Exception], message: str
) -> None:
    write(tmp_path / "lb1", {CFG: b"frontend web\n"})

    with pytest.raises(error, match=message):
        outcomes(load([str(tmp_path)]), changes)


def test_equal_changes_count_once_and_a_file_that_is_there_not_at_all(tmp_path: Path) -> None:
    write(tmp_path / "lb1", {CFG: b"frontend web\n"})
    changes = (
        edit(CFG, 0, 0, b"#"),
        edit(CFG, 0, 0, b"#"),
        NewFile("lb1", CFG, b"frontend web\n"),
        NewFile("lb1", "/a", b"x", 0o755),
        NewFile("lb1", "/a", b"x", 0o755),
    )

    first, second = outcomes(load([str(tmp_path)]), changes)

    assert first.after.data == b"#frontend web\n"
    assert (second.before, second.after) == (None, File("/a", b"x", 0o755))
