# SPDX-License-Identifier: Apache-2.0
#
# Acts of model/steps, and what takes each back. Every one may be done again.

# How it is before an act, in a word or two for the journal: `as_it_is KIND FIELD…`
as_it_is() {
    case $1 in
        put | remove) echo - ;;
        unit) echo "$(active "$3") $(enabled "$3")" ;;
        kernel) cat "$(setting "$2")" ;;
        add-link) has_link "$2" && echo there || echo absent ;;
        remove-link) link_as_it_is "$2" ;;
        add-address | remove-address) has_address "$2" "$3" && echo there || echo absent ;;
        *) echo - ;;
    esac
}

# act KIND FIELD…: why it failed is printed.
act() {
    case $1 in
        put) put "$2" "$3" ;;
        remove) remove "$2" ;;
        unit) job "$2" "$3" ;;
        daemon-reload) systemctl daemon-reload ;;
        kernel) printf '%s\n' "$3" >"$(setting "$2")" ;;
        add-link) has_link "$2" || { ip link add "$2" type "$3" && ip link set "$2" up; } ;;
        remove-link) ! has_link "$2" || ip link delete "$2" ;;
        add-address) has_address "$2" "$3" || add_address "$2" "$3" ;;
        remove-address) ! has_address "$2" "$3" || ip address delete "$3" dev "$2" ;;
        *)
            echo "this program knows no act $1: was the run begun by a newer one?"
            return 1
            ;;
    esac
}

# take_back WAS KIND FIELD…: what is of the kernel; files and units are taken back by themselves.
take_back() {
    before=$1
    shift
    case $1:$before in
        kernel:) ;; # there was no such setting
        kernel:*) printf '%s\n' "$before" >"$(setting "$2")" ;;
        add-link:absent) act remove-link "$2" ;;
        add-address:absent) act remove-address "$2" "$3" ;;
        remove-link:absent) ;;
        remove-link:*) make_link "$2" $before ;;
        remove-address:there) act add-address "$2" "$3" ;;
    esac
}

# A dot in the name of an interface is a slash: sysctl(8).
setting() {
    printf '/proc/sys/%s\n' "$1" | tr ./ /. | sed 's|^.proc.sys.|/proc/sys/|'
}

has_link() {
    ip link show dev "$1" >/dev/null 2>&1
}

# link_as_it_is NAME: its kind and its addresses; those of fe80::/10 the kernel makes itself.
link_as_it_is() {
    has_link "$1" || { echo absent && return 0; }
    ip -o -details link show dev "$1" |
        awk '{ for (i = 1; i <= NF; i++) if ($i == "dummy" || $i == "bridge") { printf $i; exit } }'
    ip -o address show dev "$1" | awk '$4 !~ /^fe80:/ { printf " " $4 }'
    echo
}

# make_link NAME KIND ADDRESS…: done where there is one.
make_link() {
    made=$1
    act add-link "$1" "$2" || return 1
    shift 2
    for address; do act add-address "$made" "$address" || return 1; done
}

has_address() {
    ip -o address show dev "$1" 2>/dev/null | awk -v own="$2" '$4 == own { found = 1 } END { exit !found }'
}

add_address() {
    case $2 in
        *:*) ip address add "$2" dev "$1" nodad preferred_lft 0 ;;
        *) ip address add "$2" dev "$1" ;;
    esac
}

# active or inactive; a unit that failed, or waits to be started again, does not run.
active() {
    case $(systemctl is-active "$1" 2>/dev/null) in
        active | reloading) echo active ;;
        *) echo inactive ;;
    esac
}

enabled() {
    case $(systemctl is-enabled "$1" 2>/dev/null) in
        enabled | enabled-runtime) echo enabled ;;
        disabled) echo disabled ;;
        *) echo - ;;
    esac
}

# unit VERB NAME
unit() {
    case $1 in
        start | restart | reload-or-restart) systemctl reset-failed "$2" >/dev/null 2>&1 ;;
    esac
    systemctl "$1" "$2"
}

# end_new NAME VERBS WAS: a unit whose file was not there before.
end_new() {
    for number in $(ls "$run/paths"); do
        case $(path_of "$number") in
            */"$1") [ "$(cat "$run/before/$number")" != absent ] || stop_again "$@" || return 1 ;;
        esac
    done
}

# stop_again NAME VERBS WAS: what did not run, or was not enabled; while its files are there yet.
stop_again() {
    case "$2:$3" in
        *disable*:* | *enable*:*\ enabled) ;;
        *enable*:*) systemctl disable "$1" || return 1 ;;
    esac
    case "$3:$(active "$1")" in
        inactive*:active) systemctl stop "$1" ;;
    esac
}

# run_again NAME VERBS WAS: what ran, or was enabled; with its former files.
run_again() {
    case "$2:$3" in
        *disable*:*\ enabled) systemctl enable "$1" || return 1 ;;
    esac
    case "$3:$(active "$1"):$2" in
        active*:inactive:*) unit start "$1" ;;
        active*:active:*restart* | active*:active:*stop*) unit restart "$1" ;; # a start alone did nothing
        active*:active:*reload*) unit reload "$1" ;;
    esac
}
