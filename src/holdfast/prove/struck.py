# SPDX-License-Identifier: Apache-2.0
"""One sentence for each fault, and for its undoing."""

from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Reason as Sentence
from holdfast.prove.vrrp.strikes import Kind, Strike

_STRIKES: dict[Kind, tuple[str, str]] = {
    "node-power": ("{node} loses its power", "{node} gets its power back"),
    "haproxy-gone": ("HAProxy on {node} dies and stays dead", "HAProxy on {node} can start again"),
    "haproxy-hung": ("HAProxy on {node} hangs", "HAProxy on {node} goes on"),
    "haproxy-crash": ("HAProxy on {node} crashes, and systemd starts it again", ""),
    "restart-on-backup": ("HAProxy on {node} is restarted", ""),
    "keepalived-stop": ("keepalived on {node} is stopped", "keepalived on {node} is started"),
    "keepalived-killed": (
        "keepalived on {node} is killed, all its processes at once",
        "keepalived on {node} is started",
    ),
    "interface-down": ("{other} on {node} goes down", "{other} on {node} comes up"),
    "partition": (
        "{node} and {other} no longer reach each other",
        "{node} and {other} reach each other again",
    ),
    "partition-one-way": (
        "what {node} sends to {other} is lost",
        "what {node} sends to {other} arrives again",
    ),
    "check-changes": ("{other} on {node} fails", "{other} on {node} succeeds"),
}
"""What a fault does, and what its undoing does."""


def struck(model: Vrrp, strike: Strike) -> Sentence:
    """What a strike does; for a check that changes its mind, why it may."""
    values = model.part.nodes[strike.node]
    node = values.name
    says = _STRIKES[strike.kind][strike.undo]
    match strike.kind:
        case "partition" | "partition-one-way":
            return Sentence(says.format(node=node, other=model.part.nodes[strike.other].name))
        case "interface-down":
            return Sentence(says.format(node=node, other=values.interfaces[strike.other]))
        case "check-changes":
            check = values.checks[strike.other]
            known = check.proves.says.partition(" ")[2]
            told = says.format(node=node, other=check.name)
            return Sentence(f"{told}, as it may at any time: it {known}", (check.place,))
    return Sentence(says.format(node=node))
