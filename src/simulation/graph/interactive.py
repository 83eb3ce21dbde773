"""Buttons, lists and links to tap, as the Graph API takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from simulation.graph.errors import require
from simulation.graph.fields import Fields, distinct, fields, items, only, text

_HEADERS = ("text", "image", "video", "document")


def check_interactive(given: Any) -> None:
    """Check what stands in `interactive`."""
    said = fields(given, "interactive")
    only(said, {"type", "header", "body", "footer", "action"})
    require(said.get("type") in _ACTIONS, "Invalid interactive type")
    text(fields(said.get("body"), "interactive['body']"), "text", 1024)
    if "footer" in said:
        text(fields(said["footer"], "interactive['footer']"), "text", 60)
    if "header" in said:
        _check_header(fields(said["header"], "interactive['header']"), said["type"])
    _ACTIONS[said["type"]](fields(said.get("action"), "interactive['action']"))


def _check_header(header: Fields, interactive: str) -> None:
    kind = header.get("type")
    require(kind == "text" or (interactive != "list" and kind in _HEADERS), "Invalid header type")
    only(header, {"type", str(kind)})
    if kind == "text":
        text(header, "text", 60)
    else:
        fields(header.get(str(kind)), f"header['{kind}']")


def _check_buttons(action: Fields) -> None:
    only(action, {"buttons"})
    buttons = items(action.get("buttons"), "action['buttons']")
    replies = [fields(button.get("reply"), "reply") for button in buttons if button.get("type") == "reply"]
    require(1 <= len(replies) == len(buttons) <= 3, "Invalid buttons count. Min allowed buttons: 1, Max: 3")  # noqa: PLR2004
    for reply in replies:
        only(reply, {"id", "title"})
        text(reply, "id", 256)
        text(reply, "title", 20)
    distinct(replies, "id")
    distinct(replies, "title")


def _check_list(action: Fields) -> None:
    only(action, {"button", "sections"})
    text(action, "button", 20)
    sections = items(action.get("sections"), "action['sections']")
    require(len(sections) <= 10, "Invalid sections count")  # noqa: PLR2004
    require(len(sections) == 1 or all(section.get("title") for section in sections), "Section title is required")
    rows = [row for section in sections for row in _rows(section)]
    require(1 <= len(rows) <= 10, "Total row count exceed max allowed count: 10")  # noqa: PLR2004
    for row in rows:
        only(row, {"id", "title", "description"})
        text(row, "id", 200)
        text(row, "title", 24)
        text(row, "description", 72, optional=True)
    distinct(rows, "id")


def _rows(section: Fields) -> list[Fields]:
    only(section, {"title", "rows"})
    text(section, "title", 24, optional=True)
    require(isinstance(section.get("rows"), list), "The parameter rows is required.", 100)
    return [fields(row, "rows") for row in section["rows"]]


def _check_link(action: Fields) -> None:
    only(action, {"name", "parameters"})
    require(action.get("name") == "cta_url", "Invalid action name")
    parameters = fields(action.get("parameters"), "action['parameters']")
    only(parameters, {"display_text", "url"})
    text(parameters, "display_text", 20)
    require(urlsplit(str(parameters.get("url"))).scheme in {"http", "https"}, "The url is no URL")


_ACTIONS: dict[str, Callable[[Fields], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_link,
}
