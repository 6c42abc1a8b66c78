#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# container.sh LOWER FOLDER: boots systemd as process 1 of new namespaces, from the root file system LOWER
# with FOLDER/upper over it. Waits for both cards before it does.
set -eu
lower=$1 folder=$2 root=$2/root

mount --make-rprivate /
mount -t overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" overlay "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
# The network's settings are this namespace's own; all others are the host's, and stay as they are.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount --bind /proc/sys/net "$root/proc/sys/net"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"

for card in ens18 mgmt0; do
    while [ ! -e "$root/sys/class/net/$card" ]; do sleep 0.1; done
done
cd "$root"
pivot_root . .
umount -l .
exec env -i container=holdfast PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-mknod,-sys_boot /lib/systemd/systemd
