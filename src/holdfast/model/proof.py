# SPDX-License-Identifier: Apache-2.0
"""What a check script proves about HAProxy, as far as the files show it."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import pairwise
from typing import Literal, NamedTuple

from holdfast.model.address import Address, family
from holdfast.model.health_check import asks_haproxy
from holdfast.model.invocation import inline_text
from holdfast.model.program import Run, program, script_file
from holdfast.model.script import Command
from holdfast.model.shell_if import tells_on
from holdfast.model.site import Node
from holdfast.model.unit import NAMES_OF_HAPROXY
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

Answer = Literal["succeeds", "fails", "either", "stays"]
"""What a check says; `either` is one whose verdict the files do not decide, `stays` what it said.
"""


class Proof(NamedTuple):
    """What it answers while HAProxy runs, is dead, hangs; `says` is the reason, for people."""

    running: Answer
    dead: Answer
    hung: Answer
    says: str


PROCESS = Proof(
    "succeeds", "fails", "succeeds", "sees that the process is there, not that it answers"
)
CONNECTS = Proof(
    "succeeds", "fails", "succeeds", "sees that the socket takes connections, not that it answers"
)
ANSWERS = Proof("succeeds", "fails", "fails", "sees an answer of HAProxy")
ALWAYS = Proof("succeeds", "succeeds", "succeeds", "always succeeds")
NEVER = Proof("fails", "fails", "fails", "always fails")
OPAQUE = Proof("either", "either", "either", "cannot be read from the files")

BY_NAME = frozenset(("killall", "pgrep", "pidof", "pkill", "ps"))
"""Programs that find a process by its name, be it one that has only just begun to start."""

_BY_COMMAND = (("-C", "haproxy"), ("--command", "haproxy"))
_WANTS_ARGUMENTS = BY_NAME - {"ps"} | {"curl", "kill", "nc", "ncat", "netcat", "socat", "wget"}
"""Programs that explain themselves and fail where nothing stands behind their name."""

_QUIET = frozenset(
    (":", "date", "echo", "exit", "export", "logger", "printf", "return", "set", "sleep", "unset")
)
_STEERING = pattern(r"\b(if|case|while|until|for|exit|return|trap)\b|\|\||&&|!")
_FAILS_ALL_THE_SAME = pattern(r"\|\|\s*(?:exit|return)\s+[1-9][0-9]*\b")
"""Behind a command: it fails as the command did, with another number at most."""
_URL = pattern(r"(https?)://(\[[0-9a-fA-F:]+\]|[^/:]+)(?::(\d+))?(?:/|$)")


def proof(node: Node, command: Command) -> Proof:
    """What a command proves; OPAQUE where it branches, or calls something that is not known."""
    if asks_haproxy(node, command):
        return ANSWERS
    reading = program(node, command)
    if not reading.whole or _steers(node, command):
        return OPAQUE
    telling = [run for run in reading.runs if run.deciding and run.name not in _QUIET]
    if len(telling) != 1:
        return OPAQUE
    return _run(node, telling[0])


def _steers(node: Node, command: Command) -> bool:
    """Whether more than the last command decides the exit status."""
    text = _shell_text(node, command)
    if text is None:
        return any(set(word) & set("|&;<>$`") for word in command.argv)
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if tells_on(code):
        return False
    return _STEERING.search(_FAILS_ALL_THE_SAME.sub("", code)) is not None


def _shell_text(node: Node, command: Command) -> str | None:
    """What a shell would read; None where keepalived executes a program itself."""
    argv = command.argv
    inline = inline_text(argv)
    if inline is not None:
        return argv[inline]
    file = script_file(node, command)
    return file.data.decode("latin-1") if file is not None else None


def _run(node: Node, run: Run) -> Proof:
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    if len(run.words) == 1 and run.name in _WANTS_ARGUMENTS:
        return NEVER
    match run.name:
        case "true":
            return ALWAYS
        case "false":
            return NEVER
        case "killall" | "pidof" if arguments == ["haproxy"] or "haproxy" in arguments:
            return PROCESS
        case "pgrep" if len(arguments) == 1 and "haproxy" in arguments[0]:
            return ALWAYS if finds_itself(run) else PROCESS
        case "ps" if any(pair in _BY_COMMAND for pair in pairwise(run.words)):
            return PROCESS
        case "kill" if run.words[1:2] == ("-0",):
            return PROCESS if "haproxy" in run.words[-1] and run.shell else OPAQUE
        case "systemctl" if arguments[:1] in (["is-active"], ["status"]):
            return PROCESS if arguments[1:] and arguments[1] in NAMES_OF_HAPROXY else OPAQUE
        case "haproxy" if "-c" in run.words:
            return ALWAYS
        case "socat" if any(word.lower().startswith("unix") for word in arguments):
            return CONNECTS if any("haproxy" in word for word in arguments) else OPAQUE
        case "nc" | "ncat" if "-z" in run.words and len(arguments) == 2:
            return CONNECTS if _listens(node, arguments[0], arguments[1]) else OPAQUE
        case "curl" | "wget":
            return _asks(node, run)
    return OPAQUE


def finds_itself(run: Run) -> bool:
    """Whether a pgrep matches the shell that runs it (proc(5), comm: 15 bytes)."""
    wanted = next((word for word in run.words[1:] if word[:1] != "-"), "")
    if run.shell is None or "-x" in run.words:
        return False
    try:
        return re.search(wanted, run.shell.comm) is not None
    except re.error:
        return False


def _asks(node: Node, run: Run) -> Proof:
    """A request answered by HAProxy alone; one that hangs is ended by keepalived's timeout."""
    urls = [match for word in run.words[1:] if (match := _URL.match(word))]
    if len(urls) != 1:
        return OPAQUE
    scheme, host, port = urls[0].groups()
    return (
        ANSWERS if _listens(node, host, port or ("443" if scheme == "https" else "80")) else OPAQUE
    )


def _listens(node: Node, host: str, port: str) -> bool:
    """Whether HAProxy on this node, and nobody else, is behind an address and port."""
    number = decimal(port)
    if number is None:
        return False
    addresses = list(_addresses(node, host.strip("[]")))
    return bool(addresses) and any(
        bind.ports[0] <= number <= bind.ports[1]
        and bind.family == family(address)
        and bind.address in (None, address)
        for bind in node.haproxy.binds
        for address in addresses
    )


def _addresses(node: Node, host: str) -> Iterator[Address]:
    """The address, where it surely is this node's own."""
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return
    own = {a.address for i in node.interfaces for a in i.addresses}
    vips = {vip.address for instance in node.keepalived.instances for vip in instance.vips}
    if address.is_loopback or (address in own and address not in vips):
        yield address
