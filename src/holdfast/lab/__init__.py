# SPDX-License-Identifier: Apache-2.0
"""A throw-away cluster of real daemons in one unprivileged process tree.

`spec` says what to build, `lab` builds and steers it, `traffic` computes what a client saw.
"""
