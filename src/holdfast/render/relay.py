# SPDX-License-Identifier: Apache-2.0
"""The relay's tables for nftables (nft(8), 1.0.6 of Debian 12), one shape for IPv4 and IPv6."""

from collections.abc import Iterator, Mapping, Sequence

from holdfast.model.relay import TABLE, Link, Service

MARK = "0x68000000"
"""Four bits of the packet mark, seldom used by others, that say: a connection of this node."""


_HEAD = """\
# A packet for a VIP goes to the node that has its connection; a new connection that nobody takes
# here goes to a node whose HAProxy runs. How and why: `holdfast explain relay`.
"""

_TABLE = """
table %(ip)s %(table)s   # so that the next line never fails: the file can be loaded again
delete table %(ip)s %(table)s
table %(ip)s %(table)s {
%(ups)s\
  # SYNs taken here a moment ago: their handshakes have no socket yet, or none that shows a mark
  set fresh {
    typeof %(flow)s
    size 65536; flags dynamic,timeout; timeout 5s;
  }
  # just loaded: silence until each node has heard the other, no RST for what one of them holds
  set loaded { typeof iifname; flags timeout; elements = { %(loaded)s } }
  # HAProxy lives here: it checked a peer within the last second
  set here { typeof oifname; flags dynamic,timeout; timeout 1s; elements = { %(here)s } }
  counter relayed { }   # packets handed on
  counter lent { }      # new connections among them: nobody listens here
  counter overdue { }   # those of them after a second without a HAProxy that lives here

  chain take {
    type filter hook prerouting priority mangle; policy accept;
%(heard)s%(taken)s\
  }
  chain pick {
    tcp flags & (fin|syn|rst|ack) == syn goto new
    %(flow)s @fresh goto young   # its handshake, by cookie or not
    socket mark & %(mark)s == %(mark)s accept   # a connection of this node
    goto over   # no other node's TIME_WAIT may swallow it, so this one's comes last, too
  }
  chain young {
    tcp flags & (fin|rst) != 0 delete @fresh { %(flow)s }   # its port may be used again
    goto mine
  }
  chain new {   # does anybody listen? asked for a source that no TIME_WAIT socket stands in for
    %(flip)s
    socket wildcard <= 1 %(flip)s goto kept
    %(flip)s
    delete @fresh { %(flow)s }
    goto over
  }
  chain kept {
    # a full set ends this line, not the packet
    update @fresh { %(flow)s }
    goto mine
  }
  chain mine {
    meta mark set meta mark | %(mark)s   # its socket takes the mark: tcp_fwmark_accept
    accept
  }
  chain over {
    %(ip)s %(ttl)s <= 1 goto last   # all were asked
    %(ip)s %(ttl)s 2 socket wildcard <= 1 goto round
    %(ip)s %(ttl)s 2 socket transparent <= 1 goto last   # the end of a connection that was here
    goto round
  }
  chain round {
    # once around the peers that live and back here: each `dup` takes one off
    iifname @loaded drop
%(fewer)s\
    %(ip)s %(ttl)s > %(most)s %(ip)s %(ttl)s set %(most)s
%(dups)s\
    goto last   # no peer lives
  }
  chain last {   # nobody else has it: the kernel answers, as without this table
    socket wildcard <= 1 goto mine   # older than the table, or from a SYN cookie
    # but a TIME_WAIT socket would swallow what a dead node's client sends, and never reset it
    socket transparent <= 1 tcp flags & (fin|syn|rst|psh) == psh reject with tcp reset
    socket transparent <= 1 tcp flags & (fin|syn|rst) == 0 %(data)s reject with tcp reset
    goto mine
  }
  chain handed {
    counter name relayed
    tcp flags & (fin|syn|rst|ack) == syn goto borrow
    drop
  }
  chain borrow {
    counter name lent
    iifname != @here counter name overdue
    iifname != @here limit rate 1/minute log prefix "holdfast: HAProxy is dead here: "
    drop
  }
  chain beat {   # heard as 255: from this wire, by a HAProxy that lives, on a node with this table
    type filter hook output priority mangle; policy accept;
%(sent)s\
  }
}
"""

