# SPDX-License-Identifier: Apache-2.0
"""Where a run stands, read off what the nodes tell."""

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence

import pytest

from holdfast.apply.asking import Garbled
from holdfast.apply.control import is_gone, myself
from holdfast.apply.node.outline import Outline, Outlined, written
from holdfast.apply.node.record import Record, record
from holdfast.apply.nodes import Answer, Lost, Nodes, Told
from holdfast.apply.orders import playbook
from holdfast.apply.run import Applied, Broken, Failed, carry_out
from holdfast.apply.standing import Idle, Refused, Unfinished, standing
from holdfast.apply.undo import undo

RUN = "20260101T000000-abcdef"
STEPS = (
    Outlined("files on lb2", ("lb2",), ("lb2",)),
    Outlined("lb2 is well", ("lb2",), (), commits=True),
    Outlined("files on lb1", ("lb1",), ("lb1",), commits=True),
)
OUTLINE = Outline("goal", STEPS)
JOURNAL = "act 1 1 -\ndid 1 1\ndone 1\nact 3 1 active enabled\n"


def of(**also: object) -> Record:
    return Record(RUN, OUTLINE, **also)  # type: ignore[arg-type]


def test_a_record_is_read_off_what_a_node_tells() -> None:
    outline = b64encode(written(OUTLINE)).decode()
    told = {"run": f"{RUN}\n", "control": "me@here:1:2\n", "journal": JOURNAL, "outline": outline}

    read = record({**told, "over": "yes\n", "changed": "/etc/a b\n"})

    assert read == of(
        held_by="me@here:1:2",
        over=True,
        begun=frozenset({1, 3}),
        done=frozenset({1}),
        changed=("/etc/a b",),
    )
    assert record({"run": "\n"}) is None


NESTED = b64encode(b'{"x":' + b"[" * 100_000).decode()


@pytest.mark.parametrize("outline", ["", "e30=", "!!", "\u00e9", pytest.param(NESTED, id="nested")])
def test_a_record_that_is_none(outline: str) -> None:
    with pytest.raises(Garbled):
        record({"run": RUN, "outline": outline})


@pytest.mark.parametrize(
    "told",
    [
        {"run": "{{ lookup('pipe', 'id') }}"},
        {"run": "../../tmp/x"},
        {"run": RUN, "control": "me@here:1:{{ lookup('pipe', 'id') }}"},
        {"run": RUN, "control": "me@here"},
    ],
)
def test_a_name_that_would_be_more_than_one_is_refused(told: dict[str, str]) -> None:
    outline = b64encode(written(OUTLINE)).decode()

    with pytest.raises(Garbled, match="is no name of a"):
        record({**told, "outline": outline})


def test_no_word_of_a_playbook_is_a_template() -> None:
    with pytest.raises(ValueError, match="would fill in"):
        playbook("Holdfast", ("/bin/sh", "{% if x %}"), secret=True, plain=True)


def test_a_line_that_was_torn_tells_nothing() -> None:
    outline = b64encode(written(OUTLINE)).decode()

    read = record({"run": RUN, "outline": outline, "journal": "act 1 1 -\n\nact\n"})

    assert read == of(begun=frozenset({1}))


def test_no_word_of_a_node_is_obeyed_by_a_terminal() -> None:
    says = Outlined("files \x1b]0;x\x07on lb2", ("lb2",), ("lb2",))
    outline = b64encode(written(Outline("goal", (says,)))).decode()

    read = record({"run": RUN, "outline": outline, "changed": "/etc/\x1b[2J\n"})

    assert read is not None
    shown = (read.outline.steps[0].says, *read.changed, Told({"refused": "a\x1bb\n"}).why)
    assert shown == ("files \ufffd]0;x\ufffdon lb2", "/etc/\ufffd[2J", "a\ufffdb")


def test_steps_and_nodes_that_are_none_are_refused() -> None:
    outline = b64encode(written(OUTLINE)).decode()
    all_nodes = Outlined("files", ("all:!lb1",), ())

    with pytest.raises(Garbled, match=f"^the journal of {RUN} has steps that its outline has not"):
        record({"run": RUN, "outline": outline, "journal": "act 99 1 -\n"})
    with pytest.raises(Garbled, match="is no name of a node"):
        record({"run": RUN, "outline": b64encode(written(Outline("", (all_nodes,)))).decode()})


