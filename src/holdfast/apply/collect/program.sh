# SPDX-License-Identifier: Apache-2.0
#
# Runs on the host (sh, find, sort, tar and base64 of GNU) and changes nothing there. Standard input: the
# paths to read, base64, one a line. Arguments: kernel settings below /proc/sys, `*` allowed; without
# any, nothing but the files is told. Standard output: parts with a head line each; `files` is a tar
# archive in base64.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C
export PATH LC_ALL

part() {
    printf '\n== holdfast %s ==\n' "$1"
}

# What a command of the host says; nothing where the host has no such command.
ask() {
    part "$1"
    shift
    "$@" 2>/dev/null
}

# A path, the links on the way to it, and all that is below it; NUL behind each. Nothing larger than
# a configuration can be (64 MiB), no socket, no device.
named() {
    above=$1
    while above=${above%/*} && [ -n "$above" ]; do
        if [ -L "$above" ]; then printf '%s\0' "$above"; fi
    done
    find -P "$1" -maxdepth 6 \( -type l -o -type d -o -type f -size -65537k \) -print0 2>/dev/null
}

settings() {
    for pattern; do
        for file in /proc/sys/$pattern; do
            if [ -r "$file" ]; then printf '%s = %s\n' "${file#/proc/sys/}" "$(cat "$file")"; fi
        done
    done
}

# VRRP advertisements (protocol 112) that arrive within four seconds, a line each: interface,
# family, version, virtual_router_id, source. keepalived has joined their groups: nothing is sent.
heard() {
    python3 -c 'import select, socket, struct, time
four = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
four.setsockopt(socket.IPPROTO_IP, 8, 1)
six = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 112)
six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
found, end = set(), time.monotonic() + 4
while time.monotonic() < end:
    for ready in select.select([four, six], [], [], 0.5)[0]:
        data, about, _, source = ready.recvmsg(2048, 256)
        family, at, start = ("ipv4", 0, (data[0] & 15) * 4) if ready is four else ("ipv6", 16, 0)
        said = data[start:start + 2]
        if about and len(said) == 2 and said[0] & 15 == 1:
            card = socket.if_indextoname(struct.unpack_from("i", about[0][2], at)[0])
            found.add((card, family, said[0] >> 4, said[1], source[0].partition("%")[0]))
for one in sorted(found):
    print(*one)'
}

part files
{
    errors=$({
        base64 -d | while IFS= read -r path; do named "$path"; done | sort -z -u |
            tar --create --gzip --null --no-recursion --hard-dereference --ignore-failed-read \
                --files-from=- |
            base64 >&3
    } 2>&1)
} 3>&1
part errors
printf '%s\n' "$errors"
if [ $# -eq 0 ]; then
    part end
    exit 0
fi

ask hostname cat /proc/sys/kernel/hostname
ask kernel uname -r
ask addresses ip -json -details address show
ask routes ip -json route show table all
ask routes6 ip -json -6 route show table all
ask settings settings "$@"
ask modules cut -d ' ' -f 1 /proc/modules
ask haproxy haproxy -v
part keepalived
keepalived -v 2>&1
ask packages dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' \
    haproxy keepalived netplan.io nftables socat curl psmisc procps unattended-upgrades
ask rpm rpm -q --queryformat '%{NAME} %{VERSION}-%{RELEASE} installed\n' \
    haproxy keepalived NetworkManager network-scripts nftables socat curl psmisc procps-ng
ask units systemctl show haproxy.service keepalived.service nftables.service \
    --property=Id,LoadState,ActiveState,SubState,Result,NRestarts,UnitFileState,FragmentPath,DropInPaths
ask heard heard
ask sockets ss -H -l -n -t -u -p
part vrrp
journalctl --quiet --unit=keepalived --output=cat --lines=5000 2>/dev/null |
    grep -E '\) Entering (MASTER|BACKUP|FAULT) STATE'
ask ruleset nft --stateless list ruleset
ask selinux getenforce
part end
