from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

_DISPUTED = ""


class KnownTexts:
    """Every example as it stands: what a text that says the same asks for.

    A text is kept as its checksum, by language only where languages disagree about it: there are tens of thousands,
    and as strings they would hold 13 MB.
    """

    __slots__ = ("_checksums", "_intents")

    def __init__(self, examples: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        """Take examples as (language, intent, words)."""
        intents: dict[int, str] = {}
        checksums = [_checksum(words) for _, _, words in examples]
        for checksum, (_, intent, _) in zip(checksums, examples, strict=True):
            intents[checksum] = intent if intents.get(checksum, intent) == intent else _DISPUTED
        for checksum, (language, intent, words) in zip(checksums, examples, strict=True):
            if intents[checksum] == _DISPUTED:
                intents[_checksum(words, language)] = intent
        self._checksums = np.array(sorted(intents), np.uint64)
        self._intents = [intents[checksum] for checksum in self._checksums.tolist()]

    def find(self, words: Sequence[str], language: str | None) -> str | None:
        """Return the intent of the example that says the same, or None, as when languages disagree about it."""
        return self._at(_checksum(words)) or self._at(_checksum(words, language or ""))

    def _at(self, checksum: int) -> str | None:
        place = int(np.searchsorted(self._checksums, np.uint64(checksum)))
        found = place < len(self._intents) and int(self._checksums[place]) == checksum
        return self._intents[place] if found else None


def _checksum(words: Sequence[str], language: str = "*") -> int:
    said = " ".join([language, *(word for word in words if word != "?")])
    return int.from_bytes(blake2b(said.encode(errors="replace"), digest_size=8).digest())
