"""Holds a bill of materials against CycloneDX's schema: python .ci/valid_bill.py FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main(path: str) -> None:
    """End with an error that says what is wrong."""
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(path).read_text("utf-8"))
    if wrong is not None:
        sys.exit(f"{path}: {wrong}")


if __name__ == "__main__":
    main(*sys.argv[1:])
