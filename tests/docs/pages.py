"""Reads the documentation: every page, and the fenced blocks in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

from tests.rules.checkout import ROOT

DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)(?P<rest>.*)$")
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `title` is the file that it is, or belongs to, when the page says so."""

    page: Path
    line: int
    language: str
    title: str | None
    text: str

    def __str__(self) -> str:
        """Name where it stands."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def blocks(page: Path) -> tuple[Block, ...]:
    """Return the fenced blocks of a page, in order; inside tabs and admonitions as well."""
    return tuple(_blocks(page))


def _blocks(page: Path) -> Iterator[Block]:
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(keepends=True), start=1)
    for number, line in lines:
        if opened := _FENCE.match(line):
            inside: list[str] = []
            for _number, text in lines:
                if text.strip() == "```":
                    break
                inside.append(text)
            title = _TITLE.search(opened["rest"])
            yield Block(page, number, opened["language"], title and title[1], dedent("".join(inside)))


def of_language(*languages: str) -> list[Block]:
    """Return the blocks of every page that are in one of these languages."""
    return [block for page in PAGES for block in blocks(page) if block.language in languages]


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    kept: list[str] = []
    inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = bool(_FENCE.match(line))
        if not fence and not inside:
            kept.append(line)
        inside = inside != fence
    return "\n".join(kept)
