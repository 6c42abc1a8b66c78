# SPDX-License-Identifier: Apache-2.0
#
# A reload of HAProxy, seen to its end. Its master reads the files once systemctl is done; where it cannot
# bind an address of theirs, which haproxy -c does not try, the former worker goes on with the former
# files: all gates hold, and the next start fails.

taken_within=1000 # hundredths of a second; a HAProxy that reads for longer is not waited for

# job VERB NAME: as systemctl does it, and what HAProxy makes of it. One that did not run, or has no
# master, has nothing that could go on.
job() {
    case $1:$2 in
        reload:haproxy.service | reload-or-restart:haproxy.service)
            asked=$(date +%s) master=/proc/$(systemctl show --property=MainPID --value "$2")
            was=$(environment) had=$(workers)
            unit "$@" && { [ -z "$had" ] || taken "$2"; }
            ;;
        *) unit "$@" ;;
    esac
}

# taken NAME: the master has begun again and has another worker. Where it is done with that and has none,
# or tells systemd so, the former one goes on.
taken() {
    end=$(($(now) + taken_within))
    while [ -d "$master" ] && [ "$(now)" -lt "$end" ]; do
        sleep 0.1
        [ "$(environment)" != "$was" ] && [ "$(systemctl is-active "$1")" = active ] || continue
        waiting=$(waits) # before the workers: who waits has made its own
        if tells_failure "$1"; then
            not_taken "$1"
            return
        elif another; then
            return 0
        elif [ -n "$waiting" ]; then
            not_taken "$1"
            return
        fi
    done
}

# not_taken NAME: with the first reason that HAProxy gave since it was asked.
not_taken() {
    reason=$(journalctl --quiet --unit="$1" --output=cat --since="@$asked" 2>/dev/null |
        sed -n 's/^\[ALERT\] *([0-9]*) *: *//p' | head -n 1)
    no "HAProxy goes on with its former files: ${reason:-journalctl -u $1 says why}"
}

# Another one each time that the master executes itself.
environment() {
    { cksum <"$master/environ"; } 2>/dev/null
}

workers() {
    cat "$master/task/${master#/proc/}/children" 2>/dev/null
}

another() {
    for worker in $(workers); do
        case " $had " in
            *" $worker "*) ;;
            *) return 0 ;;
        esac
    done
    return 1
}

# A line where the master only waits for its workers (mworker_reexec_waitmode of haproxy.c, to 3.0).
waits() {
    { tr '\0' '\n' <"$master/environ"; } 2>/dev/null | grep '^HAPROXY_MWORKER_WAIT_ONLY='
}

# Since 2.7; from 3.1 on nothing else tells (mworker_on_new_child_failure of mworker.c).
tells_failure() {
    systemctl show --property=StatusText --value "$1" 2>/dev/null | grep -q '^Reload failed'
}
