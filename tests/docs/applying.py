"""Does to a tree of files what a page tells its reader to do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.docs.pages import Block


def apply(block: Block, root: Path) -> Path:
    """Change `root` as a block with a file name says, and return the file.

    A `diff` changes a file: its lines stand there exactly once, `@@` parts two places.
    A `po` is added at the end of a catalogue, or begins one. Anything else is a new file.
    """
    file = root / (block.title or "")
    if block.language == "diff":
        file.write_text(_patched(block, file.read_text(encoding="utf-8")), encoding="utf-8")
    elif file.suffix == ".po" and file.exists():
        file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n\n{block.text}", encoding="utf-8")
    else:
        assert not file.exists(), f"{block}: {block.title} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")
    return file


def _patched(block: Block, text: str) -> str:
    for hunk in _hunks(block.text):
        before = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " +")
        found = f"\n{text}".count(f"\n{before}")
        assert found == 1, f"{block}: stands {found} times in {block.title}:\n{before}"
        text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    return text


def _hunks(diff: str) -> Iterator[list[str]]:
    for parts, lines in groupby(diff.splitlines(), key=lambda line: line.startswith("@@")):
        if not parts:
            yield [line or " " for line in lines]
