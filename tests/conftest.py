"""Every test: data of its own, nothing of the machine's; in CI the same random examples every time."""

import os
import tempfile

from hypothesis import settings

# Tests compile the kernels where nobody has before; by itself a command on a cold machine would interpret them.
os.environ.setdefault("NUMBA_DISABLE_JIT", "0")
os.environ.setdefault("HEADWAY_DATA_DIR", tempfile.mkdtemp(prefix="headway-test-"))
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")
