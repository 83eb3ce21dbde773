"""Twilio's side of a conversation: what people write and what becomes of answers, as forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from messages import ChannelName, DeliveryState, InboundMessage
from services.channels.troubles import SendTrouble
from simulation.accounts import TwilioAccount
from simulation.calls import Trouble
from simulation.chats import Chats, Message
from simulation.courier import Webhook
from simulation.line import Failure, Taken
from simulation.twilio import webhooks
from simulation.twilio.media import TwilioMedia
from simulation.twilio.sent import Sent
from simulation.twilio.troubles import CALLS, FAILURES
from simulation.twilio.webhooks import Form

CONTENT_PATH = "/twilio/content/{id}"
"""Twilio's content network, which asks for no credentials."""


@dataclass(slots=True, kw_only=True)
class TwilioLine:
    """A `simulation.line.Line`; `media` says where the bot finds what people send."""

    account: TwilioAccount
    chats: Chats
    media: TwilioMedia
    webhook_url: str = ""
    url: str = ""
    channel: ChannelName = "twilio"

    def ids(self, own: str) -> tuple[str, str]:
        """Return the sid of a message; the page knows it by that and its own id, which it looks for at the end."""
        given = own.removeprefix("sim.")
        sid = f"SM{sha256(given.encode()).hexdigest()[:32]}"
        return sid, f"{sid}.{given}"

    def webhooks(self, written: Sequence[Message]) -> list[Webhook]:
        """Return a form for each message; Twilio delivers no reactions."""
        said = [(message.id, message.said) for message in written if message.said]
        return [
            self._signed(self.webhook_url, self._form(sid, one), "message", sid)
            for sid, one in said
            if one.kind in _WRITERS
        ]

    def status(self, sent: Taken, state: DeliveryState, failure: Failure | None) -> Webhook | None:
        """Return the callback of one status, where the bot asked for it."""
        if not isinstance(sent, Sent) or not sent.status_callback:
            return None
        reason = {"ErrorCode": str(failure.code), "ErrorMessage": failure.title} if failure else {}
        form = webhooks.status(self.account, sent.sid, state, To=f"whatsapp:{sent.to}", **reason)
        return self._signed(sent.status_callback, form, state)

    def trouble(self, chosen: SendTrouble) -> Trouble | None:
        """Return what a call meets."""
        return CALLS.get(chosen)

    def failure(self, chosen: SendTrouble) -> Failure | None:
        """Return why a message that was taken does not arrive."""
        return FAILURES.get(chosen)

    def _signed(self, url: str, form: Form, subject: str, *carries: str) -> Webhook:
        body, headers = webhooks.signed(form, url, self.account.token)
        return Webhook(
            policy="twilio",
            url=url,
            body=body,
            headers=headers,
            content=form,
            subject=subject,
            carries=frozenset(carries),
        )

    def _form(self, sid: str, said: InboundMessage) -> Form:
        quoted = webhooks.replied(self.chats.real_id(said.content.get("reply_to", "")), self.account)
        named = {"ExternalUserId": said.user_id} if said.user_id else {}
        head = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "ProfileName": self.chats.name_of(said.sender)}
        return _WRITERS[said.kind](self, said) | head | quoted | named


def _text(line: TwilioLine, said: InboundMessage) -> Form:
    return webhooks.text(line.account, said.sender, said.content["text"])


def _tap(line: TwilioLine, said: InboundMessage) -> Form:
    found = line.chats.find(said.content.get("reply_to", ""))
    is_list = found is not None and found[1].part is not None and found[1].part.kind == "list"
    write = webhooks.list_pick if is_list else webhooks.button
    return write(line.account, said.sender, said.content["action_id"], said.content.get("title", ""))


def _file(line: TwilioLine, said: InboundMessage) -> Form:
    file = said.content["media"][0]
    url = line.url + line.media.lead(line.url + CONTENT_PATH.format(id=file["id"]))
    return webhooks.media(line.account, said.sender, (url, file["mime_type"]), caption=file.get("caption", ""))


def _location(line: TwilioLine, said: InboundMessage) -> Form:
    place = said.content["location"]
    names = {"Label": place.get("name"), "Address": place.get("address")}
    where = {"Latitude": str(place["latitude"]), "Longitude": str(place["longitude"])}
    where |= {name: value for name, value in names.items() if value}
    return webhooks.text(line.account, said.sender, "", MessageType="location", **where)


_WRITERS: Mapping[str, Callable[[TwilioLine, InboundMessage], Form]] = {
    "text": _text,
    "button": _tap,
    "image": _file,
    "video": _file,
    "audio": _file,
    "voice": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
}
