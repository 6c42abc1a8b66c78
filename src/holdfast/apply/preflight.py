# SPDX-License-Identifier: Apache-2.0
"""Before the relay comes to live hosts: does their network deliver what it would hand on?

Three rounds, so that no two hosts have to be heard at one moment: all wait, all send, all count.
"""

from collections.abc import Mapping, Sequence

from holdfast.apply.frames import Frame, counted, frames, lines, table
from holdfast.apply.nodes import Answer, Nodes, Told
from holdfast.apply.standing import Refused
from holdfast.model.site import Site


def lost_frame(nodes: Nodes, site: Site) -> Frame | None:
    """The first frame that does not arrive between the hosts of `site`; None where all do.

    A table of nftables is on each host meanwhile that does nothing but count them. Raises Refused
    where a host could not take part.
    """
    sent = frames(site)
    senders = list(dict.fromkeys(frame.sender for frame in sent))
    receivers = list(dict.fromkeys(frame.receiver for frame in sent))
    if not sent:
        return None
    try:
        tables = {name: table(f for f in sent if f.receiver == name) for name in receivers}
        _ask(nodes, receivers, "await-frames", "awaiting", tables)
        told = {name: lines(f for f in sent if f.sender == name) for name in senders}
        _ask(nodes, senders, "send-frames", "sent", told)
    finally:
        answers = nodes.anew(receivers, "count-frames")
    return _first_lost(sent, answers)


def _ask(
    nodes: Nodes, names: Sequence[str], verb: str, word: str, given: Mapping[str, str]
) -> None:
    for name, answer in nodes.anew(names, verb, given=given).items():
        if not isinstance(answer, Told) or answer.word != word:
            raise Refused(f"{name}: {answer.why}")


def _first_lost(sent: Sequence[Frame], answers: Mapping[str, Answer]) -> Frame | None:
    seen = {name: _seen(answer) for name, answer in answers.items()}
    for frame in sent:
        if frame.number not in seen[frame.receiver]:
            raise Refused(f"{frame.receiver} lost its count of the frames of its peers: again")
        if not seen[frame.receiver][frame.number]:
            return frame
    return None


def _seen(answer: Answer) -> Mapping[int, int]:
    return counted(answer.parts.get("counted", "")) if isinstance(answer, Told) else {}