def test_a_run_that_is_over_is_in_nobodys_way() -> None:
    assert standing({"lb1": of(over=True), "lb2": of(over=True)}, "other") == Idle({})
    assert standing({"lb1": None, "lb2": None}, "goal") == Idle({})


def test_an_unfinished_one_is_gone_on_with() -> None:
    found = {"lb1": of(), "lb2": of(begun=frozenset({1}), done=frozenset({1, 2}))}

    stands = standing(found, "goal")

    assert isinstance(stands, Unfinished)
    assert stands.done == {"lb1": frozenset(), "lb2": frozenset({1, 2})}
    assert stands.says == "step 1 of 3: files on lb2"


def test_one_that_began_nowhere_is_left_over() -> None:
    assert standing({"lb1": of(), "lb2": None}, "goal") == Idle({"lb1": of()})


def test_one_on_its_way_back_has_to_get_there() -> None:
    with pytest.raises(Refused) as refused:
        standing({"lb1": of(over=True), "lb2": of(over=True, going_back=True)}, "goal")

    assert str(refused.value) == (
        f"the run {RUN} was stopped on its way back: finish that: holdfast undo"
    )


def test_one_of_other_files_or_other_nodes_is_not_gone_on_with() -> None:
    found = {"lb1": of(), "lb2": of(begun=frozenset({1}))}

    with pytest.raises(Refused, match="an apply of other files was interrupted"):
        standing(found, "other")
    with pytest.raises(Refused, match="is of lb1, too: apply to all its nodes"):
        standing({"lb2": found["lb2"]}, "goal")


def test_a_process_that_ended_is_gone_and_this_one_is_not() -> None:
    mine = myself()
    where = mine.partition(":")[0]

    assert not is_gone(mine)
    assert is_gone(f"{where}:999999999:1")
    assert not is_gone("root@elsewhere:999999999:1")


def test_one_without_a_name_can_work_on_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)

    assert myself().startswith(f"{os.getuid()}@")


def answering(**answers: Answer) -> Nodes:
    """Nodes that answer each verb so."""

    def ask(names: Sequence[str], argv: Sequence[str], _: Mapping[str, str]) -> dict[str, Answer]:
        verb = next(word for word in argv if word in answers)
        return dict.fromkeys(names, answers[verb])

    return Nodes(ask)


CUT = Lost("the connection was lost")
NOT_ENDED = Broken("the end of the run", "lb1", CUT.why)


def test_a_run_that_a_node_did_not_end_is_not_over() -> None:
    to = answering(do=Told({"done": ""}), finish=CUT)

    assert carry_out(to, RUN, OUTLINE, {}, str) == NOT_ENDED


def test_a_run_that_was_taken_back_and_not_ended_is_told() -> None:
    back = Told({"undone": ""})
    to = answering(do=Told({"failed": "why"}), restore=back, undo=back, forget=CUT)

    ended = carry_out(to, RUN, OUTLINE, {}, str)

    assert ended == Failed("files on lb2", "lb2", "why", NOT_ENDED)


def test_an_undo_that_a_node_did_not_end_is_not_over() -> None:
    back = Told({"undone": ""})
    to = answering(claim=Told({"claimed": ""}), restore=back, undo=back, forget=CUT)

    ended = undo(to, {"lb1": of(over=True), "lb2": of(over=True)}, str)

    assert ended == NOT_ENDED


def test_an_undo_by_other_names_is_refused_before_anything_is_told() -> None:
    """Its steps are by the names of the apply: by others it took back none, and ended the run."""
    held = {"lb1": of(over=True), "192.0.2.12": of(over=True, begun=frozenset({1}))}

    with pytest.raises(Refused) as refused:
        undo(answering(), held, str)

    assert str(refused.value) == (
        "192.0.2.12 had another name when this was applied, to lb2 and lb1: name the hosts so, in "
        "an inventory with their addresses (ansible_host) where ssh does not know these names"
    )


def test_a_run_that_was_ended_before_is_ended_again() -> None:
    to = answering(do=Told({"done": ""}), finish=Told({"gone": f"{RUN} is not there any more"}))

    assert carry_out(to, RUN, OUTLINE, {}, str) == Applied(RUN)
