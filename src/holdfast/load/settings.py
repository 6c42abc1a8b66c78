# SPDX-License-Identifier: Apache-2.0
"""`holdfast.yaml`: read, and every mistake in it told with its line and key."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import get_args

import msgspec
import yaml

from holdfast.model.address import Address, is_of_a_host, parse_address
from holdfast.model.settings import DURATION, NO_SETTINGS, Form, Platform, Settings, Threshold
from holdfast.text.similar import similar

KEYS = Settings.__struct_fields__
_CHOICES = {"severity": Threshold, "platform": Platform, "form": Form}
_PATH = re.compile(r"(.*) - at (?:`key` in )?`\$\.?([^`]*)`", re.DOTALL)
_STEP = re.compile(r"\w+")


class BadSettings(ValueError):
    """What is wrong with the file, as `line N: …`, in one line."""


def settings(data: bytes, rules: Collection[str]) -> Settings:
    """The settings that a file states; `rules` are the names that `select` and `ignore` may have.

    Raises BadSettings.
    """
    root = _root(data)
    if root is None:
        return NO_SETTINGS
    if not isinstance(root, yaml.MappingNode):
        raise BadSettings(f"{_line(root)}: a mapping is wanted, such as `ignore: [RULE]`")
    _require_known([key for key, _ in _pairs(root)], KEYS, "no key is called")
    for key, value in _pairs(root):
        if key.value == "fail_over":
            _require_time(value)
    found = _converted(root)
    for key, value in _pairs(root):
        if key.value == "select" and isinstance(value, yaml.SequenceNode) and not value.value:
            raise BadSettings(
                f"{_line(value)}: select: no rule would be asked: name one, or drop the key for all"
            )
        if key.value in ("select", "ignore") and isinstance(value, yaml.SequenceNode):
            _require_known(value.value, rules, f"{key.value}: no rule is called")
        if key.value == "addresses" and isinstance(value, yaml.MappingNode):
            _require_addresses(value)
    return found


def _require_time(node: yaml.Node) -> None:
    """Raises BadSettings for what is no DURATION, a number without a unit first of all."""
    said = (node.value or "nothing") if isinstance(node, yaml.ScalarNode) else "a list or a mapping"
    if DURATION.fullmatch(said) is None:
        raise BadSettings(f"{_line(node)}: fail_over: {said} is no time: write 100ms or 1s")


def _require_addresses(nodes: yaml.MappingNode) -> None:
    """Raises BadSettings for the first leaf that is no address, or that another node has, too."""
    owners: dict[Address, str] = {}
    for name, stated in _pairs(nodes):
        for leaf in _leaves(stated):
            address = parse_address(leaf.value)
            if address is None:
                told = f"{leaf.value} is no address: write one without its prefix"
                raise BadSettings(f"{_line(leaf)}: addresses: {told}")
            if not is_of_a_host(address):
                told = f"{leaf.value} is no address of a host on a network"
                raise BadSettings(f"{_line(leaf)}: addresses: {told}")
            owner = owners.setdefault(address, name.value)
            if owner != name.value and not address.is_link_local:
                told = f"{leaf.value} is that of {owner} already, and no two nodes share one"
                raise BadSettings(f"{_line(leaf)}: addresses: {told}")


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for _, value in _pairs(node):
            yield from _leaves(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _leaves(value)
    else:
        yield node


def _converted(root: yaml.MappingNode) -> Settings:
    try:
        return msgspec.convert(yaml.SafeLoader(b"").construct_document(root), Settings)
    except msgspec.ValidationError as why:
        raise BadSettings(_explained(str(why), root)) from None
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error) from None
    except ValueError as why:  # such as a date of month 13
        raise BadSettings(f"{_line(root)}: this is no YAML: {why}") from None


def _root(data: bytes) -> yaml.Node | None:
    try:
        return yaml.compose(data.decode(), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise BadSettings("line 1: this is not UTF-8: convert it (iconv -t UTF-8)") from None
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise BadSettings(f"line 1: this is no YAML: {' '.join(str(error).split())}") from None


def _no_yaml(error: yaml.MarkedYAMLError) -> BadSettings:
    line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
    return BadSettings(f"line {line}: this is no YAML: {error.problem}")


def _pairs(root: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(root.value)


def _require_known(names: Iterable[yaml.Node], known: Collection[str], unknown: str) -> None:
    """Raises BadSettings for the first name that is not known, or that stands there twice."""
    seen: set[str] = set()
    for node in names:
        name = node.value if isinstance(node, yaml.ScalarNode) else "(no word)"
        if name not in known:
            meant = similar(name, known)
            told = f"did you mean {meant}?" if meant else _all(known)
            raise BadSettings(f"{_line(node)}: {unknown} {name}: {told}")
        if name in seen:
            raise BadSettings(f"{_line(node)}: {name} stands there twice: keep one")
        seen.add(name)


def _all(known: Collection[str]) -> str:
    few = f"those known are {', '.join(known)}"
    return few if len(known) < 10 else "`holdfast rules` lists them all"


def _explained(why: str, root: yaml.MappingNode) -> str:
    """msgspec's words with the line and the key of the value they speak of."""
    match = _PATH.fullmatch(why)
    if match is None:
        return f"{_line(root)}: {why}"
    steps = _STEP.findall(match[2])
    told = match[1][0].lower() + match[1][1:]
    if steps[0] in _CHOICES:
        told += f": one of {', '.join(get_args(_CHOICES[steps[0]]))}"
    return f"{_line(_at(root, steps))}: {steps[0]}: {told}"


def _at(node: yaml.Node, steps: list[str]) -> yaml.Node:
    """The node to which the steps lead, as far as they can be followed."""
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in _pairs(node) if key.value == step), node)
        elif isinstance(node, yaml.SequenceNode) and step.isdecimal():
            node = node.value[int(step)]
    return node


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
