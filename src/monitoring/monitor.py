"""Log files from their beginning on, and what was found in them so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from monitoring.alerts import DEFAULTS
from monitoring.bursts import Bursts
from monitoring.files import LogFile, is_compressed, is_regular, merged
from monitoring.following import Stream, Tail
from monitoring.reading import Reader
from monitoring.report import Report, report
from monitoring.tally import Tally
from monitoring.thresholds import Thresholds


class Monitor:
    """Reads log files once, or follows them; lines from before `since` (seconds since 1970) do not count."""

    def __init__(
        self,
        paths: Sequence[Path],
        thresholds: Thresholds,
        *,
        since: float = 0.0,
        follow: bool = False,
        when_read: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        """Look at the files; `when_read` is told of the bytes that are read.

        Raises:
            ConfigurationError: one of them cannot be read.
        """
        burst = thresholds["new_sessions_per_minute"]
        self.tally = Tally(bursts=Bursts(int(DEFAULTS["new_sessions_per_minute"] if burst is None else burst)))
        self._thresholds = thresholds
        self._follow = follow
        self._sources = [_source(path, Reader(since=since), when_read, follow=follow) for path in paths]

    def read(self) -> None:
        """Read what is there.

        Raises:
            ConfigurationError: a file cannot be read.
        """
        self.tally.add_all(merged(self._sources))

    def read_on(self) -> bool:
        """Read what came since; return whether more may come.

        Raises:
            ConfigurationError: a file cannot be read any more.
        """
        growing = [source for source in self._sources if not isinstance(source, LogFile) and not source.ended]
        for source in growing:
            self.tally.add_all(source.records())
        return bool(growing)

    def report(self) -> Report:
        """Say how the service does."""
        passed_over = sum((source.reader.passed_over for source in self._sources), Counter[str]())
        passed_over["too long"] = sum(source.lines.too_long for source in self._sources)
        return report(
            self.tally,
            self._thresholds,
            now=time.time() if self._follow else self.tally.ended,
            lines=sum(source.reader.lines for source in self._sources),
            passed_over=+passed_over,
        )


def _source(path: Path, reader: Reader, when_read: Callable[[int], None], *, follow: bool) -> LogFile | Stream | Tail:
    if not follow:
        return LogFile(path, reader, when_read)
    if not is_regular(path):
        return Stream(path, reader)
    return LogFile(path, reader, when_read) if is_compressed(path) else Tail(path, reader)
