# SPDX-License-Identifier: Apache-2.0
"""Each node is looked at by itself."""

from collections.abc import Iterator
from threading import Event, Lock

from holdfast.model.look import Look, Unread
from holdfast.watch.rounds import NOT_YET, Rounds, Seen

DEADLINE_S = 30.0


def test_a_node_that_hangs_holds_up_no_other() -> None:
    let_go = Event()

    def look(name: str) -> Seen:
        if name == "lb1":
            let_go.wait(DEADLINE_S)
        return Look()

    with Rounds(["lb1", "lb2"], look, 0.01) as rounds:
        assert rounds.wait(5, DEADLINE_S)  # all of them of lb2
        looks, complete = rounds.looks, rounds.complete()
        let_go.set()

    assert looks["lb1"][0] is NOT_YET
    assert looks["lb2"][0] == Look()
    assert not complete


def test_a_node_is_never_looked_at_twice_at_once() -> None:
    inside, most, lock = [0], [0], Lock()

    def look(_name: str) -> Seen:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        Event().wait(0.02)  # longer than from one look to the next
        with lock:
            inside[0] -= 1
        return Look()

    with Rounds(["lb1"], look, 0.001) as rounds:
        assert rounds.wait(4, DEADLINE_S)

    assert most[0] == 1


def test_when_a_node_was_last_read_is_kept_while_it_cannot_be() -> None:
    answers: Iterator[Seen] = iter([Look(), Unread("gone")])

    def look(_name: str) -> Seen:
        return next(answers, Unread("gone"))

    with Rounds(["lb1"], look, 0.01) as rounds:
        assert rounds.wait(1, DEADLINE_S)
        looks, last = rounds.looks, rounds.last_read

    assert looks["lb1"][0] == Unread("gone")
    assert last["lb1"] <= looks["lb1"][1]
