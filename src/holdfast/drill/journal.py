# SPDX-License-Identifier: Apache-2.0
"""What the nodes of a lab logged, in the form in which journalctl would write it out."""

from collections.abc import Iterable
from datetime import UTC, datetime

from holdfast.lab.events import Event, LogLine, NodeChanged

_BOOT = "-- Boot 00000000000000000000000000000000 --"


def journals(events: Iterable[Event], epoch_ms: float) -> dict[str, str]:
    """Each node's journal as `journalctl -o short-iso-precise` has it, by the nodes' names.

    `epoch_ms` is what the lab's clock is behind that of day, in milliseconds since 1970.
    """
    found: dict[str, list[str]] = {}
    for event in events:
        match event:
            case NodeChanged(node=node, state="booted") if node in found:
                found[node].append(_BOOT)
            case NodeChanged(node=node, state="booted"):
                found[node] = []
            case LogLine(ms=ms, node=node):
                at = datetime.fromtimestamp((ms + epoch_ms) / 1000, UTC)
                stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
                found.setdefault(node, []).append(f"{stamp} {node} {_said(event)}")
            case _:
                pass
    return {node: "".join(f"{line}\n" for line in lines) for node, lines in sorted(found.items())}


def _said(line: LogLine) -> str:
    """With the program before it: syslog's own has it, of the others it is known."""
    match line.source:
        case "syslog":
            return line.text
        case "stdout":
            return f"{line.unit.removesuffix('.service') or 'unknown'}[1]: {line.text}"
        case "systemd":
            return f"systemd[1]: {line.text}"
