# SPDX-License-Identifier: Apache-2.0
"""VRRP as keepalived 2.2.7 plays it, with its trackers, HAProxy and systemd: pure."""
