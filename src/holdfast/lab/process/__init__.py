# SPDX-License-Identifier: Apache-2.0
"""How the processes of the lab are made and talk to each other."""
