# SPDX-License-Identifier: Apache-2.0
#
# Frames between the nodes before the relay comes to them: does the network deliver them?

counted='inet holdfast_preflight'
counted_within=300 # hundredths of a second: the last frame may still be on its way

# Standard input is a table that counts and drops the frames; it stays until they are counted.
await_frames() {
    command -v nft >/dev/null || refuse "there is no nft: apt install nftables"
    why=$(nft -f - 2>&1) || refuse "$(printf '%s' "$why" | head -n 1)"
    part awaiting
}

# Standard input has a line for each frame: INTERFACE SOURCE PORT TO.
send_frames() {
    command -v python3 >/dev/null || refuse "there is no python3: install it"
    why=$(python3 -c "$sending" 2>&1) || refuse "$(printf '%s' "$why" | tail -n 1)"
    part sent
}

# A source that the host does not have is let through where the socket is transparent (ip(7),
# IP_TRANSPARENT 19; IPV6_TRANSPARENT 75); with a TTL of 1 no router carries it further. Each frame
# goes three times: one may be lost by chance. What a firewall here keeps back does not arrive.
sending='
import contextlib, socket, sys
for line in sys.stdin.read().splitlines() * 3:
    interface, source, port, to = line.split()
    six = ":" in to
    level = socket.IPPROTO_IPV6 if six else socket.IPPROTO_IP
    hops = socket.IPV6_UNICAST_HOPS if six else socket.IP_TTL
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        end.setsockopt(level, 75 if six else 19, 1)
        end.setsockopt(level, hops, 1)
        end.bind((source, int(port)))
        with contextlib.suppress(PermissionError):
            end.sendto(b"holdfast preflight", (to, 9))
'

# How often each was seen, and the table is gone.
count_frames() {
    end=$(($(now) + counted_within))
    while told=$(nft list counters table $counted 2>/dev/null) && [ "$(now)" -lt "$end" ]; do
        printf '%s' "$told" | grep -q 'packets 0 ' || break
        sleep 0.1
    done
    nft delete table $counted 2>/dev/null
    part counted
    printf '%s\n' "$told"
}
