# SPDX-License-Identifier: Apache-2.0
"""The Debian that every machine starts from: a root file system and its kernel, made once and kept.

`python -m tests.machine.image` makes them, with mmdebstrap from the mirrors that this host's apt
knows, as root or as an ordinary user with subordinate ids. Nothing secret is in them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

RELEASE = "bookworm"
KERNEL = "linux-image-cloud-amd64"
PACKAGES = (
    *("systemd-sysv", "udev", "kmod", "dbus", KERNEL, "initramfs-tools", "iproute2", "ifupdown"),
    *("netplan.io", "network-manager", "openssh-server", "haproxy", "keepalived", "nftables"),
    *("python3", "procps", "psmisc", "iputils-ping", "iputils-arping", "curl", "ca-certificates"),
    *("socat", "sudo"),
)
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
DISK_SIZE = "2G"
CUSTOMIZE = Path(__file__).with_name("customize.sh")


class Image(NamedTuple):
    """A sparse ext4 file system to be copied, the kernel that boots it without an initrd, and the
    same root as a folder, which nobody writes to."""

    disk: Path
    kernel: Path
    root: Path


def image() -> Image:
    """The one that fits this source. Fails where it was not made."""
    found = _image(_folder())
    assert found.disk.exists(), (
        "no image: make machine-test makes it (python -m tests.machine.image)"
    )
    return found


def make() -> None:
    """Make it where it is missing; a build that is cut off leaves none."""
    folder = _folder()
    if _image(folder).disk.exists():
        return
    print(f"machine: making a Debian {RELEASE} in {folder}, once", flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch, "made")
        made.mkdir()
        _bootstrap(Path(scratch, "root.tar"))
        _as_root(_unpacked(Path(scratch), _image(made)))
        made.rename(folder)


def _image(folder: Path) -> Image:
    return Image(folder / "root.ext4", folder / "vmlinuz", folder / "root")


def _folder() -> Path:
    """Named after what goes in: package list, script, this module, and the kernel's version."""
    parts = (*PACKAGES, _kernel_version(), CUSTOMIZE.read_text(), Path(__file__).read_text())
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "holdfast", "machine", name)


def _kernel_version() -> str:
    """What the apt of this host would install; empty where it knows none."""
    told = _output("apt-cache", "show", "--no-all-versions", KERNEL)
    return next((line for line in told.splitlines() if line.startswith("Depends:")), "")


def _sources() -> str:
    """Lines of sources.list for the mirrors of this host; none where they have another release."""
    told = _output(
        *("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)"),
        *("Created-By: Packages", "Origin: Debian", "Component: main", "Architecture: amd64"),
    )
    found = [line for line in told.splitlines() if line.partition(" ")[2].startswith(RELEASE)]
    return "".join(f"deb {line} main\n" for line in found)


def _bootstrap(archive: Path) -> None:
    sources = _sources()
    settings = archive.with_name("apt.conf")
    settings.write_text(_output("apt-config", "dump", "Acquire"))  # a proxy, for one
    command = [
        *("mmdebstrap", "--variant=minbase", "--architectures=amd64", "--format=tar", "--quiet"),
        f"--include={','.join(PACKAGES)}",
        *(f"--dpkgopt=path-exclude={path}" for path in LEFT_OUT),
        *(f"--aptopt={settings}", f"--customize-hook={CUSTOMIZE}"),
        *(RELEASE, str(archive), *(["-"] if sources else [])),
    ]
    subprocess.run(command, input=sources, text=True, check=True)


def _unpacked(scratch: Path, made: Image) -> str:
    """A script that unpacks the archive and makes a file system, owners and modes kept."""
    return f"""
        mkdir {made.root}
        tar --extract --numeric-owner --file={scratch}/root.tar --directory={made.root}
        cp {made.root}/boot/vmlinuz-* {made.kernel}
        truncate --size={DISK_SIZE} {made.disk}
        mke2fs -q -t ext4 -d {made.root} {made.disk}
    """


def _as_root(script: str) -> None:
    """Run it as root, or as one whose ids are this user's subordinate ones."""
    mapped = ("unshare", "--user", "--map-auto", "--map-root-user")
    prefix = () if os.geteuid() == 0 else mapped
    subprocess.run([*prefix, "/bin/sh", "-euc", script], check=True)


def _output(*command: str) -> str:
    """What a command prints; nothing where the host has none such, or it fails."""
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    try:
        make()
    except (OSError, subprocess.CalledProcessError) as why:
        sys.exit(f"machine: no image: {why}")
