# SPDX-License-Identifier: Apache-2.0
"""A plan as a playbook with the contents of files beside it: a play for each node in turn.

Passwords and keys stand in those files alone. What Ansible would fill in (`{{ … }}`) is marked
`!unsafe`, so that nothing of a config file is ever a template.
"""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

import yaml

from holdfast.apply.plan.plan import Planned
from holdfast.apply.plan.stage import Stage
from holdfast.load.secrets import secrets, without
from holdfast.model.health_check import ANSWERS_PROGRAM
from holdfast.model.steps import Accepted, CreateFile, Gate, Owned, Serves, Step, WriteFile
from holdfast.report.ansible.act_tasks import FILES, Sources, Task, Template, act_tasks
from holdfast.report.ansible.gate_tasks import ANSWERS, gate_tasks, variable
from holdfast.report.plan_text import outage_text

PLAYBOOK = "plan.yml"

_HEAD = """\
# What `holdfast plan` would do, as tasks. Play it whole, or paste what you need, in this order:
#     ansible-playbook -i INVENTORY {playbook}
# Without --limit: the order of the hosts matters. Their names are those of the site's folders.
# Contents of files are in {files}/, which its owner alone may read: passwords and keys are in there
# as they are, and nowhere else.
# A task whose name ends in "within N s" looks until that holds, and ends the play where it never
# does.
# Nothing is taken back then: a file that was there is kept beside the new one (backup).
"""
_VARIABLE = "# Set it to the secret that {unit} on {node} has as {name}: {variable}\n"


def exported(planned: Planned) -> dict[str, bytes]:
    """The files by their path: the playbook, and the contents of those that it writes."""
    hidden = secrets(planned.present) | secrets(planned.wanted)
    sources = _sources(planned)
    made = {PLAYBOOK: _playbook(planned, hidden, sources).encode("utf-8", "surrogateescape")}
    made |= {source: data for (_, _, data), source in sources.items()}
    if any(isinstance(gate, Serves) and gate.sockets for gate in _gates(planned.steps)):
        made[ANSWERS] = ANSWERS_PROGRAM
    return made


def _sources(planned: Planned) -> Sources:
    """A folder for each node, and another for each time that a file of it changes again."""
    found: dict[tuple[str, str, bytes], str] = {}
    for act in (act for step in planned.steps for act in step.acts):
        if isinstance(act, WriteFile | CreateFile):
            earlier = sum((act.node, act.path) == key[:2] for key in found)
            folder = f"{act.node}.{earlier + 1}" if earlier else act.node
            found.setdefault((act.node, act.path, act.data), f"{FILES}/{folder}{act.path}")
    return found


def _playbook(planned: Planned, hidden: frozenset[str], sources: Sources) -> str:
    text = _HEAD.format(playbook=PLAYBOOK, files=FILES)
    text += "".join(dict.fromkeys(_variables(planned, hidden)))
    text += "\n" + _dumped([_known(planned)])
    for stage in planned.stages:
        text += f"\n# {_line(without(hidden, stage.says))}\n{_about(stage)}"
        text += _dumped(list(_plays(stage, hidden, sources)))
    return text


def _known(planned: Planned) -> dict[str, Any]:
    """A play on hosts that are in no inventory is passed over, and the next one begins."""
    names = [node.name or "" for node in planned.present.nodes]
    return {
        "name": "Every host of the plan is in the inventory",
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "any_errors_fatal": True,
        "tasks": [
            {
                "name": "The inventory has them all",
                "ansible.builtin.assert": {"that": f"groups['all'] is superset({names})"},
            }
        ],
    }


def _dumped(plays: list[dict[str, Any]]) -> str:
    return yaml.dump(plays, Dumper=_Dumper, sort_keys=False, width=96)


def _about(stage: Stage) -> str:
    lines = [f"outage: {outage_text(stage)}"] if stage.acts else []
    lines += [f"connections that break: {stage.breaks}"] if stage.breaks else []
    return "".join(f"#   {_line(line)}\n" for line in lines)


def _plays(stage: Stage, hidden: Collection[str], sources: Sources) -> Iterator[dict[str, Any]]:
    """One for each node in turn, as often as it is its turn."""
    for node, found in groupby(_tasks(stage, hidden, sources), key=lambda pair: pair[0]):
        yield {
            "name": f"{without(hidden, stage.says)}: on {node}",
            "hosts": node,
            "become": True,
            "gather_facts": False,
            "any_errors_fatal": True,
            "tasks": [task for _, task in found],
        }


def _tasks(stage: Stage, hidden: Collection[str], sources: Sources) -> Iterator[tuple[str, Task]]:
    for step in stage.steps:
        for act in step.acts:
            yield from ((act.node, task) for task in act_tasks(act, sources))
        for gate in step.gates:
            at = gate.at.node if isinstance(gate, Owned) else gate.node
            yield from ((at, task) for task in gate_tasks(gate, hidden))


def _gates(steps: Collection[Step]) -> Iterator[Gate]:
    return (gate for step in steps for gate in step.gates)


def _variables(planned: Planned, hidden: Collection[str]) -> Iterator[str]:
    """A line for each variable that a gate wants."""
    for gate in (gate for gate in _gates(planned.steps) if isinstance(gate, Accepted)):
        for name, value in gate.environment:
            if value in hidden:
                yield _VARIABLE.format(
                    unit=gate.unit, node=gate.node, name=name, variable=variable(name)
                )


def _line(text: str) -> str:
    """A comment ends with its line."""
    return " ".join(text.split())


class _Dumper(yaml.SafeDumper):
    """Marks what would be a template and is none."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    filled_in = any(mark in text for mark in ("{{", "{%", "{#"))
    tag = "!unsafe" if filled_in else "tag:yaml.org,2002:str"
    return dumper.represent_scalar(tag, text)


def _template(dumper: _Dumper, text: Template) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Template, _template)
