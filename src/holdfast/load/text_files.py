# SPDX-License-Identifier: Apache-2.0
"""Files whose text matters: UTF-8, or refused with the line that is not."""

from holdfast.load.node_files import NodeFiles


def read_text(files: NodeFiles, path: str) -> tuple[str, bytes] | None:
    """A file's own path and its bytes, which are UTF-8; None for one that is absent or refused."""
    file = files.read(path)
    if file is None:
        return None
    line = first_line_not_utf8(file.data)
    if line is not None:
        files.refuse(file.path, f"not UTF-8 at line {line}: convert it (iconv -t UTF-8) or mend it")
        return None
    return file.path, file.data


def first_line_not_utf8(data: bytes) -> int | None:
    """The number of the first line, from 1, with a byte that is not UTF-8."""
    if data.isascii():  # decoding makes a copy
        return None
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return None
