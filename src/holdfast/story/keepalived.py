# SPDX-License-Identifier: Apache-2.0
"""What keepalived's lines say: versions 2.2.7 and 2.3.4, which write these alike.

Sources: keepalived/vrrp/vrrp.c, vrrp_scheduler.c, vrrp_track.c, vrrp_daemon.c,
core/keepalived_netlink.c, trackers/track_file.c, core/main.c.
"""

from holdfast.story.happening import (
    AdvertHeard,
    AdvertRefused,
    CheckTurned,
    Died,
    Entered,
    FaultNamed,
    PriorityChanged,
    Reloaded,
    Started,
    Stopped,
    Stopping,
    VipNamed,
    ZeroHeard,
)
from holdfast.story.saying import Saying, saying

_I = r"\((?P<instance>.+?)\):? "

_REFUSED = (
    r"received an invalid passwd|received a \d+ auth|Invalid auth type|wrong (?:VRRP )?version"
    r"|No AH header|Received AH header|advertisement interval mismatch|invalid TTL/HL"
    r"|TTL/HL .* not in range|received an unexpected ip number count|expected \d+ VIPs but"
    r"|ip address associated with VRID|Invalid VRRPv\d checksum|unicast source address"
    r"|Expected \w+icast packet|discarding \w+icast packet|vrrp packet .*too (?:long|short)"
)
"""vrrp_check_packet of vrrp.c; 2.3 says each of them once, 2.2 for every advertisement."""

KEEPALIVED: tuple[Saying, ...] = (
    saying(rf"{_I}Entering (?P<state>MASTER|BACKUP|FAULT) STATE$", Entered),
    saying(rf"{_I}Entering (?P<state>MASTER|BACKUP|FAULT) STATE \(init\)", Entered, first=True),
    saying(
        rf"{_I}received lower priority \((?P<priority>\d+)\) advert from (?P<sender>\S+)",
        AdvertHeard,
        kind="discarded",
    ),
    saying(
        rf"{_I}Master received advert from (?P<sender>\S+) with (?P<kind>higher|same) priority "
        r"(?P<priority>\d+)(?:, ours (?P<own>\d+))?",
        AdvertHeard,
    ),
    saying(
        rf"{_I}Received advert from (?P<sender>\S+) with (?P<kind>lower) priority "
        r"(?P<priority>\d+), ours (?P<own>\d+)",
        AdvertHeard,
    ),
    saying(rf"{_I}Backup received priority 0 advertisement", ZeroHeard),
    saying(
        rf"{_I}Changing effective priority from (?P<before>\d+) to (?P<after>\d+)", PriorityChanged
    ),
    saying(rf"{_I}Sending/queueing .+ on \S+ for (?P<vip>\S+)", VipNamed),
    saying(rf"{_I}(?P<why>(?:{_REFUSED}).*)", AdvertRefused),
    saying(rf"{_I}entering FAULT state due to (?P<why>.+)", FaultNamed),
    saying(rf"{_I}entering FAULT state \((?P<why>.+)\)", FaultNamed),
    saying(rf"{_I}tracked file (?P<what>\S+) now FAULT", CheckTurned, kind="file", well=False),
    saying(rf"{_I}tracked file (?P<what>\S+) leaving FAULT", CheckTurned, kind="file", well=True),
    saying(r"VRRP_Script\((?P<what>.+?)\) succeeded", CheckTurned, kind="check", well=True),
    saying(
        r"VRRP_Script\((?P<what>.+?)\) (?P<how>timed_out|failed(?: \(.+\))?)",
        CheckTurned,
        kind="check",
        well=False,
    ),
    saying(
        r"Quorum lost for tracked process (?P<what>\S+)", CheckTurned, kind="process", well=False
    ),
    saying(
        r"Quorum gained for tracked process (?P<what>\S+)", CheckTurned, kind="process", well=True
    ),
    saying(
        r"(?:Netlink|Linkbeat) reports (?P<what>\S+) down",
        CheckTurned,
        kind="interface",
        well=False,
    ),
    saying(
        r"(?:Netlink|Linkbeat) reports (?P<what>\S+) up", CheckTurned, kind="interface", well=True
    ),
    saying(r"Starting Keepalived v", Started, program="keepalived"),
    saying(r"Stopping$", Stopping, program="keepalived"),
    saying(r"Stopped Keepalived v", Stopped, program="keepalived"),
    saying(
        r"VRRP child process\(\d+\) died",
        Died,
        program="keepalived",
        how="its VRRP process died",
    ),
    saying(r"Reloading \.\.\.", Reloaded, program="keepalived"),
)
