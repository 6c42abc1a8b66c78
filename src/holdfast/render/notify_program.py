# SPDX-License-Identifier: Apache-2.0
"""The program that keepalived runs when an instance changes its state."""

NOTIFY_PATH = "/usr/local/sbin/vip-notify"
NOTIFY_MODE = 0o755

NOTIFY_PROGRAM = b"""\
#!/bin/sh
# Run by keepalived, without a shell, when a VRRP instance or sync group changes its state:
#     vip-notify INSTANCE|GROUP NAME STATE [PRIORITY]
# A `notify` line adds these words by itself (keepalived.conf(5)); the others give them as written.
# Leaves the state in /run/vip-notify/NAME and starts HAProxy where it should run.
set -u
name=$2
state=$3

mkdir -p /run/vip-notify
printf '%s\\n' "$state" >"/run/vip-notify/$name"

case $state in
MASTER | BACKUP)
    # Five failed tries without the VIP leave the unit at its start limit: a plain start would
    # then be refused although the VIP is here now.
    systemctl reset-failed haproxy.service
    # Does nothing where HAProxy runs, so there is nothing to look for first.
    systemctl start haproxy.service
    ;;
esac
"""
