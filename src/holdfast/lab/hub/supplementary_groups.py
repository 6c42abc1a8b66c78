# SPDX-License-Identifier: Apache-2.0
"""setgroups(2) succeeds and does nothing.

A user namespace without root has one group and refuses setgroups. keepalived calls it before every
check and notify script and gives the script up when it fails (2.2.7, lib/notify.c,
`set_privileges`). There is nothing that it could change here, so a filter answers for the kernel
(seccomp(2), SECCOMP_RET_ERRNO with 0).
"""

import ctypes
import platform
import struct

from holdfast.lab.kernel import syscalls

_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
_ALLOW, _ANSWER_0 = 0x7FFF0000, 0x00050000  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4  # struct seccomp_data

_NUMBERS = {"x86_64": (0xC000003E, 116), "aarch64": (0xC00000B7, 159)}
"""AUDIT_ARCH_… and the number of setgroups, by machine."""


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def ignore_setgroups() -> bool:
    """Put the filter on this process and all that it will start.

    False where this machine's system call numbers are not known: keepalived then runs no script.
    Needs CAP_SYS_ADMIN in the user namespace. Raises OSError.
    """
    known = _NUMBERS.get(platform.machine())
    if known is None:
        return False
    architecture, number = known
    instructions = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, _ARCHITECTURE_AT),
            (_JUMP_EQUAL, 0, 3, architecture),
            (_LOAD, 0, 0, _NUMBER_AT),
            (_JUMP_EQUAL, 0, 1, number),
            (_RETURN, 0, 0, _ANSWER_0),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    program = _Program(len(instructions) // 8, instructions)
    syscalls.filter_system_calls(ctypes.addressof(program))
    return True
