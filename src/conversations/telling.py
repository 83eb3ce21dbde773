"""What a step does, in words, as a chat would show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conversations.script import Change, Operator, Sending, Step


def told(step: Step) -> tuple[str, ...]:
    """Return a line for each message, or one in arrows for what nobody says; nothing for a step that only expects."""
    if step.says is not None:
        return step.says
    if step.taps is not None:
        return (f"[{step.taps.title or step.taps.action}]",)
    if step.sends is not None:
        return tuple(map(_sending, step.sends))
    return (f"→ {_BESIDE[step.verb](step)}",) if step.verb else ()


def _sending(sending: Sending) -> str:
    what = getattr(sending, sending.kind)
    said = "" if what is True else f" {what}"
    return f"<{sending.kind}{said}>{f' {sending.caption}' if sending.caption else ''}"


def _operator(operator: Operator | None) -> str:
    if operator is None:
        return ""
    return f"the office answers: {operator.answers}" if operator.answers else f"the office {operator.does}"


def _change(change: Change) -> str:
    return f"{change.table} {change.where}: {change.set}"


_BESIDE: Mapping[str, Callable[[Step], str]] = {
    "later": lambda step: f"{step.later} later",
    "at": lambda step: f"it is {step.at}",
    "operator": lambda step: _operator(step.operator),
    "change": lambda step: "; ".join(map(_change, step.change or ())),
    "add": lambda _step: "more rows",
}
