"""From a part to what the Graph API takes."""

from __future__ import annotations

from collections.abc import Callable

from messages import Media, Option, OutgoingPart, Part
from services.channels.cloud.fields import Json, known

_META_LANGUAGES = {"pt": "pt_PT"}
"""Meta's codes of languages that differ from ours: it knows Portuguese only with its country."""


def message_payload(outgoing: OutgoingPart) -> Json:
    """Return the JSON of one message; its statuses give the reply id back to us."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(outgoing.recipient),
        "biz_opaque_callback_data": outgoing.reply_id,
        **_WRITERS[outgoing.part.kind](outgoing.part),
    }


def typing_payload(message_id: str) -> Json:
    """Return the JSON that marks a message as read and shows the person that somebody is typing."""
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
        "typing_indicator": {"type": "text"},
    }


def _address(recipient: str) -> Json:
    """Address a phone by its digits, as Meta gave them. A user id in `to` would be taken for a phone and lost."""
    digits = recipient.removeprefix("+")
    return {"to": digits} if digits.isdecimal() else {"recipient": recipient}


def _text(part: Part) -> Json:
    return {"type": "text", "text": {"body": part.text, "preview_url": False}}


def _buttons(part: Part) -> Json:
    buttons = [{"type": "reply", "reply": {"id": option.id, "title": option.title}} for option in part.options]
    return _interactive("button", part.text, {"buttons": buttons})


def _list(part: Part) -> Json:
    rows = [_row(option) for option in part.options]
    return _interactive("list", part.text, {"button": part.list_button, "sections": [{"rows": rows}]})


def _row(option: Option) -> Json:
    return {"id": option.id, "title": option.title} | known(description=option.description)


def _interactive(kind: str, text: str, action: Json) -> Json:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def _media(part: Part) -> Json:
    if part.media is None:
        raise ValueError("a media part without media")
    return {"type": part.media.kind, part.media.kind: _file(part.media, part.text)}


def _file(media: Media, caption: str) -> Json:
    """Return link and names; WhatsApp shows no caption below a sound, and a filename only on a document."""
    names = {
        "caption": caption if media.kind != "audio" else "",
        "filename": media.filename if media.kind == "document" else "",
    }
    return {"link": media.url} | known(**names)


def _template(part: Part) -> Json:
    code = _META_LANGUAGES.get(part.language, part.language)
    said: Json = {"name": part.template, "language": {"code": code}}
    if part.parameters:
        values = [{"type": "text", "text": value} for value in part.parameters]
        said["components"] = [{"type": "body", "parameters": values}]
    return {"type": "template", "template": said}


_WRITERS: dict[str, Callable[[Part], Json]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "media": _media,
    "template": _template,
}
