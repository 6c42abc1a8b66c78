# SPDX-License-Identifier: Apache-2.0
"""`make test-slow` alone collects these."""

import os

collect_ignore_glob = [] if os.environ.get("HOLDFAST_SLOW") == "1" else ["test_*.py"]
