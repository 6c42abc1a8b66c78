# SPDX-License-Identifier: Apache-2.0
"""Nodes of a lab asked without Ansible, which takes seconds a word; all else is as on a host."""

from collections.abc import Mapping, Sequence

from holdfast.apply.asking import Garbled, parts
from holdfast.apply.nodes import Answer, Lost, Nodes, Told
from holdfast.lab.lab import Lab

AT_ONCE = 60_000
"""Characters of a command's word that a kernel takes without complaint."""

FILES = """
places='/etc /usr/local /srv /var/lib/haproxy /var/lib/holdfast'
find $places ! -path '/etc/ssh/*' -printf '%p %y %m %U %G %l\\n' 2>/dev/null | sort
find $places ! -path '/etc/ssh/*' -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum
"""
STATES = """
for unit in haproxy keepalived; do systemctl is-active $unit | grep -q -x active && echo $unit; done
cat /proc/sys/net/ipv4/ip_nonlocal_bind
ip -o -4 address | awk '{ print $2, $4 }' | sort
"""


def nodes(lab: Lab) -> Nodes:
    """The nodes of a lab as a control machine speaks to them."""

    def ask(
        names: Sequence[str], argv: Sequence[str], given: Mapping[str, str]
    ) -> dict[str, Answer]:
        return {name: _ask(lab, name, argv, given.get(name, "")) for name in names}

    return Nodes(ask)


def _ask(lab: Lab, name: str, argv: Sequence[str], given: str) -> Answer:
    lab.run(name, "/bin/sh", "-c", ": >/run/given")
    for start in range(0, len(given), AT_ONCE):
        some = given[start : start + AT_ONCE]
        lab.run(name, "/bin/sh", "-c", 'printf %s "$1" >>/run/given', "sh", some)
    done = lab.run(name, "/bin/sh", "-c", 'exec "$@" </run/given', "sh", *argv)
    try:
        return Told(parts(done.output))
    except Garbled as why:
        return Lost(str(why))


def shell(lab: Lab, node: str, script: str) -> str:
    """What a script prints in a node; it must succeed."""
    done = lab.run(node, "/bin/sh", "-c", script)
    assert done.status == 0, done
    return done.output


def as_it_is(lab: Lab, node: str) -> tuple[str, str]:
    """Every file that matters with its hash, mode and owner, and what runs."""
    return shell(lab, node, FILES), shell(lab, node, STATES)
