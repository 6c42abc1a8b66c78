# SPDX-License-Identifier: Apache-2.0
#
# Gates of model/steps: what must hold on this node. `missed` prints why one does not.

# hold WITHIN FOR GATE FIELD…: waits until it holds, and stays so; in hundredths of a second.
hold() {
    end=$(($(now) + $1)) lasts=$2 since=
    shift 2
    while :; do
        if why=$(missed "$@"); then
            since=${since:-$(now)}
            [ $(($(now) - since)) -lt "$lasts" ] || return 0
        else
            since=
            [ "$(now)" -lt "$end" ] || return 1
        fi
        sleep 0.2
    done
}

missed() {
    case $1 in
        active) [ "$(active "$2")" = active ] || no "$2 does not run" ;;
        listens) listens "$2" "$3" || no "HAProxy does not listen on $2 port $3" ;;
        answers) answers "$2" || no "HAProxy does not answer on $2" ;;
        hears) hears "$2" "$3" "$4" || no "the relay hears no heartbeat of $5" ;;
        owns) has_vip "$3" "$2" || no "it does not own $2" ;;
        lacks) ! has_vip "$3" "$2" || no "it owns $2, too" ;;
        drained) drained "$2" ;;
        state) in_state "$2" "$3" || no "keepalived has not said that $2 is $3" ;;
        accepted)
            shift
            accepted "$@"
            ;;
        *) no "this program knows no gate $1: was the run begun by a newer one?" ;;
    esac
}

no() {
    printf '%s\n' "$*"
    return 1
}

# A listener for the address, or for every address, whatever interface it is bound to.
listens() {
    ss -Hltn | awk -v vip="$1" -v port="$2" '
        {
            at = match($4, /:[0-9]+$/)
            host = substr($4, 1, at - 1)
            sub(/%[^\]]*/, "", host)
            gsub(/[][]/, "", host)
            every = host == "*" || host == "::" || (host == "0.0.0.0" && vip !~ /:/)
            if (substr($4, at + 1) == port && (host == vip || every)) found = 1
        }
        END { exit !found }'
}

answers() {
    perl "$run/answers.pl" "$1" >/dev/null 2>&1
}

# hears FAMILY TABLE SET: the set has an element that expires.
hears() {
    nft list set "$1" "$2" "$3" 2>/dev/null | grep -q expires
}

has_vip() {
    ip -o address show dev "$1" 2>/dev/null |
        awk -v vip="$2" '{ sub(/\/.*/, "", $4) } $4 == vip { found = 1 } END { exit !found }'
}

# Connections that still have something to say, or to hear; the VIPs as a filter of ss(8).
drained() {
    left=$(of_clients "$1") || no "ss cannot tell the connections: $left" || return 1
    [ "$left" -eq 0 ] || no "connections left: $left"
}

# How many there are; where ss fails, what it says instead.
of_clients() {
    listed=$(ss -Htn state established state fin-wait-1 state close-wait state last-ack state closing "( $1 )" 2>&1) ||
        { printf '%s\n' "$listed" && return 1; }
    printf '%s' "$listed" | grep -c '' || :
}

# The last that keepalived said of an instance since it was started; where no journal tells, what it
# writes when it is asked by a signal.
in_state() {
    last=$(journalctl --quiet --unit=keepalived --output=cat --lines=5000 2>/dev/null |
        awk -v instance="($1)" '
            /Starting Keepalived|Starting VRRP child/ { last = "" }
            $1 == instance && $2 == "Entering" { last = $3 }
            END { print last }')
    [ "${last:-$(dumped_state "$1")}" = "$2" ]
}

# The file has passwords in it (keepalived.data of keepalived(8), SIGUSR1), so it goes away again.
dumped_state() {
    dump=/tmp/keepalived.data
    rm -f "$dump"
    asked=$(cat /run/keepalived.pid 2>/dev/null)
    # The file may be an old one, and the process of that number another's: SIGUSR1 would end it.
    [ "$(cat "/proc/$asked/comm" 2>/dev/null)" = keepalived ] && kill -USR1 "$asked" || return 0
    for _ in 1 2 3 4 5; do
        [ -s "$dump" ] && break
        sleep 0.1
    done
    awk -v instance="$1" '
        /VRRP Instance = / { name = $NF }
        /^ +State = / && name == instance { print $NF; exit }' "$dump" 2>/dev/null
    rm -f "$dump" /tmp/keepalived_parent.data /tmp/keepalived_check.data
}

# accepted NAME=VALUE… PROGRAM WORD…: the daemon's own checker, in the environment of its unit.
# What it said of the files as they were, too, is no reason to stop.
accepted() {
    said=$(objections "$@")
    if printf '%s\n' "$said" | without_numbers | grep -q -v -x -F -f "$run/objections"; then
        no "$(printf '%s\n' "$said" | head -c 2000 | tr '\n' ' ')"
    fi
}

# What a checker says that does not accept its files, and its exit status. With 6 keepalived says no
# more than that scripts run without enable_script_security, which they do (config_test_exit, 2.2.7).
objections() {
    said=$(in_environment "$@" 2>&1 </dev/null) && return 0
    status=$?
    [ "$status" -eq 6 ] || printf '%s\nexit status %s\n' "$said" "$status"
}

# in_environment NAME=VALUE… PROGRAM WORD…: in a shell of its own. No words for env(1): there may be
# passwords in the values, and everybody sees the words of a process.
in_environment() {
    while :; do
        case $1 in
            [A-Za-z_]*=*) export "$1" ;;
            *) break ;;
        esac
        shift
    done
    exec "$@"
}

without_numbers() {
    sed 's/[0-9][0-9]*/N/g' | grep . | sort -u
}
