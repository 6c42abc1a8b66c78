# SPDX-License-Identifier: Apache-2.0
"""What is sent to a node and what comes of it: a program, its share of the steps, its record."""