_UP = """\
  # %(name)s lives: its HAProxy checked the one here within the last second
  set %(up)s { typeof iifname; flags dynamic,timeout; timeout 1s; }
"""
_HEARD = (
    '    iifname "%(interface)s" %(ip)s saddr %(peer)s tcp dport %(port)s %(ip)s %(ttl)s 255 '
    "update @%(up)s { iifname }\n"
)
_TAKEN = """\
    iifname "%(interface)s" %(ip)s daddr . tcp dport { %(served)s } goto pick
    iifname "%(interface)s" %(ip)s daddr { %(vips)s } %(errors)s goto pick
"""
_FEWER = "    iifname != @%(up)s %(ip)s %(ttl)s > %(most)s %(ip)s %(ttl)s set %(most)s\n"
_DUP = '    iifname "%(interface)s" iifname @%(up)s dup to %(peer)s goto handed\n'
_SENT = (
    '    oifname "%(interface)s" %(ip)s daddr %(peer)s tcp dport %(port)s %(ip)s %(ttl)s set 255 '
    "update @here { oifname }\n"
)

_WORDS = {
    4: {
        "ip": "ip",
        "ttl": "ttl",
        "flow": "ip saddr . tcp sport . ip daddr . tcp dport",
        "flip": "ip saddr set ip saddr ^ 128.0.0.0",
        "data": "ip length > 80",
        "errors": "icmp type { destination-unreachable, time-exceeded, parameter-problem }",
    },
    6: {
        "ip": "ip6",
        "ttl": "hoplimit",
        "flow": "ip6 saddr . tcp sport . ip6 daddr . tcp dport",
        "flip": "ip6 saddr set ip6 saddr ^ 8000::",
        "data": "ip6 length > 60",
        "errors": "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, "
        "parameter-problem }",
    },
}


def relay_file(links: Sequence[Link], heartbeat: int) -> str:
    """The whole file: a table for each family. `heartbeat` is the port of HAProxy's own checks."""
    tables = ""
    for version, words in _WORDS.items():
        own = [link for link in links if link.own.version == version]
        tables += _table({**words, "port": str(heartbeat)}, own) if own else ""
    return _HEAD + tables


def heartbeats(links: Sequence[Link]) -> dict[tuple[str, str], str]:
    """The set that holds an element while a peer lives, by the table's family and the peer."""
    return {
        (words["ip"], name): up
        for version, words in _WORDS.items()
        for name, up in _ups([link for link in links if link.own.version == version]).items()
    }


def _ups(links: Sequence[Link]) -> dict[str, str]:
    names = dict.fromkeys(peer.name for link in links for peer in link.peers)
    return {name: f"up{number}" for number, name in enumerate(names, 1)}


def _table(words: Mapping[str, str], links: Sequence[Link]) -> str:
    ups = _ups(links)
    names = list(ups)
    several = list(ups.values()) if len(names) > 1 else []
    each = [{**words, **line} for line in _each(links, ups)]
    more = {
        "table": TABLE,
        "mark": MARK,
        "most": str(len(names) + 2),
        "ups": "".join(_UP % {"name": name, "up": up} for name, up in ups.items()),
        "loaded": _for(links, "500ms"),
        "here": _for(links, "1s"),
        "heard": "".join(_HEARD % line for line in each),
        "taken": "".join(_TAKEN % {**words, **_served(link)} for link in links),
        "fewer": "".join(_FEWER % {**words, "up": up, "most": len(names) + 1} for up in several),
        "dups": "".join(_DUP % line for line in each),
        "sent": "".join(_SENT % line for line in each),
    }
    return _TABLE % {**words, **more}


def _for(links: Sequence[Link], time: str) -> str:
    """Elements that are there for so long, from the loading on."""
    return ", ".join(f'"{link.interface}" timeout {time}' for link in links)


def _each(links: Sequence[Link], ups: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """What stands in the lines about one peer of one link."""
    for link in links:
        for name, address in link.peers:
            yield {"interface": link.interface, "peer": str(address), "up": ups[name]}


def _served(link: Link) -> dict[str, str]:
    """What stands in the lines about the packets that a link takes."""
    return {
        "interface": link.interface,
        "served": ", ".join(f"{s.vip} . {_ports(s)}" for s in link.services),
        "vips": ", ".join(dict.fromkeys(str(service.vip) for service in link.services)),
    }


def _ports(service: Service) -> str:
    first, last = service.ports
    return f"{first}" if first == last else f"{first}-{last}"
