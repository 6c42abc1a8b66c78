# SPDX-License-Identifier: Apache-2.0
"""ip_nonlocal_bind is set where no boot reads it: only in the kernel, or in a file passed over."""

from collections.abc import Iterator

from holdfast.check.binding_methods import binding_methods
from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.nonlocal_bind import Racing, key, not_read, plain_races
from holdfast.methods.file_end import append_or_create
from holdfast.model.address import Family, family
from holdfast.model.binding import remedy, vip_of
from holdfast.model.kernel import Setting
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site

PERSISTENT = ("nonlocal-bind",)

FILE = "/etc/sysctl.d/99-vip.conf"


def check(site: Site) -> Iterator[Finding]:
    """Once a node and setting. On this host: what the kernel has and no file says."""
    for node in site.nodes:
        said = set()
        for race in plain_races(node):
            setting = not_read(node, race[2])
            if setting is not None and setting.place not in said:
                said.add(setting.place)
                yield _passed_over(node, race, setting)
        yield from _only_running(node) if node.live else ()


def _passed_over(node: Node, race: Racing, setting: Setting) -> Finding:
    bind, _, vip = race
    assert setting.place is not None
    path = setting.place.path
    why = "the name does not end in .conf" if not path.endswith(".conf") else _not_linked(node)
    return Finding(
        f"no boot reads this file ({why}): after the next one HAProxy cannot bind {bind.text} "
        "while this node does not own the VIP, and after five tries systemd leaves it dead; write "
        f"the line to {FILE}",
        setting.place,
        also=(
            Also(bind.place, "the bind that needs it"),
            Also(vip.place, f"keepalived moves {vip.address} here"),
        ),
        methods=binding_methods(node),
        fix=_fix(node, family(vip.address)),
    )


def _not_linked(node: Node) -> str:
    return f"{node.os.id} {node.os.version} has no link to it in /etc/sysctl.d"


def _only_running(node: Node) -> Iterator[Finding]:
    relying: dict[str, Bind] = {}
    for bind in node.haproxy.binds:
        moved = bind.address is not None and vip_of(node, bind.address) is not None
        if moved and bind.family is not None and remedy(node, bind) == "nonlocal-bind":
            relying.setdefault(key(bind.family), bind)
    for name, bind in relying.items():
        setting = node.sysctls.settings[name]
        if setting.place is None:
            yield Finding(
                f"{name} is 1 in the running kernel and in no file: after the next boot HAProxy "
                f"cannot bind {bind.text} while this node does not own the VIP; write "
                f"`{name} = 1` to {FILE}",
                bind.place,
                methods=PERSISTENT,
                fix=_fix(node, bind.family) if bind.family is not None else None,
            )


def _fix(node: Node, of: Family) -> Fix:
    """The setting in a file that every boot reads."""
    return Fix("safe", (append_or_create(node, FILE, f"{key(of)} = 1\n"),))
