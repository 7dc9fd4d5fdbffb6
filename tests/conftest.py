"""Every test: data of its own, nothing of the machine's."""

import os
import tempfile

os.environ.setdefault("HEADWAY_DATA_DIR", tempfile.mkdtemp(prefix="headway-test-"))
