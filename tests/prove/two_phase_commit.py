# SPDX-License-Identifier: Apache-2.0
"""Two-phase commit (Gray and Lamport, "Consensus on Transaction Commit", section 4) as a model.

A transaction manager and resource managers that send each other messages, which are never lost.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

Manager = Literal["working", "prepared", "committed", "aborted"]
Message = tuple[str, int]
Action = tuple[str, int]


class State(NamedTuple):
    resources: tuple[Manager, ...]
    transaction: Literal["init", "committed", "aborted"]
    prepared: frozenset[int]
    messages: frozenset[Message]


class TwoPhaseCommit:
    def __init__(self, resources: int) -> None:
        self.resources = resources

    def init(self) -> Iterator[State]:
        working: tuple[Manager, ...] = tuple("working" for _ in range(self.resources))
        yield State(working, "init", frozenset(), frozenset())

    def actions(self, state: State) -> Iterator[Action]:
        if state.transaction == "init":
            if len(state.prepared) == self.resources:
                yield "commit", -1
            yield "abort", -1
        for number, resource in enumerate(state.resources):
            if state.transaction == "init" and ("prepared", number) in state.messages:
                yield "receive", number
            if resource == "working":
                yield "prepare", number
                yield "choose to abort", number
            if ("commit", -1) in state.messages:
                yield "be told to commit", number
            if ("abort", -1) in state.messages:
                yield "be told to abort", number

    def next(self, state: State, action: Action) -> State:
        what, number = action
        match what:
            case "commit":
                sent = state.messages | {("commit", -1)}
                return state._replace(transaction="committed", messages=sent)
            case "abort":
                sent = state.messages | {("abort", -1)}
                return state._replace(transaction="aborted", messages=sent)
            case "receive":
                return state._replace(prepared=state.prepared | {number})
            case "prepare":
                sent = state.messages | {("prepared", number)}
                return _with(state, number, "prepared")._replace(messages=sent)
            case "be told to commit":
                return _with(state, number, "committed")
            case _:
                return _with(state, number, "aborted")


def _with(state: State, number: int, resource: Manager) -> State:
    resources = (*state.resources[:number], resource, *state.resources[number + 1 :])
    return state._replace(resources=resources)
