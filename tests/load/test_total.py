# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes the files hold, loading a site says what is wrong and never raises."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.load.nodes import HAPROXY, INTERFACES, KEEPALIVED, write

from holdfast.load.servers import references, servers
from holdfast.load.site import load
from holdfast.model.group import groups
from holdfast.model.site import Node, Site

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = sorted(path for path in SHARED.glob("corpus/*/*") if path.is_file())
SITES = sorted(SHARED.glob("sites/*"))

HAPROXY_WORDS = (
    b"global defaults frontend listen backend peers bind mode from server setenv presetenv "
    b"unsetenv resetenv .if .else .endif crt :80 ${A}:80 $A a,b [::]:80 ::: fd@1 # ' \" \\ \n \r"
)
KEEPALIVED_WORDS = (
    b'vrrp_instance V { } \n # ! " \\ ${A} $A= $A @a @^a ~SEQ(i,1,3) ~LST({a},{b}) include '
    b"keepalived.conf *.conf {a,b} virtual_ipaddress 10.0.0.1/24 fe80::1 priority 1e9 "
    b"advert_int .5 track_script weight vrrp_script script notify global_defs vrrp_sync_group "
    b"group unicast_peer"
)
OTHER_WORDS = (
    b"iface auto address netmask up \\ \n ip addr add 1.2.3.4/33 dev link type source * [Service] "
    b"[Unit] ExecStart= Environment= EnvironmentFile=/ -f = \" ' net.ipv4.conf.*.arp_ignore - ID= "
    b"99999999999s"
)
KINDS = {
    HAPROXY: HAPROXY_WORDS,
    KEEPALIVED: KEEPALIVED_WORDS,
    INTERFACES: OTHER_WORDS,
    "etc/sysctl.d/a.conf": OTHER_WORDS,
    "etc/default/haproxy": OTHER_WORDS,
    "etc/default/keepalived": OTHER_WORDS,
    "etc/systemd/system/haproxy.service": OTHER_WORDS,
    "etc/systemd/system/keepalived.service.d/a.conf": OTHER_WORDS,
    "etc/os-release": OTHER_WORDS,
    "etc/hostname": OTHER_WORDS,
}


def contents(vocabulary: bytes) -> st.SearchStrategy[bytes]:
    """Arbitrary bytes, and words of the language in arbitrary order."""
    words = st.sampled_from([*vocabulary.split(b" "), b" ", b"\n"])
    return st.binary(max_size=200) | st.lists(words, max_size=40).map(b" ".join)


def spans_are_within(node: Node) -> bool:
    places = [bind.place for bind in node.haproxy.binds]
    places += [proxy.place for proxy in node.haproxy.proxies]
    places += [place for i in node.keepalived.instances for place in i.settings.values()]
    places += [notify.command.place for notify in node.keepalived.notifies]
    places += [hook.place for interface in node.interfaces for hook in interface.hooks]
    places += [s.place for s in node.sysctls.settings.values() if s.place is not None]
    return all(0 <= p.span.start <= p.span.end <= len(node.files[p.path].data) for p in places)


def is_usable(site: Site) -> bool:
    for node in site.nodes:
        servers(node)
        references(node)
    groups(site)
    return all(spans_are_within(node) for node in site.nodes) and all(
        "\n" not in error.message for error in site.errors
    )


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_in_any_file(kind: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        written = data.draw(contents(KINDS[kind]))

        assert is_usable(load([str(write(Path(folder), {kind: written}))]))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200) | contents(KEEPALIVED_WORDS) | contents(HAPROXY_WORDS))
def test_any_bytes_in_a_loose_file(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(data)

        assert is_usable(load([str(path)]))


@pytest.mark.skipif(not CORPUS, reason="no corpus beside this repository")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpus_loads(path: Path, tmp_path: Path) -> None:
    for name in (HAPROXY, KEEPALIVED):
        folder = write(tmp_path / name.split("/")[1], {name: path.read_bytes()})

        assert is_usable(load([str(folder)]))


@pytest.mark.skipif(not SITES, reason="no sites beside this repository")
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.name)
def test_the_sites_load_without_an_error(path: Path) -> None:
    site = load([str(path)])

    assert site.errors == ()
    assert is_usable(site)
    assert [len(list(node.haproxy.binds)) for node in site.nodes] == [1, 1]
    assert [len(group.members) for group in groups(site)] == [2]
