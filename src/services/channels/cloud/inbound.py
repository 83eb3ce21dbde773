"""From one item of Meta's `messages` to the channel-neutral message (contract §5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from errors import BadRequestError
from messages import InboundMessage
from services.channels.cloud.fields import LIST, OBJECT, Json, find, known, moment, need, need_word, word
from services.channels.cloud.senders import Sender
from services.channels.phones import to_e164
from services.channels.storable import own_id

Content = Json
Reader = Callable[[Json], Content]

_CHANGED_NUMBER = "user_changed_number"


def parse_message(item: Json, sender: Sender) -> InboundMessage:
    """Read one message; whatever is not as Meta documents it makes it `unsupported`, never an error."""
    content = _about(item, sender) | _content(item)
    return InboundMessage(
        channel="cloud",
        provider_message_id=_message_id(item, sender),
        sender=sender.address,
        kind=content["kind"],
        content=content,
        raw=item,
        user_id=sender.user_id or _new_number(content),
        provider_time=moment(item, "timestamp"),
    )


def _message_id(item: Json, sender: Sender) -> str:
    """Return Meta's id, or else one of our own that the same item gets again when it comes again."""
    return word(item, "id") or own_id("item", [sender.address, item])


def _new_number(content: Content) -> str | None:
    """Return what a person without a user id is known by from now on: the number that Meta says they changed to."""
    changed = content["kind"] == "system" and find(content, "system.type", str) == _CHANGED_NUMBER
    return find(content, "system.wa_id", str) if changed else None


def _about(item: Json, sender: Sender) -> Content:
    """Return what can come with a message of any kind."""
    forwarded = any(find(item, f"context.{name}", bool) for name in ("forwarded", "frequently_forwarded"))
    return known(
        reply_to=word(item, "context.id"),
        forwarded=forwarded,
        referral=find(item, "referral", OBJECT),
        profile_name=sender.profile_name,
        user_id=sender.user_id,
    )


def _content(item: Any) -> Content:
    reader = _READERS.get(word(item, "type") or "", _unsupported)
    try:
        return reader(item)
    except BadRequestError:
        return _unsupported(item)


def _unsupported(_item: Json) -> Content:
    return {"kind": "unsupported"}


def _text(item: Json) -> Content:
    return {"kind": "text", "text": need(item, "text.body", str)}


def _quick_reply(item: Json) -> Content:
    """Read a tap on a button of a template; one without a payload says its title."""
    payload, title = find(item, "button.payload", str), find(item, "button.text", str)
    return {"kind": "button", "action_id": payload or need(item, "button.text", str)} | known(title=title)


def _interactive(item: Json) -> Content:
    return _INTERACTIVE.get(word(item, "interactive.type") or "", _unsupported)(item)


def _button_reply(item: Json) -> Content:
    return _tap(need(item, "interactive.button_reply", OBJECT))


def _list_reply(item: Json) -> Content:
    return _tap(need(item, "interactive.list_reply", OBJECT))


def _tap(reply: Json) -> Content:
    return {"kind": "button", "action_id": need(reply, "id", str)} | known(title=find(reply, "title", str))


def _flow(item: Json) -> Content:
    return {"kind": "flow", "flow": need(item, "interactive.nfm_reply", OBJECT)}


def _media(item: Json) -> Content:
    """Read a file; its caption stays with it, so that there is one place to look."""
    kind = need(item, "type", str)
    voice = find(item, "audio.voice", bool)
    return {"kind": "voice" if voice else kind, "media": [_file(need(item, kind, OBJECT)) | known(voice=voice)]}


def _file(file: Json) -> Content:
    place = known(id=word(file, "id"), url=find(file, "url", str))
    if not place:
        raise BadRequestError("a file without an id and an address")
    mime_type = find(file, "mime_type", str) or "application/octet-stream"
    names = known(filename=find(file, "filename", str), caption=find(file, "caption", str))
    return place | {"mime_type": mime_type} | names


def _location(item: Json) -> Content:
    names = known(name=find(item, "location.name", str), address=find(item, "location.address", str))
    latitude, longitude = _coordinate(item, "location.latitude"), _coordinate(item, "location.longitude")
    return {"kind": "location", "location": {"latitude": latitude, "longitude": longitude} | names}


def _coordinate(item: Json, path: str) -> float:
    number = need(item, path, object)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise BadRequestError(f"no number at {path}")
    return number


def _contacts(item: Json) -> Content:
    return {"kind": "contacts", "contacts": need(item, "contacts", LIST)}


def _reaction(item: Json) -> Content:
    """Read a reaction; one that was taken back has an empty emoji, or none."""
    emoji, message_id = find(item, "reaction.emoji", str), need_word(item, "reaction.message_id")
    return {"kind": "reaction", "reaction": {"emoji": emoji or "", "message_id": message_id}}


def _order(item: Json) -> Content:
    return {"kind": "order", "order": need(item, "order", OBJECT)}


def _system(item: Json) -> Content:
    """Read what Meta itself says of a person; `wa_id` is their new number."""
    wa_id = to_e164(word(item, "system.wa_id") or "")
    system = known(type=find(item, "system.type", str), wa_id=wa_id)
    return {"kind": "system"} | known(text=find(item, "system.body", str), system=system)


def _edit(item: Json) -> Content:
    """Read what a message says now; `reply_to` is the message that said something else before."""
    return _content(need(item, "edit.message", OBJECT)) | _original(item, "edit")


def _revoke(item: Json) -> Content:
    return _original(item, "revoke")


def _original(item: Json, kind: str) -> Content:
    return {"kind": kind, "reply_to": need_word(item, f"{kind}.original_message_id")}


_INTERACTIVE: dict[str, Reader] = {
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "nfm_reply": _flow,
}

_READERS: dict[str, Reader] = {
    "text": _text,
    "button": _quick_reply,
    "interactive": _interactive,
    "image": _media,
    "video": _media,
    "audio": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
}
