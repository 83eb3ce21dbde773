"""docs/reference/ is what the code says."""

from __future__ import annotations

import pytest

from settings import Settings
from tests.docs.pages import DOCS
from tests.docs.reference import REFERENCE
from tests.docs.reference.settings import settings


@pytest.mark.parametrize("name", REFERENCE)
def test_a_page_is_as_it_would_be_made_now(name: str) -> None:
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert written == REFERENCE[name](), "run: python -m tests.docs.generate"


def test_every_setting_has_its_sentence() -> None:
    page = settings()
    assert [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in page] == []
