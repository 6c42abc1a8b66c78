# SPDX-License-Identifier: Apache-2.0
"""Files whose text matters: UTF-8, or refused with the line that is not."""

from codecs import BOM_UTF8

from holdfast.load.node_files import NodeFiles

_MARKED = (
    "begins with a byte order mark, which the daemons take for letters: "
    r"remove it (sed -i '1s/^\xef\xbb\xbf//')"
)


def read_text(files: NodeFiles, path: str) -> tuple[str, bytes] | None:
    """A file's own path and its bytes, which are UTF-8; None for one that is absent or refused.

    A byte order mark is refused: for HAProxy and keepalived it is a part of the first word, which
    is then no keyword, and with keepalived its whole block is passed over.
    """
    file = files.read(path)
    if file is None:
        return None
    if file.data.startswith(BOM_UTF8):
        files.refuse(file.path, _MARKED)
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
