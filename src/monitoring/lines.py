"""Cuts bytes into lines without ever holding a line that is too long to be one of ours."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 1 << 20
"""Bytes of a line; what is longer is passed over."""


@dataclass(slots=True)
class Lines:
    """Gives whole lines; what has no end yet is kept for the next chunk. `too_long` counts those that were dropped."""

    too_long: int = 0
    _begun: bytes = b""
    _dropping: bool = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that `chunk` brings to their end."""
        lines = (self._begun + chunk).split(b"\n")
        self._begun = lines.pop()
        if self._dropping and lines:
            del lines[0]
            self._dropping = False
        if len(self._begun) > LONGEST:
            self.too_long += not self._dropping
            self._begun, self._dropping = b"", True
        elif self._dropping:
            self._begun = b""
        return lines

    def rest(self) -> list[bytes]:
        """Return the last line, which nothing ended; nothing is kept."""
        last, self._begun, self._dropping = self._begun, b"", False
        return [last] if last else []
