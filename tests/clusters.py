"""What tests with Ray clusters of their own share."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def can_be_alone() -> bool:
    """Whether a process may have a network of its own, in which there is only loopback."""
    command = ["unshare", "-n", "ip", "link", "set", "lo", "up"]
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def folder_for_sockets() -> Iterator[Path]:
    """Ray's sockets lie in it, and their paths may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="nk-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
