"""What every network promises that understands words."""

from __future__ import annotations

import re

import pytest

from nukki import models
from nukki.core.spec import UrlSource
from nukki.models import WORDS, WordsSpec

every = pytest.mark.parametrize("spec", WORDS, ids=lambda spec: spec.name)


@every
def test_its_name_is_no_models(spec: WordsSpec) -> None:
    taken = {*models.builtin(), *(other.name for other in models.PROMPTABLE)}
    assert spec.name not in taken


@every
def test_its_terms_are_clear_and_free(spec: WordsSpec) -> None:
    assert spec.licence.name == "Apache-2.0"
    assert spec.licence.commercial
    assert spec.paper
    assert spec.homepage.startswith("https://")


@every
def test_its_files_are_pinned_by_size_and_digest_and_come_from_one_revision(
    spec: WordsSpec,
) -> None:
    for file in spec.weights:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 100_000
    addresses = [source.url for file in spec.weights for source in file.sources
                 if isinstance(source, UrlSource)]  # fmt: skip
    revisions = {re.search(r"/resolve/([0-9a-f]{40})/", address) for address in addresses}
    assert len({found and found[1] for found in revisions}) == 1
