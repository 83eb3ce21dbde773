"""How log lines are written: one JSON object each, on stdout, and to a file if one is set.

Our own events go straight to the streams; what libraries log through the standard library joins them as
`library.logged`. Phone numbers are masked in both.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, TextIO, cast

import orjson
import structlog
from structlog.contextvars import merge_contextvars

from errors import ConfigurationError
from events import Event

Fields = MutableMapping[str, Any]

_FIRST = ("timestamp", "level", "event", "message")
_PHONE = re.compile(r"(?:\+|%2B)\d[\d ().-]{5,18}\d|(?<![\w.:-])\d{10,15}(?![\w-])")
"""A phone as E.164, spaced or not, quoted in an address, or bare as Meta writes it; not a part of an id."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, ends of lines and signs that change the direction of writing."""

_QUIET = ("aiohttp.access", "httpx", "httpcore", "httpx2", "httpcore2")
"""Libraries that write a line per request: an address may hold a person's id."""


def configure_logging(
    *, level: str, form: str = "json", file: Path | None = None, stream: TextIO | None = None
) -> None:
    """Write log lines of at least `level` to `stream` (stdout) and to `file`; `form` is `json` or `console`."""
    writer = _Writer([stream or sys.stdout, *([_opened(file)] if file else [])])
    steps: list[Any] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        structlog.processors.format_exc_info,
        _with_message,
        _masked,
    ]
    renderer = structlog.processors.JSONRenderer(serializer=_as_json) if form == "json" else _console()
    structlog.configure(
        processors=[*steps, renderer],
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", writer)),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    _adopt_libraries(level, writer, steps, renderer)


class _Writer:
    """Writes each line to every stream, and flushes: a line that is written is there for whoever reads along."""

    def __init__(self, streams: Sequence[TextIO]) -> None:
        self._streams = streams

    def write(self, text: str) -> None:
        for stream in self._streams:
            stream.write(text)

    def flush(self) -> None:
        for stream in self._streams:
            stream.flush()


def mask_phone(text: str) -> str:
    """Hide each phone but for its country and last three digits: `+33•••••001`."""
    return _PHONE.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0].removeprefix("%2B"))
    return f"+{digits[:2]}•••••{digits[-3:]}"


def _opened(file: Path) -> TextIO:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"LOG_FILE: {file} cannot be written: {error.strerror}") from error


def _adopt_libraries(level: str, writer: _Writer, steps: Sequence[Any], renderer: Any) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(cast("TextIO", writer))
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _masked(_logger: Any, _method: str, fields: Fields) -> Fields:
    return {name: value if name == "timestamp" else _mask(value) for name, value in fields.items()}


def _mask(value: Any) -> Any:
    """Mask every text in a value, however deep."""
    if isinstance(value, str):
        return mask_phone(value)
    if isinstance(value, Mapping):
        return {key: _mask(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_mask(item) for item in cast("Sequence[Any]", value)]
    return value


def _with_message(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Give a library's own line an event name of ours."""
    if "message" in fields:
        return fields
    return {**fields, "message": str(fields["event"]), "event": Event.LIBRARY.event}


def _as_json(fields: Fields, default: Callable[[Any], Any] | None = None, **_: Any) -> str:
    ordered = {name: fields[name] for name in _FIRST if name in fields}
    return escaped(orjson.dumps(ordered | dict(fields), default=default or str).decode())


def _console() -> Any:
    render = structlog.dev.ConsoleRenderer(event_key="message", colors=sys.stdout.isatty())

    def rendered(logger: Any, method: str, fields: Fields) -> str:
        shown = {name: value if name == "exception" else escaped(str(value)) for name, value in fields.items()}
        return render(logger, method, shown)

    return rendered


def escaped(text: str) -> str:
    """Write out what would end a line, turn it around or speak to a terminal: a line is nobody's but ours."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
