# SPDX-License-Identifier: Apache-2.0
"""What a PATH may be, and what is said of one that is none."""

import os
from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, INTERFACES, KEEPALIVED, node, write

from holdfast.load.node import load_node
from holdfast.load.node_files import NodeFiles
from holdfast.load.site import NotASite, load
from holdfast.load.sites import load_each
from holdfast.model.host import Host
from holdfast.model.interface import Interface
from holdfast.model.kernel import Setting

LOOSE = "frontend web\n    bind 172.22.21.36:80\n"
VRRP = "vrrp_instance VI {\n    virtual_router_id 7\n}\n"


def refused(*paths: Path | str) -> str:
    with pytest.raises(NotASite) as why:
        load([str(path) for path in paths])
    return str(why.value)


def names(*paths: Path | str) -> list[str | None]:
    return [node.name for node in load([str(path) for path in paths]).nodes]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "no") == (
        f"{tmp_path}/no is not there: name a site folder, a node folder or a file"
    )


def test_a_folder_that_is_no_site(tmp_path: Path) -> None:
    assert refused(tmp_path) == (
        f"{tmp_path} is neither a node nor a site: no etc/haproxy or etc/keepalived in it or in a "
        "folder below it; name a folder that has them, or the files themselves"
    )


def test_a_named_folder_that_is_no_node(tmp_path: Path) -> None:
    assert refused(f"lb1={tmp_path}") == (
        f"{tmp_path} is no node: it has neither etc/haproxy nor etc/keepalived"
    )
    assert refused("lb1=no") == "no is no folder: NAME=FOLDER wants the folder of a node"
    folder = write(tmp_path / "a", {})
    assert refused(f"={folder}") == (
        f"={folder} names no node: write NAME=FOLDER, such as lb1={folder}"
    )


def test_two_nodes_of_one_name(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a/lb1", {}), write(tmp_path / "b/lb1", {})

    assert refused(a, b) == f"two nodes are called lb1: {a} and {b}; use NAME=FOLDER"


@pytest.mark.parametrize("name", ["lb\n1", "lb1\x1b[31m", os.fsdecode(b"lb\xff")])
def test_a_node_whose_name_no_line_can_show(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, {})

    assert refused(tmp_path) == (
        f"{name!a} is no name of a node, it has bytes that no line can show: "
        "rename the folder, or use NAME=FOLDER"
    )
    assert names(f"lb1={tmp_path / name}") == ["lb1"]


@pytest.mark.parametrize("path", [HAPROXY, KEEPALIVED])
def test_a_byte_order_mark_is_refused_as_the_daemons_refuse_it(tmp_path: Path, path: str) -> None:
    site = load([str(write(tmp_path / "lb1", {path: "\ufeffglobal\n"}))])

    assert [error.message for error in site.errors] == [
        "begins with a byte order mark, which the daemons take for letters: "
        r"remove it (sed -i '1s/^\xef\xbb\xbf//')"
    ]


def test_a_folder_that_may_not_be_entered_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "lb1", {})
    (tmp_path / "lb2").mkdir()
    locked = str(tmp_path / "lb2")
    listdir = os.listdir

    def deny(path: str) -> list[str]:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return list(listdir(path))

    monkeypatch.setattr("os.listdir", deny)

    why = f"{locked} cannot be read (permission denied): run this as a user who may read it"
    assert refused(tmp_path) == why
    assert refused(f"lb2={locked}") == why


def test_a_file_in_a_folder_that_may_not_be_entered_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "locked/haproxy.cfg")

    def deny(name: str) -> None:
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr("os.lstat", deny)

    assert refused(path) == (
        f"{path} cannot be read (permission denied): run this as a user who may read it"
    )


def test_a_site_folder_has_a_node_in_each_folder_that_is_one(tmp_path: Path) -> None:
    write(tmp_path / "lb2", {})
    write(tmp_path / "lb1", {})
    (tmp_path / "notes").mkdir()
    (tmp_path / "holdfast.yaml").write_text("")
    (tmp_path / "loop").symlink_to("loop")

    assert names(tmp_path) == ["lb1", "lb2"]
    assert names(f"{tmp_path}/") == ["lb1", "lb2"]


