# SPDX-License-Identifier: Apache-2.0
"""The two programs that a node has in place of the host's: `systemctl`, and `ip` without dummy."""

CONTROL = "/run/holdfast/control"
REAL_IP = "/run/holdfast/ip"

# A request is one line, written at once: pid of the caller and the words, separated by 0x1f.
# The answer comes through a FIFO of the caller's own, opened for both directions before the
# question is asked, so that nobody ever waits in open(2).
SYSTEMCTL = f"""\
#!/bin/sh
answer=/run/holdfast/answer.$$
mkfifo -m 600 "$answer" || exit 1
exec 3<>"$answer"
request=$$ separator=$(printf '\\037')
for word in "$@"; do request=$request$separator$word; done
printf '%s\\n' "$request" >{CONTROL}
status=1
while IFS= read -r line <&3; do
    case $line in
        exit\\ *) status=${{line#exit }}; break ;;
        !*) printf '%s\\n' "${{line#! }}" >&2 ;;
        *) printf '%s\\n' "${{line#: }}" ;;
    esac
done
rm -f "$answer"
exit "$status"
"""

# Only for a kernel without the dummy driver: a bridge without ports stands in for a dummy, which
# never answers ARP itself either.
IP = f"""\
#!/bin/sh
dummy= previous= count=$#
for word in "$@"; do
    if [ "$previous" = type ] && [ "$word" = dummy ]; then word=bridge dummy=yes; fi
    set -- "$@" "$word"
    previous=$word
done
shift "$count"
{REAL_IP} "$@" || exit
[ -n "$dummy" ] || exit 0
case " $* " in *" add "*) ;; *) exit 0 ;; esac
name=
while [ $# -gt 0 ]; do
    case $1 in
        link | add | type | bridge | dev | name) ;;
        *) name=$1; break ;;
    esac
    shift
done
{REAL_IP} link set dev "$name" arp off
{{ echo 0 >"/proc/sys/net/ipv6/conf/$name/accept_dad"; }} 2>/dev/null || :
"""
