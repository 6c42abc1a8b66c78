# SPDX-License-Identifier: Apache-2.0
#
# Runs on a node as root. Every run is a folder of its own below $home: what was there before, what is
# to be done, and the journal of what was done. What the control machine says reaches it as files in
# there; nothing of them is read as shell.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C
export PATH LC_ALL
umask 077
set -f
home=/var/lib/holdfast
scratch=/run/holdfast # in memory: what is needed on the way back takes no room on a disk
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

# What a node has to have before anything is begun there. What of busybox has these names knows neither
# --version nor what we ask of them.
require_tools() {
    for tool in awk base64 ip ss systemctl tar flock setsid cp mv readlink rmdir stat sync tac; do
        command -v "$tool" >/dev/null || refuse "there is no $tool: install it"
    done
    for tool in flock setsid cp mv readlink rmdir stat sync tac; do
        "$tool" --version >/dev/null 2>&1 ||
            refuse "its $tool is neither of GNU nor of util-linux (busybox?): install coreutils and util-linux"
    done
}

# The one that works on this node now; others wait a minute for it.
take_lock() {
    # true first: a shell ends at once where it cannot open a file for exec.
    { mkdir -p -m 700 "$home" && true >>"$home/lock"; } 2>/dev/null || refuse "$home cannot be written"
    exec 9>>"$home/lock"
    flock -w "${1:-$lease}" 9 || refuse "busy: another step is being done there"
    [ "$home/lock" -ef /proc/$$/fd/9 ] || refuse "busy: another run has just ended there"
}

# claim CONTROL [GONE]: from now on this control machine works on the node, unless another was heard of
# within the last minute. GONE is one that is known to be gone.
claim() {
    case $(holder) in
        '' | "$1" | "${2:-$1}") ;;
        *)
            heard=$((($(now) - $(cut -d ' ' -f 2 "$scratch.control")) / 100))
            [ "$heard" -ge "$lease" ] ||
                refuse "held: $(holder) works there, heard of $heard s ago: if it is gone, again in" \
                    "$((lease - heard)) s"
            ;;
    esac
    hear "$1"
}

# Every word of a control machine counts as heard; one that another took the node from is refused.
require_control() {
    case $(holder) in
        '' | "$1") hear "$1" ;;
        *) refuse "taken: $(holder) works there now" ;;
    esac
}

# The control machine that works on the node; none does after a boot.
holder() {
    cut -d ' ' -f 1 "$scratch.control" 2>/dev/null
}

# By the time since the boot, which nobody sets.
hear() {
    printf '%s %s\n' "$1" "$(now)" >"$scratch.control" || refuse "$scratch.control cannot be written"
}

# With room for what is noted on the way back from a disk that has become full.
new_journal() {
    true >"$run/journal" || return 1
    fallocate --keep-size --length 65536 "$run/journal" 2>/dev/null || :
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
