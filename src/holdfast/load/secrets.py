# SPDX-License-Identifier: Apache-2.0
"""What in a site's files is a secret: HAProxy quotes a line that it rejects, and we repeat that."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.site import File, Node, Site

_WORD = rb"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'])+"""
_STATED = re.compile(
    rb"(?i)\b(?:auth_pass|insecure-password|password|stats[ \t]+auth)[ \t]+(%b)" % _WORD
)
"""keepalived.conf(5) `auth_pass`; HAProxy's `user NAME password` and `stats auth`. Neither daemon
looks for a word on the next line."""

_HEADER = re.compile(rb"(?i)\bauthorization\W[^\r\n]*?\b(?:basic|bearer)\W+([^\s\"']+)")
"""A header that HAProxy sets or compares with: RFC 7617, RFC 6750."""

_SIGNED_IN = re.compile(
    rb"""(?i)\btcp-check[ \t]+send(?:-lf)?[ \t]+["']?AUTH\\?[ \t]([^\r\n"']+)"""
    rb"""|(?:[ \t]-u|--user)[ \t=]*([^\s:"']+:[^\s"']+)"""
    rb"""|://[^\s/:@"']*:([^\s/@"']+)@"""
)
"""What a check of redis sends, curl(1) is given, and a URL has (RFC 3986, 3.2.1)."""

_SET = re.compile(rb"(?m)^[ \t]*(?:(?:pre)?setenv[ \t]+|\$)(\w+)[ \t=]+(%b)" % _WORD)
"""HAProxy's `setenv NAME VALUE`, keepalived's `$NAME=VALUE`."""

_REFERRED = re.compile(r"\$\{?(\w+)")

_NAMED = re.compile("pass|secret|token|key|credential", re.IGNORECASE)

_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|^\s*(?:psk|private-?key)\s*=", re.I | re.M)
"""RFC 7468; what NetworkManager and systemd-networkd call theirs."""

HIDDEN = "(hidden)"


def secrets(site: Site) -> frozenset[str]:
    """Every password of the site's files, and what variables with such a name have in units."""
    return frozenset(word for node in site.nodes for word in _secrets(node) if word)


def stated(text: str) -> frozenset[str]:
    """The secrets in a text that repeats lines of a configuration, as the daemons' checkers do."""
    return frozenset(_stated(text.encode("utf-8", "surrogateescape")))


def has_key(file: File | None) -> bool:
    """Whether a private key is in the file: nothing of it may be shown."""
    return file is not None and _KEY.search(file.data) is not None


def without(hidden: Iterable[str], text: str) -> str:
    """The text with `(hidden)` wherever one of the secrets stands as a word."""
    longest_first = sorted(hidden, key=len, reverse=True)
    if not longest_first:
        return text
    either = "|".join(re.escape(word) for word in longest_first)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", HIDDEN, text)


def _secrets(node: Node) -> Iterator[str]:
    words = [word for file in node.files.values() for word in _stated(file.data)]
    yield from words
    yield from (instance.auth_pass or "" for instance in node.keepalived.instances)
    referred = {name for word in words for name in _REFERRED.findall(word)}
    for name, value in _variables(node):
        if name in referred:
            yield from _spellings(value)
        elif _NAMED.search(name):
            yield value


def _variables(node: Node) -> Iterator[tuple[str, str]]:
    """What the files may refer to: the environment of a unit, and what they define themselves."""
    for unit in node.units.values():
        yield from unit.environment.items()
    for file in node.files.values():
        for name, value in _SET.findall(file.data):
            yield name.decode("utf-8", "replace"), _bare(value.decode("utf-8", "replace"))


def _stated(data: bytes) -> Iterator[str]:
    for pattern in (_STATED, _HEADER):
        for word in pattern.findall(data):
            yield from _spellings(word.decode("utf-8", "replace"))
    for sent, *others in _SIGNED_IN.findall(data):
        password = re.split(rb"\\?[ \t]", re.split(rb"\\[rn]", sent)[0])[-1]
        for word in (password, *others):
            yield from _spellings(word.decode("utf-8", "replace"))


def _spellings(word: str) -> Iterator[str]:
    """As it stands, without quotes, and of USER:PASSWORD the password."""
    bare = _bare(word)
    yield from (word, bare, bare.partition(":")[2])


def _bare(word: str) -> str:
    return word.replace('"', "").replace("'", "").replace("\\", "")
