# SPDX-License-Identifier: Apache-2.0
"""What faults do to a lab, as values to be done later."""

from collections.abc import Sequence
from functools import partial
from time import sleep

from holdfast.drill.fault import Act
from holdfast.lab.deadlines import STARVED_MS, STARVED_ROUND_MS, STARVED_TURN_MS
from holdfast.lab.lab import Lab, Whom, now_ms
from holdfast.lab.loss import Loss


def together(*acts: Act) -> Act:
    """One after the other, without a pause."""
    return lambda lab: [act(lab) for act in acts]


def send(node: str, unit: str, signal: str, whom: Whom = "all") -> Act:
    """A signal to a unit's processes."""
    return lambda lab: lab.kill(node, unit, signal, whom)


def hold(node: str, unit: str) -> Act:
    """The unit's program dies, and no start of it succeeds."""
    return lambda lab: lab.hold(node, unit)


def release(node: str, unit: str) -> Act:
    """The end of `hold`: the unit is started."""
    return lambda lab: lab.release(node, unit)


def systemctl(node: str, verb: str, unit: str) -> Act:
    """A verb of systemctl(1), whatever comes of it."""
    return lambda lab: lab.systemctl(node, verb, unit)


def start_again(node: str, unit: str) -> Act:
    """Start a unit that may have failed, too often perhaps."""
    return together(systemctl(node, "reset-failed", unit), systemctl(node, "start", unit))


def power_off(*nodes: str) -> Act:
    """The ports of each node are cut, then its processes are killed."""
    return lambda lab: [lab.power_off(node) for node in nodes]


def boot(*nodes: str) -> Act:
    """These nodes start from cold, at once; all that are off when none is named."""
    return lambda lab: lab.boot(*nodes)


def pull(node: str, interface: str) -> Act:
    """The cable of an interface is pulled at the switch."""
    return lambda lab: lab.set_link(node, interface, "down")


def plug(node: str, interface: str) -> Act:
    """And plugged in again."""
    return lambda lab: lab.set_link(node, interface, "up")


def lose(*losses: Loss) -> Act:
    """What the switch loses between nodes, in the place of what it lost; nothing when none."""
    return lambda lab: lab.lose(*losses)


def starve(*nodes: str) -> Act:
    """For a while the nodes run in turn, each for a share of the time; then all stand still."""
    return partial(_starve, nodes=nodes)


def stand_still(node: str) -> Act:
    """Every process of the node is stopped."""
    return lambda lab: lab.signal_all(node, "SIGSTOP")


def go_on(node: str) -> Act:
    """Every process of the node goes on."""
    return lambda lab: lab.signal_all(node, "SIGCONT")


def _starve(lab: Lab, nodes: Sequence[str]) -> None:
    together(*map(stand_still, nodes))(lab)
    until = now_ms() + STARVED_MS
    while now_ms() < until:
        next_round = now_ms() + STARVED_ROUND_MS
        for node in nodes:
            go_on(node)(lab)
            sleep(STARVED_TURN_MS / 1000)
            stand_still(node)(lab)
        sleep(max(0.0, next_round - now_ms()) / 1000)
