"""Shows a result as the chat that it was, with what differs from the script."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from conversations.provider import Seen
from conversations.result import Difference, Exchange, Result

_PERSON, _BOT, _WRONG, _RIGHT, _ASIDE = "cyan", "green", "bold red", "bold green", "dim"
_INDENT = " " * 6
"""Under the line numbers."""


def chat(result: Result) -> Text:
    """Return the whole conversation; where it failed, it ends with what was expected and what came."""
    lines = [line for exchange in result.exchanges for line in _exchange(exchange)]
    if result.left:
        lines.append(Text(f"{_INDENT}({result.left} more steps were not played)", style=_ASIDE))
    return Text("\n").join([Text(f"{result.path}: {result.name}", style="bold"), *lines])


def _exchange(exchange: Exchange) -> Iterator[Text]:
    for place, done in enumerate(exchange.done):
        number = f"{exchange.line:4}  " if place == 0 else _INDENT
        aside = done.startswith("→")
        yield from _spoken(number, "" if aside else exchange.by, done, _ASIDE if aside else _PERSON)
    for seen in exchange.seen:
        yield from _spoken(_INDENT, "bot", _bubble(seen), _BOT)
    for difference in exchange.differences:
        yield from _difference(difference, exchange.line)


def _spoken(lead: str, by: str, said: str, style: str) -> Iterator[Text]:
    name = f"{by}: " if by else ""
    first, *more = said.splitlines() or [""]
    yield Text.assemble((lead, _ASIDE), (name, f"bold {style}"), (first, style))
    for line in more:
        yield Text((" " * (len(lead) + len(name)) + line).rstrip(), style=style)


def _bubble(seen: Seen) -> str:
    part = seen.part
    lines = [part.text] if part.text else []
    if part.media:
        lines.append(f"<{part.media.kind} {part.media.filename or part.media.url}>")
    if part.kind == "template":
        lines.append(f"<template {part.template}, {part.language}>")
    if part.kind == "buttons":
        lines.append("  ".join(f"[{title}]" for title in seen.titles))
    if part.kind == "list":
        lines += [f"• {' – '.join(filter(None, (row.title, row.description)))}" for row in part.options]
    return "\n".join(lines)


def _difference(difference: Difference, line: int) -> Iterator[Text]:
    yield Text(f"{_INDENT}✗ {difference.what} (line {line})", style=_WRONG)
    yield from _spoken(_INDENT + "  ", "expected", difference.expected, _RIGHT)
    yield from _spoken(_INDENT + "  ", "     got", difference.got, _WRONG)
