# SPDX-License-Identifier: Apache-2.0
#
# Runs on a node as root (sh, flock, setsid and the coreutils of GNU). Every run is a folder of its own
# below $home: what was there before, what is to be done, and the journal of what was done. What the
# control machine says reaches it as files in there; nothing of them is read as shell.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C
export PATH LC_ALL
umask 077
set -f
home=/var/lib/holdfast
separator=$(printf '\037')
lease=60

part() {
    printf '\n== holdfast %s ==\n' "$1"
}

# Ends the program with the reason.
refuse() {
    part refused
    printf '%s\n' "$*"
    part end
    exit 0
}

# The one that works on this node now; others wait a minute for it.
take_lock() {
    for tool in flock setsid tac; do
        command -v "$tool" >/dev/null || refuse "there is no $tool: install it"
    done
    # true first: a shell ends at once where it cannot open a file for exec.
    { mkdir -p -m 700 "$home" && true >>"$home/lock"; } 2>/dev/null || refuse "$home cannot be written"
    exec 9>>"$home/lock"
    flock -w "${1:-$lease}" 9 || refuse "busy: another step is being done there"
    [ "$home/lock" -ef /proc/$$/fd/9 ] || refuse "busy: another run has just ended there"
}

# claim CONTROL [GONE]: from now on this control machine works on the node, unless another was heard of
# within the last minute. GONE is one that is known to be gone.
claim() {
    if [ -s "$home/control" ]; then
        holder=$(cat "$home/control")
        heard=$(($(date +%s) - $(stat -c %Y "$home/control")))
        case $holder in
            "$1" | "${2:-$1}") ;;
            *)
                [ "$heard" -ge "$lease" ] ||
                    refuse "held: $holder works there, heard of $heard s ago: if it is gone, again in" \
                        "$((lease - heard)) s"
                ;;
        esac
    fi
    printf '%s\n' "$1" >"$home/control" || refuse "$home cannot be written"
}

# Every word of a control machine counts as heard; one that another took the node from is refused.
require_control() {
    if [ -s "$home/control" ] && [ "$(cat "$home/control")" != "$1" ]; then
        refuse "taken: $(cat "$home/control") works there now"
    fi
    printf '%s\n' "$1" >"$home/control" || refuse "$home cannot be written"
}

# A line of the journal, on the disk before anything goes on; one that a loss of power tore stays alone.
note() {
    printf '\n%s\n' "$*" >>"$run/journal" && sync "$run/journal"
}

noted() {
    grep -q -x -F -e "$*" "$run/journal" 2>/dev/null
}

# Hundredths of a second since the boot.
now() {
    read -r up _ </proc/uptime
    printf '%s\n' "${up%.*}${up#*.}"
}
