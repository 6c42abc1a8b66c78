# SPDX-License-Identifier: Apache-2.0
"""What the commands of a host print, as facts."""

import pytest

from holdfast.apply.collect.facts import facts
from holdfast.model.facts import AdvertFact, Facts, LinkFact, RouteFact, SocketFact, UnitFact

PARTS = {
    "hostname": "lb1\n",
    "kernel": "6.1.0-18-amd64\n",
    "addresses": '[{"ifname":"vip0","operstate":"UNKNOWN","linkinfo":{"info_kind":"dummy"},'
    '"addr_info":[{"local":"172.22.21.36","prefixlen":32}]},{}]',
    "routes": '[{"dst":"default","gateway":"172.22.21.1","dev":"ens18"},'
    '{"type":"local","dst":"127.0.0.1","dev":"lo","table":"local"}]',
    "routes6": "not supported",
    "settings": "net/ipv4/ip_nonlocal_bind = 1\nnet/ipv4/conf/ens18/arp_ignore = 0\n",
    "modules": "nf_tables\ndummy\n",
    "haproxy": "HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/\n",
    "keepalived": "Keepalived v2.2.7 (01/16,2022)\n\nCopyright(C) 2001-2022 Alexandre Cassen\n",
    "packages": "haproxy 2.6.12-1+deb12u1 installed\ncurl 7.88.1 not-installed\n",
    "units": "Id=haproxy.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n"
    "Result=exit-code\nNRestarts=5\nUnitFileState=enabled\n"
    "FragmentPath=/lib/systemd/system/haproxy.service\nDropInPaths=/etc/a.conf /etc/b.conf\n",
    "sockets": "tcp LISTEN 0 4096 172.22.21.36:80 0.0.0.0:* "
    'users:(("haproxy",pid=612,fd=6),("haproxy",pid=610,fd=6))\n'
    "tcp LISTEN 0 128 [::]:22 [::]:*\nudp UNCONN 0 0 127.0.0.1%lo:323 0.0.0.0:*\n",
    "vrrp": "(VI_01) Entering BACKUP STATE\n(VI_02) Entering FAULT STATE\n"
    "(VI_01) Entering MASTER STATE\n",
    "selinux": "Enforcing\n",
    "heard": "ens18 ipv4 2 51 172.22.21.10\nTraceback (most recent call last):\n",
    "errors": "tar: Removing leading `/' from member names\n"
    "tar: /etc/haproxy/a.pem: Warning: Cannot open: Permission denied\n",
}


def test_every_part_of_an_answer() -> None:
    assert facts(PARTS) == Facts(
        hostname="lb1",
        kernel="6.1.0-18-amd64",
        links=(LinkFact("vip0", "dummy", "UNKNOWN", ("172.22.21.36/32",)),),
        routes=(RouteFact("default", "172.22.21.1", "ens18"),),
        settings={"net.ipv4.ip_nonlocal_bind": "1", "net.ipv4.conf.ens18.arp_ignore": "0"},
        modules=("dummy", "nf_tables"),
        versions={"haproxy": "2.6.12-1+deb12u1", "keepalived": "2.2.7"},
        packages={"haproxy": "2.6.12-1+deb12u1"},
        units={
            "haproxy.service": UnitFact(
                "loaded",
                "failed",
                "failed",
                "exit-code",
                5,
                "enabled",
                ("/lib/systemd/system/haproxy.service", "/etc/a.conf", "/etc/b.conf"),
            )
        },
        listening=(
            SocketFact("tcp", "172.22.21.36", 80, "haproxy"),
            SocketFact("tcp", "::", 22),
            SocketFact("udp", "127.0.0.1%lo", 323),
        ),
        vrrp={"VI_01": "MASTER", "VI_02": "FAULT"},
        selinux="Enforcing",
        heard=(AdvertFact("ens18", "ipv4", 2, 51, "172.22.21.10"),),
        unread=("/etc/haproxy/a.pem: Warning: Cannot open: Permission denied",),
    )


def test_a_host_that_tells_nothing_has_no_facts() -> None:
    assert facts({}) == Facts()


@pytest.mark.parametrize(
    "told",
    [
        {"addresses": '[{"ifname":["x"]}]'},
        {"addresses": '[{"ifname":"x","addr_info":{"local":1}}]'},
        {"routes": '[{"dst":"default","gateway":{}}]'},
        {"addresses": '[{"ifname":"x","other":' + "[" * 100_000},
        {"sockets": f"tcp LISTEN 0 0 *:{'9' * 5000} *:*"},
        {"heard": f"ens18 ipv4 2 {'9' * 5000} x"},
    ],
)
def test_what_no_such_command_prints_counts_as_nothing(told: dict[str, str]) -> None:
    assert facts(told) == Facts()
