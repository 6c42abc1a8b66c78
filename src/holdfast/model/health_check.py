# SPDX-License-Identifier: Apache-2.0
"""How keepalived learns of HAProxy's health where Holdfast wrote it: a file, and a question."""

from holdfast.model.script import Command
from holdfast.model.site import Node

DOWN_PATH = "/run/haproxy-down"
"""0 while HAProxy listens, 1 while it does not: haproxy.service writes it."""

ANSWERS_PATH = "/usr/local/sbin/haproxy-answers"
ANSWERS_MODE = 0o755

ANSWERS_PROGRAM = b"""\
#!/usr/bin/perl
# Run by keepalived: succeeds if HAProxy answers on its statistics socket within half a second.
#     haproxy-answers /run/haproxy/admin.sock
# A HAProxy that hangs still has its processes and its sockets; only an answer tells. perl-base is
# on every Debian, which cannot be said of socat, nc and curl.
use strict;
use warnings;
use Socket;

my ($path) = @ARGV;
my $patience = pack('l!l!', 0, 500_000);    # struct timeval
socket(my $haproxy, PF_UNIX, SOCK_STREAM, 0) or exit 1;
setsockopt($haproxy, SOL_SOCKET, SO_SNDTIMEO, $patience) or exit 1;
setsockopt($haproxy, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit 1;
connect($haproxy, pack_sockaddr_un($path)) or exit 1;
syswrite($haproxy, "show info\\n") or exit 1;
sysread($haproxy, my $answer, 64) or exit 1;
exit($answer =~ /^Name: HAProxy/ ? 0 : 1);
"""


def asks_haproxy(node: Node, command: Command) -> bool:
    """Whether a command is that question, to a socket on which this node's HAProxy answers."""
    file = node.files.get(ANSWERS_PATH)
    ours = file is not None and file.data == ANSWERS_PROGRAM
    sockets = {socket.text for socket in node.haproxy.sockets}
    return ours and command.argv[:1] == (ANSWERS_PATH,) and {*command.argv[1:]} <= sockets
