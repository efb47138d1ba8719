"""Runs what a page shows, with nothing but the package: python .ci/shown.py README.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FENCE = re.compile(r"^```(python|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main(page: str) -> None:
    """Run each block of the page that is marked neither ``no-run`` nor ``needs``, in order."""
    names: dict[str, object] = {"__name__": "shown"}
    for language, code in FENCE.findall(Path(page).read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(code, page, "exec"), names)  # noqa: S102 - our own page
        else:
            subprocess.run(["bash", "-euo", "pipefail", "-c", code], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
