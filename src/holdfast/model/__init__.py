# SPDX-License-Identifier: Apache-2.0
"""What the files mean: frozen values, each with the place it came from."""
