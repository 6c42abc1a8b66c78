# SPDX-License-Identifier: Apache-2.0
"""A file that another call of holdfast wrote: a baseline, a proof, drills."""

from holdfast.cli.failure import Failure

LARGEST = 256 << 20
"""Bytes: hundreds of times what a drill with every fault writes. A device has no end."""


def read_saved(path: str, written_by: str) -> bytes:
    """The whole file, or what a pipe has; `written_by` are the words of the command that makes one.

    Raises Failure.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Failure(f"{path} is not there: write it with `holdfast {written_by}`") from None
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Failure(f"{path} cannot be read: {error}") from None
    if len(data) > LARGEST:
        raise Failure(f"{path} is too large: write one with `holdfast {written_by}`")
    return data
