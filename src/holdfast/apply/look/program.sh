# SPDX-License-Identifier: Apache-2.0
#
# Runs on the host (sh and coreutils; BusyBox will do) and changes nothing of what runs there.
# Standard input: what is asked beside the rest, base64, a line each: `file PATH`, `folder PATH`,
# `socket PATH`, `set FAMILY NAME`, `dump`. Standard output: parts with a head line each.
#
# `dump` sends keepalived the signal at which it writes keepalived.json and logs a line.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C
export PATH LC_ALL
table=holdfast_relay

part() {
    printf '\n== holdfast %s ==\n' "$1"
}

# What a command of the host says; nothing where the host has no such command, or it hangs.
ask() {
    part "$1"
    shift
    timeout 3 "$@" 2>/dev/null
}

asked() {
    printf '%s\n' "$input" | sed -n "s/^$1 //p"
}

hash() {
    if [ -f "$1" ]; then
        sum=$(sha256sum <"$1" 2>/dev/null) || sum=unreadable
    elif [ -e "$1" ]; then
        sum=special
    else
        sum=missing
    fi
    printf '%s %s\n' "${sum%% *}" "$1"
}

# Whether a path is one to socat, too: a comma in it begins an option, and !! another address, which
# may be a command.
is_plain() {
    case $1 in *[!A-Za-z0-9/._-]*) return 1 ;; esac
}

# What HAProxy says on a stats socket within two seconds; without socat, by the Python of Ansible.
haproxy() {
    printf 'socket %s\n' "$1"
    command='show info;show stat -1 3 -1'
    if command -v socat >/dev/null && is_plain "$1"; then
        printf '%s\n' "$command" | timeout 2 socat -t 2 - "UNIX-CONNECT:$1" 2>/dev/null
    else
        timeout 2 python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode() + b"\n")
sys.stdout.buffer.writelines(iter(lambda: s.recv(65536), b""))' "$1" "$command" 2>/dev/null
    fi
    printf '\n'
}

# For how long the main process of a unit has run: field 22 of proc(5) is its start, in ticks.
age() {
    pid=$(timeout 3 systemctl show "$1" --property=MainPID --value 2>/dev/null)
    case $pid in '' | 0 | *[!0-9]*) return ;; esac
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return
    # shellcheck disable=SC2086
    set -- "$1" ${stat##*) }
    printf '%s %s %s\n' "$1" "${21}" "$(getconf CLK_TCK)"
}

# Whether a process blocks, ignores or catches a signal above 32: otherwise it would end it.
handles() {
    while read -r name mask; do
        case $name in
            SigBlk: | SigIgn: | SigCgt:)
                if [ $((0x${mask%????????} >> ($2 - 33) & 1)) = 1 ]; then return 0; fi
                ;;
        esac
    done <"/proc/$1/status"
    return 1
}

keepalived_pid() {
    for file in /run/keepalived.pid /run/keepalived/keepalived.pid; do
        if read -r pid 2>/dev/null <"$file" && read -r name 2>/dev/null <"/proc/$pid/comm" &&
            [ "$name" = keepalived ]; then
            return 0
        fi
    done
    return 1
}

# keepalived's JSON dump, auth_pass taken out; else one line, why there is none.
dump() {
    keepalived_pid || { none 'keepalived does not run'; return; }
    signal=$(keepalived --signum=JSON 2>/dev/null)
    case $signal in '' | *[!0-9]*) none 'it is built without JSON'; return ;; esac
    if [ "$signal" -le 32 ] || ! handles "$pid" "$signal"; then
        none 'the one that runs does not expect the signal'
        return
    fi
    tmp=$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^TMPDIR=//p')
    file=/proc/$pid/root${tmp:-/tmp}/keepalived.json
    before=$(stat -c %i "$file" 2>/dev/null)
    kill -"$signal" "$pid" 2>/dev/null || { none 'only root may ask it: --become'; return; }
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.1
        if written "$file" "$before"; then
            sed -E 's/"auth_data" *: *"([^"\\]|\\.)*"/"auth_data":""/g' "$file"
            return
        fi
    done
    none 'it wrote no dump within a second'
}

none() {
    printf 'no: %s\n' "$1"
    return 1
}

# Whether there is a new file and it is whole: keepalived puts it in place first and writes then.
written() {
    [ "$(stat -c %i "$1" 2>/dev/null)" != "$2" ] && [ ! -L "$1" ] || return
    case $(tail -c 3 "$1" 2>/dev/null) in *'}]'*) return 0 ;; esac
    return 1
}

input=$(base64 -d)

part hashes
{
    asked file
    asked folder | while IFS= read -r folder; do
        for path in "$folder"/*; do
            if [ -f "$path" ]; then printf '%s\n' "$path"; fi
        done
    done
} | sort -u | while IFS= read -r path; do hash "$path"; done

ask addresses ip -json -details address show
ask units systemctl show haproxy.service keepalived.service \
    --property=Id,ActiveState,SubState,NRestarts
part ages
age haproxy.service
age keepalived.service
ask sockets ss -H -l -n -t -u -p
part haproxy
asked socket | while IFS= read -r socket; do haproxy "$socket"; done

part clock
printf '%s %s\n' "$(cut -d ' ' -f 1 /proc/uptime)" "$(date +%s.%N)"
part dump
if [ -z "$(printf '%s\n' "$input" | sed -n '/^dump$/p')" ]; then
    none 'it was not asked'
else
    dump
fi || {
    part vrrp
    timeout 3 journalctl --quiet --unit=keepalived --output=cat --lines=5000 2>/dev/null |
        grep -E '\) (Entering (MASTER|BACKUP|FAULT) STATE|Changing effective priority)'
}

ask counters nft --json list counters
part sets
asked set | while read -r family name; do
    printf 'set %s %s\n' "$family" "$name"
    timeout 3 nft --json list set "$family" "$table" "$name" 2>/dev/null
    printf '\n'
done
part end
