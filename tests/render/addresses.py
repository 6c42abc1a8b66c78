# SPDX-License-Identifier: Apache-2.0
"""The addresses that the tests of all formats write."""

from ipaddress import ip_address

BOTH = [ip_address(a) for a in ("172.22.21.36", "172.22.21.37", "2001:db8::36")]
IPV4 = BOTH[:2]
KEPT = [f"{a}/{a.max_prefixlen}" for a in BOTH]
"""As `ip` prints them."""
