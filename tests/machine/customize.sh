#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# customize.sh ROOT: mmdebstrap's last hook. The root is a Debian as it is installed, but for what
# would only cost time under emulation and for what each machine brings itself (tests/machine/disk.py).
set -eu
root=$1

mask() {
    for unit; do ln -sf /dev/null "$root/etc/systemd/system/$unit"; done
}

# Periodic work, and consoles that nobody looks at. Not logind: Ansible's reboot asks it.
mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
    logrotate.timer man-db.timer systemd-tmpfiles-clean.timer e2scrub_reap.service getty.target \
    serial-getty@ttyS0.service systemd-pstore.service systemd-repart.service \
    systemd-firstboot.service systemd-journal-flush.service

# Which tool sets up the interfaces is the machine's own choice; ifupdown is Debian's.
chroot "$root" systemctl --quiet disable NetworkManager.service NetworkManager-wait-online.service \
    NetworkManager-dispatcher.service systemd-networkd.service

# The cards by their addresses, under the names that they have in examples/pair.
cat >"$root/etc/udev/rules.d/70-cards.rules" <<'RULES'
SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="52:54:00:00:15:*", NAME="ens18"
SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="52:54:00:00:16:*", NAME="mgmt0"
RULES

echo '/dev/root / ext4 defaults 0 0' >"$root/etc/fstab"
mkdir -p -m 700 "$root/root/.ssh"
mkdir -p "$root/etc/systemd/system/network-online.target.wants"

# What each machine brings itself; the kernel is handed to QEMU, without an initrd.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/etc/hosts" "$root/etc/machine-id" \
    "$root/etc/network/interfaces" "$root/etc/haproxy/haproxy.cfg" \
    "$root"/boot/initrd.img-* "$root/var/lib/dbus/machine-id"