def test_node_folders_and_named_folders_make_one_site(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a", {}), write(tmp_path / "b", {})

    assert names(a, b) == ["a", "b"]
    assert names(f"lb1={a}", f"lb2={b}") == ["lb1", "lb2"]
    assert load([f"lb1={a}"]).nodes[0].source == str(a)


def test_loose_files_are_one_node_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, {"haproxy.cfg": LOOSE, "k/keepalived.conf": VRRP}))
    loose = load(["haproxy.cfg", "k/keepalived.conf"]).nodes[0]

    assert loose.name is None
    assert [bind.place.path for bind in loose.haproxy.binds] == ["haproxy.cfg"]
    assert next(loose.haproxy.binds).place.node is None
    assert loose.keepalived.instances[0].place.path == "k/keepalived.conf"
    assert set(loose.files) == {"haproxy.cfg", "k/keepalived.conf"}


def test_a_loose_file_includes_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"k/keepalived.conf": "include more/*.conf\n", "k/more/a.conf": VRRP}
    monkeypatch.chdir(write(tmp_path, files))

    site = load(["k/keepalived.conf"])

    assert site.nodes[0].keepalived.paths == ("k/keepalived.conf", "k/more/a.conf")
    assert site.errors == ()


@pytest.mark.parametrize(
    ("name", "text", "instances"),
    [
        ("keepalived-lb1.conf", "", 0),
        ("a.conf", VRRP, 1),
        ("b.cfg", LOOSE + VRRP, 0),
        ("c.cfg", "# global\n" + VRRP + LOOSE, 1),
        ("d", "! vrrp\nglobal_defs {\n}\n" + VRRP, 1),
        ("haproxy-odd.cfg", VRRP, 0),
    ],
)
def test_the_language_of_a_loose_file(tmp_path: Path, name: str, text: str, instances: int) -> None:
    (tmp_path / name).write_text(text)
    loaded = load([str(tmp_path / name)]).nodes[0]

    assert len(loaded.keepalived.instances) == instances
    assert bool(loaded.keepalived.paths) != bool(loaded.haproxy.paths)


def test_this_host_has_the_values_of_its_kernel(tmp_path: Path) -> None:
    files = {
        "etc/sysctl.d/a.conf": "net.ipv4.ip_nonlocal_bind = 1\nnet.ipv6.ip_nonlocal_bind = 1\n",
        INTERFACES: "auto eth0\niface eth0 inet static\n  address 10.0.0.1/24\n  up true\n",
    }
    running = Host(
        "box.example.org",
        {"net.ipv4.ip_nonlocal_bind": "0", "net.ipv6.ip_nonlocal_bind": "1"},
        (Interface("eth0"), Interface("lo")),
    )

    host = load_node(NodeFiles(str(write(tmp_path, files)), "box"), running)
    setting = host.sysctls.settings

    assert host.live
    assert setting["net.ipv4.ip_nonlocal_bind"] == Setting("0", None)
    assert setting["net.ipv6.ip_nonlocal_bind"].place is not None
    assert [(i.name, i.auto, len(i.hooks), i.addresses) for i in host.interfaces] == [
        ("eth0", True, 1, ()),
        ("lo", False, 0, ()),
    ]
    assert not host.units["haproxy.service"].enabled


def test_this_host_without_the_daemons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.load.site.NODE_FOLDERS", ("etc/no-such-daemon",))

    assert refused("/") == (
        "this host has no /etc/haproxy and no /etc/keepalived: name a site folder, a node folder "
        "or the files themselves"
    )


def test_several_sites_in_one_call(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name / "lb1", {})
    for name in ("a", "b"):
        write(tmp_path / name, {})
    paths = [str(tmp_path / name) for name in ("one", "a", "two", "b")]

    sites = [(site.name, [n.name for n in site.nodes]) for site in load_each(paths)]

    assert sites == [("one", ["lb1"]), ("two", ["lb1"]), ("", ["a", "b"])]


def test_one_site_folder_and_a_node_are_one_site(tmp_path: Path) -> None:
    for name in ("one/lb1", "a"):
        write(tmp_path / name, {})

    [site] = load_each([str(tmp_path / "one"), f"lb2={tmp_path / 'a'}"])

    assert [node.name for node in site.nodes] == ["lb1", "lb2"]


def test_the_release_and_what_is_assumed_without_one(tmp_path: Path) -> None:
    stated = 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n'

    assert not node(tmp_path / "a", {}).os.stated
    found = node(tmp_path / "b", {"etc/os-release": stated}).os
    assert (found.id, found.version, found.stated) == ("ubuntu", "24.04", True)


def test_a_node_without_files_has_the_distributions_units(tmp_path: Path) -> None:
    units = node(tmp_path, {HAPROXY: LOOSE, KEEPALIVED: VRRP}).units

    assert set(units) == {"haproxy.service", "keepalived.service", "nftables.service"}
    assert units["haproxy.service"].restart == "always"
    assert units["keepalived.service"].restart == "no"
