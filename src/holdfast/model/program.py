# SPDX-License-Identifier: Apache-2.0
"""What a command of keepalived's runs in the end: the scripts among a node's files are read."""

from functools import lru_cache
from posixpath import basename

from msgspec import Struct

from holdfast.model.invocation import SHELLS, inline_text, without_wrappers
from holdfast.model.place import Place
from holdfast.model.script import Command
from holdfast.model.shell import ShellCommand, shell_commands
from holdfast.model.shell_ending import ending
from holdfast.model.site import File, Node
from holdfast.text.span import Span

SEARCHED = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
"""Where a program without a path is looked for: systemd's default PATH."""

LONGEST_SCRIPT = 256 * 1024
"""Bytes; what is longer is opaque."""

_LONGEST_COMM = 15
_TO_A_FILE = frozenset((">", ">|", "1>", "1>|"))


class Shell(Struct, frozen=True):
    """The process that reads a script: its name in the kernel (proc(5), comm) and its arguments."""

    comm: str
    words: tuple[str, ...]


class Run(Struct, frozen=True):
    """A program with its arguments, where it stands, and the shell that starts it.

    `shell` is None for what keepalived executes itself. A word with a `$` or a backtick is not
    what the program will see. `before` are the words that only led to it (`timeout 2`, `sudo`). Of
    one that is not `deciding` the exit status is lost: it is piped on, or inside `$( )`.
    """

    words: tuple[str, ...]
    place: Place
    shell: Shell | None
    before: tuple[str, ...] = ()
    deciding: bool = True

    @property
    def name(self) -> str:
        """The program without its folder."""
        return basename(self.words[0])

    @property
    def by_sudo(self) -> bool:
        """Whether it runs as another user than its script."""
        return any(basename(word) == "sudo" for word in self.before)


class Written(Struct, frozen=True):
    """A file that a redirection creates or changes.

    `text` is all that the file then holds, where `echo` or `printf` writes one word; else None.
    """

    path: str
    place: Place
    text: str | None = None


class Program(Struct, frozen=True):
    """All programs that may run; not `whole` where a part of it is not known.

    `ending` is the command that gives the whole its exit status, whichever branches were taken:
    only where a shell text ends with one that says something and cannot fail (`echo`).
    """

    runs: tuple[Run, ...]
    writes: tuple[Written, ...]
    whole: bool
    ending: Run | None = None


@lru_cache(maxsize=16)  # many rules ask about the same few commands of a site
def program(node: Node, command: Command) -> Program:
    """What a command runs, from the files of its node."""
    reader = _Reader(node)
    reader.run(command.argv, command.place, None)
    return Program(tuple(reader.runs), tuple(reader.writes), reader.whole, reader.ending)


def script_file(node: Node, command: Command) -> File | None:
    """The file that a command runs, by itself or as the argument of a shell; None where it is not
    among the node's, or no script for its length."""
    argv = command.argv
    named = argv[1:2] if argv and basename(argv[0]) in SHELLS else argv[:1]
    file = node.file(named[0]) if named else None
    return file if file is not None and len(file.data) <= LONGEST_SCRIPT else None


class _Reader:
    """Follows scripts into scripts, each file once."""

    def __init__(self, node: Node) -> None:
        self.runs: list[Run] = []
        self.writes: list[Written] = []
        self.whole = True
        self.ending: Run | None = None
        self._node = node
        self._seen: set[str] = set()
        self._before: tuple[str, ...] = ()
        self._texts = 0

    def run(
        self, words: tuple[str, ...], place: Place, shell: Shell | None, *, deciding: bool = True
    ) -> None:
        """Take a command: a shell, a script of the node, or some other program."""
        rest = without_wrappers(words)
        outer, self._before = self._before, self._before + words[: len(words) - len(rest)]
        if rest and basename(rest[0]) in SHELLS:
            self._shell(rest, place)
        elif rest:
            file = self._file(rest[0])
            if file is not None:
                self._script(file, Shell(basename(rest[0])[:_LONGEST_COMM], rest))
            else:
                self.runs.append(Run(rest, place, shell, self._before, deciding))
        self._before = outer

    def _shell(self, words: tuple[str, ...], place: Place) -> None:
        """`sh -c TEXT` or `sh FILE`."""
        shell = Shell(basename(words[0]), words)
        inline = inline_text(words)
        if inline is not None:
            self._text(words[inline], shell, place)
            return
        named = next((word for word in words[1:] if word[:1] not in "-+"), None)
        file = self._file(named) if named is not None else None
        if file is None:
            self.whole = False
        else:
            self._script(file, shell)

    def _script(self, file: File, shell: Shell) -> None:
        if file.path in self._seen:
            return
        self._seen.add(file.path)
        if len(file.data) > LONGEST_SCRIPT or not _for_a_shell(file.data, shell):
            self.whole = False
            return
        self._text(file.data.decode("latin-1"), shell, None, file.path)

    def _text(self, text: str, shell: Shell, place: Place | None, path: str = "") -> None:
        commands = shell_commands(text)
        self.whole &= commands is not None
        self._texts += 1
        last = ending(commands or ()) if self._texts == 1 else None
        for command in commands or ():
            known = len(self.runs)
            self._command(command, shell, place, path)
            if command is last and len(self.runs) > known:
                self.ending = self.runs[-1]

    def _command(self, command: ShellCommand, shell: Shell, place: Place | None, path: str) -> None:
        def at(start: int, end: int) -> Place:
            return place or Place(self._node.name, path, Span(start, end))

        for redirect in command.redirects:
            if redirect.writes:
                target = redirect.target
                text = _said(command) if redirect.operator in _TO_A_FILE else None
                self.writes.append(Written(target.text, at(target.start, target.end), text))
            else:
                self.whole &= redirect.operator.startswith("<<") or "&" in redirect.operator
        if command.words:
            first, last = command.words[0], command.words[-1]
            words = tuple(word.text for word in command.words)
            deciding = not command.inner and command.then != "|"
            self.run(words, at(first.start, last.end), shell, deciding=deciding)

    def _file(self, name: str) -> File | None:
        if "/" in name:
            return self._node.file(name)
        paths = (f"{folder}/{name}" for folder in SEARCHED)
        return next((f for f in map(self._node.file, paths) if f is not None), None)


def _said(command: ShellCommand) -> str | None:
    """The one word that a command says."""
    told = [word.text for word in command.words]
    says = len(told) == 2 and basename(told[0]) in ("echo", "printf")
    return told[1] if says and "$" not in told[1] and "`" not in told[1] else None


def _for_a_shell(data: bytes, shell: Shell) -> bool:
    """Whether a shell reads the file: it was called with it, or the first line names it."""
    if shell.comm in SHELLS:
        return b"\0" not in data
    head = data.partition(b"\n")[0].decode("latin-1")
    words = head[2:].split()
    runs = head[:2] == "#!" and head[-1:] != "\r"  # no interpreter has such a name
    return runs and any(basename(word) in SHELLS for word in words[:2])
