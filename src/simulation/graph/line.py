"""Meta's side of a conversation: what people write and what becomes of answers, as webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messages import ChannelName, DeliveryState, InboundMessage
from services.channels.storable import as_id, own_id
from services.channels.troubles import SendTrouble
from simulation.accounts import CloudAccount
from simulation.calls import Trouble
from simulation.chats import Chats, Message
from simulation.courier import Webhook
from simulation.files import Shelf
from simulation.graph import webhooks
from simulation.graph.sent import Sent
from simulation.graph.troubles import CALLS, FAILURES
from simulation.graph.webhooks import Item
from simulation.line import Failure, Taken


@dataclass(slots=True, kw_only=True)
class CloudLine:
    """A `simulation.line.Line`; `files` are what people send."""

    account: CloudAccount
    chats: Chats
    files: Shelf
    webhook_url: str = ""
    url: str = ""
    channel: ChannelName = "cloud"

    def ids(self, own: str) -> tuple[str, str]:
        """Return the wamid of a message, which is what the page knows it by."""
        wamid = f"wamid.{as_id(own.removeprefix('sim.')) or own_id('id', own)}"
        return wamid, wamid

    def webhooks(self, written: Sequence[Message]) -> list[Webhook]:
        """Return one webhook with all of it, as Meta batches."""
        said = [(message, message.said) for message in written if message.said]
        items = [self._item(message, content) for message, content in said]
        names = {
            address: self.chats.name_of(one.sender) for _, one in said for address in (one.sender, one.user_id or "")
        }
        body = webhooks.webhook(self.account, items, names=names)
        return [self._signed(body, "message", frozenset(item["id"] for item in items))]

    def status(self, sent: Taken, state: DeliveryState, failure: Failure | None) -> Webhook | None:
        """Return the webhook of one status, with what the bot gave to recognise it by."""
        reply_id = sent.reply_id if isinstance(sent, Sent) else None
        item = webhooks.status(sent.id, state, to=sent.to, reply_id=reply_id or "", error=_error(failure))
        if state in _PRICED:
            item["pricing"] = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
        return self._signed(webhooks.webhook(self.account, statuses=[item]), state, frozenset())

    def trouble(self, chosen: SendTrouble) -> Trouble | None:
        """Return what a call meets."""
        return CALLS.get(chosen)

    def failure(self, chosen: SendTrouble) -> Failure | None:
        """Return why a message that was taken does not arrive."""
        return FAILURES.get(chosen)

    def _signed(self, content: dict[str, Any], subject: str, carries: frozenset[str]) -> Webhook:
        body, headers = webhooks.signed(content, self.account.app_secret)
        return Webhook(
            policy="meta",
            url=self.webhook_url,
            body=body,
            headers=headers,
            content=content,
            subject=subject,
            carries=carries,
        )

    def _item(self, message: Message, said: InboundMessage) -> Item:
        item = _WRITERS[said.kind](self, said)
        timestamp = {"timestamp": str(int(message.at.timestamp()))}
        named = {"from_user_id": said.user_id} if said.user_id else {}
        quoted = webhooks.replied(self.chats.real_id(said.content.get("reply_to", "")), self.account)
        return item | {"id": message.id} | timestamp | named | quoted


def _text(_line: CloudLine, said: InboundMessage) -> Item:
    return webhooks.text(said.sender, said.content["text"])


def _tap(line: CloudLine, said: InboundMessage) -> Item:
    """Write a tap as what it was a tap on: a button, a row of a list, a button of a template."""
    found = line.chats.find(said.content.get("reply_to", ""))
    part = found[1].part if found else None
    write: Callable[..., Item] = _TAPS.get(part.kind if part else "", webhooks.button)
    return write(said.sender, said.content["action_id"], said.content.get("title", ""))


def _file(line: CloudLine, said: InboundMessage) -> Item:
    file = dict(said.content["media"][0])
    held = line.files.find(file["id"])
    kind = "audio" if said.kind == "voice" else said.kind
    digest = {"sha256": held.sha256} if held else {}
    return webhooks.media(said.sender, kind, **(file | digest))


def _location(_line: CloudLine, said: InboundMessage) -> Item:
    return webhooks.message(said.sender, "location", said.content["location"])


def _reaction(line: CloudLine, said: InboundMessage) -> Item:
    reaction = said.content["reaction"]
    named = {"message_id": line.chats.real_id(reaction["message_id"])}
    return webhooks.message(said.sender, "reaction", reaction | named)


_WRITERS: Mapping[str, Callable[[CloudLine, InboundMessage], Item]] = {
    "text": _text,
    "button": _tap,
    "image": _file,
    "video": _file,
    "audio": _file,
    "voice": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "reaction": _reaction,
}


_TAPS: Mapping[str, Callable[..., Item]] = {"list": webhooks.list_pick, "template": webhooks.quick_reply}

_PRICED = frozenset({"sent", "delivered"})


def _error(failure: Failure | None) -> Item | None:
    if failure is None:
        return None
    details = {"error_data": {"details": failure.details}}
    return {"code": failure.code, "title": failure.title, "message": failure.title} | details
