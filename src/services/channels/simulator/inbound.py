"""From what the page posts to the channel-neutral message (contract §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from errors import BadRequestError
from messages import InboundMessage
from services.channels.cloud.fields import LIST, Json, find, known, need, need_word, read_object, word
from services.channels.phones import to_e164
from services.channels.storable import as_id, own_id
from services.channels.user_ids import is_user_id
from services.media.types import kind_of

Content = Json
Reader = Callable[[Json], Content]

_MOST_MESSAGES = 100
_LARGEST_LATITUDE, _LARGEST_LONGITUDE = 90, 180


def parse_messages(body: bytes) -> list[InboundMessage]:
    """Read one message, or `{"messages": [one, …]}`, a batch.

    One is `{"id", "phone", "reply_to"?}` with `text`; `action_id` and `title`; `media` (`{"id", "mime_type",
    "filename"?, "voice"?}`) and `caption`; `location` (`{"latitude", "longitude", "name"?, "address"?}`); or `reaction`
    (`{"emoji", "message_id"}`, no emoji takes it back). `phone` is a phone, or the user id of somebody who hides it;
    `user_id` may stand beside a phone, as Meta has it.

    Raises:
        BadRequestError: no JSON, or a message without an id, a sender, or anything said.
    """
    said = read_object(body)
    batch = find(said, "messages", LIST)
    if batch is not None and not 0 < len(batch) <= _MOST_MESSAGES:
        raise BadRequestError(f"`messages` holds none, or more than {_MOST_MESSAGES}")
    return [_message(one) for one in ([said] if batch is None else batch)]


def _message(said: Any) -> InboundMessage:
    sender, user_id = _sender(said)
    content = _content(said) | known(reply_to=word(said, "reply_to"), user_id=user_id)
    return InboundMessage(
        channel="simulator",
        provider_message_id=_message_id(said),
        sender=sender,
        kind=content["kind"],
        content=content,
        raw={},
        user_id=user_id,
    )


def _sender(said: Any) -> tuple[str, str | None]:
    """Return the address and the user id: one of the two may be all there is."""
    address, beside = find(said, "phone", str) or "", find(said, "user_id", str) or ""
    user_id = next(filter(is_user_id, (address, beside)), None)
    sender = to_e164(address) or user_id
    if sender is None:
        raise BadRequestError("`phone` is no phone number, and no user id")
    return sender, user_id


def _message_id(said: Any) -> str:
    """Return the page's own id, or one of ours in place of an overlong one."""
    given = need(said, "id", str).strip()
    if not given:
        raise BadRequestError("`id` is missing")
    return f"sim.{as_id(given) or own_id('id', given)}"


def _content(said: Json) -> Content:
    reader = next((reader for name, reader in _READERS.items() if said.get(name)), None)
    if reader is None:
        raise BadRequestError(f"nothing is said: none of {', '.join(_READERS)}")
    return reader(said)


def _text(said: Json) -> Content:
    return {"kind": "text", "text": need(said, "text", str)}


def _tap(said: Json) -> Content:
    return {"kind": "button", "action_id": need(said, "action_id", str)} | known(title=find(said, "title", str))


def _file(said: Json) -> Content:
    mime_type, voice = need(said, "media.mime_type", str), find(said, "media.voice", bool)
    names = known(filename=find(said, "media.filename", str), caption=find(said, "caption", str), voice=voice)
    kind = kind_of(mime_type)
    return {
        "kind": "voice" if voice and kind == "audio" else kind,
        "media": [{"id": need_word(said, "media.id"), "mime_type": mime_type} | names],
    }


def _place(said: Json) -> Content:
    names = known(name=find(said, "location.name", str), address=find(said, "location.address", str))
    latitude = _coordinate(said, "latitude", _LARGEST_LATITUDE)
    longitude = _coordinate(said, "longitude", _LARGEST_LONGITUDE)
    return {"kind": "location", "location": {"latitude": latitude, "longitude": longitude} | names}


def _coordinate(said: Json, name: str, largest: float) -> float:
    number = find(said, f"location.{name}", object)
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= largest:
        raise BadRequestError(f"`location.{name}` is no number of degrees")
    return number


def _reaction(said: Json) -> Content:
    emoji, message_id = find(said, "reaction.emoji", str), need_word(said, "reaction.message_id")
    return {"kind": "reaction", "reaction": {"emoji": emoji or "", "message_id": message_id}}


_READERS: Mapping[str, Reader] = {
    "action_id": _tap,
    "media": _file,
    "location": _place,
    "reaction": _reaction,
    "text": _text,
}
"""What is said by the field that says it: the first that is there."""
