# SPDX-License-Identifier: Apache-2.0
"""The end of a command that could not do its work."""

import click


class Failure(click.ClickException):
    """One line that says what is wrong and how to mend it; exit 2, no traceback."""

    exit_code = 2
