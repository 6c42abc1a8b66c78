# SPDX-License-Identifier: Apache-2.0
"""A certificate for whoever has none: self-signed, made by openssl, never written to the host."""

import os
import re

from holdfast.lab.errors import LabError
from holdfast.lab.kernel.iproute import run

_PLACES = ("/usr/bin/openssl", "/bin/openssl", "/usr/local/bin/openssl")
_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)


def self_signed(name: str) -> bytes:
    """Certificate and key for a host name, as one PEM, valid for ten days. Raises LabError."""
    program = next((place for place in _PLACES if os.access(place, os.X_OK)), "")
    if not program:
        raise LabError("openssl is not installed: apt install openssl")
    status, output = run(
        [
            program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "10", "-subj", f"/CN={name}", "-addext",
            f"subjectAltName=DNS:{name}", "-keyout", "-", "-out", "-",
        ]
    )  # fmt: skip
    blocks = [match[0] for match in _BLOCK.finditer(output)]
    if status != 0 or len(blocks) != 2:
        raise LabError(f"openssl made no certificate: {' '.join(output.split())}")
    return "".join(f"{block}\n" for block in blocks).encode()
