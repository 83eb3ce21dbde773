"""What relais needs from the outside, one Protocol per thing. Real and fake follow the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from messages import ChannelName, Event, Limits, OutgoingPart, WebhookRequest
from services.llm.values import IntentChoice, ModelAnswer, ModelTool, Question, Tokens
from services.media.values import MediaHead, MediaReference, MediaSink


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFigures:
    """What a cache did since the start: states written and still to be written, calls, and the seconds they took."""

    up: bool
    writes: int
    pending: int
    calls: int
    failures: int
    seconds: float


class Database(Protocol):
    """A way to call an SQL function by name, with named arguments.

    Arguments are JSON-able values; a `dict` or `list` argument arrives as jsonb (or as an array where the function
    takes one). Errors: every `errors.DatabaseError`.
    """

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value; jsonb comes back parsed."""
        ...

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows, each as JSON has it: times and ids as text."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


class WakeUps(Protocol):
    """Tells whoever waits that something is due, in this process and in others. A lost ring costs one poll."""

    def ring(self, topic: str) -> None:
        """Say that `topic` (one of `services.wakeups.TOPICS`) has something due now; returns at once."""
        ...

    def ring_here(self, topic: str) -> None:
        """Say so in this process only."""
        ...

    @property
    def poll_seconds(self) -> float:
        """How many seconds to trust the silence."""
        ...

    async def wait(self, topic: str, timeout: float) -> None:
        """Return after a ring of `topic`, or after `timeout` seconds."""
        ...


class SessionCache(Protocol):
    """The live state of sessions, beside the database: a help, never the truth, gone after 24 hours.

    A state has the fields that the SQL function describe_session says. Errors: `errors.CacheUnavailableError`.
    """

    @property
    def figures(self) -> CacheFigures:
        """What happened so far, and how it stands."""
        ...

    def put(self, session: dict[str, Any]) -> None:
        """Take a state that was committed; returns at once."""
        ...

    async def find(self, session_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the states that are known, by id."""
        ...

    async def list_sessions(
        self, *, phone: str | None, status: str | None, before: str | None, before_id: str | None, limit: int
    ) -> list[dict[str, Any]]:
        """Return states, the newest session first: see `services.store.Store.list_sessions`."""
        ...

    async def list_person(self, person_id: str) -> list[dict[str, Any]]:
        """Return the states of one person."""
        ...

    async def forget(self, person_id: str) -> int:
        """Remove a person's states and return how many they were."""
        ...

    async def latency(self) -> float | None:
        """Return how many seconds an answer takes, or None when the cache is away. Raises nothing."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


class ContentCache(Protocol):
    """Remembers what was once created at a provider, by a hash of what it says; shared by every worker."""

    async def find(self, key: str) -> str | None:
        """Return the provider's id for `key`, or None."""
        ...

    async def save(self, key: str, provider_id: str) -> None:
        """Remember the provider's id for `key`; saving twice is harmless."""
        ...

    async def forget(self, key: str) -> None:
        """Let go of what the provider no longer has; forgetting twice is harmless."""
        ...


class Channel(Protocol):
    """One provider, both directions: verify, parse, send."""

    name: ChannelName
    limits: Limits

    def verify(self, request: WebhookRequest) -> None:
        """Check the signature over the raw bytes, before anything is parsed.

        Raises:
            errors.BadSignatureError: missing or wrong.
        """
        ...

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Turn a verified webhook into events; one bad item becomes `unsupported` and harms no other.

        Raises:
            errors.BadRequestError: the body as a whole cannot be read.
        """
        ...

    async def send(self, outgoing: OutgoingPart) -> str:
        """Hand one part to the provider and return the provider's id for it.

        Raises:
            errors.SendDeferredError: not now.
            errors.SendUnknownError: the result is not known.
            errors.SendRefusedError: never.
        """
        ...

    async def show_typing(self, message_id: str) -> bool:
        """Mark a message as read and show that an answer is on its way; say whether it worked. Raises nothing."""
        ...

    async def fetch_media(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Bring a file that a person sent into `sink`; our credentials go to the provider and nobody else.

        Raises:
            errors.MediaDeferredError: not now.
            errors.MediaRefusedError: never.
        """
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a voice message says; `language` is one of ours, if the service names it, `seconds` how long it was."""

    text: str
    language: str | None = None
    seconds: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the content of a message holds it; what is not known is missing."""
        said = {"transcript": self.text, "transcript_language": self.language, "transcript_seconds": self.seconds}
        return {name: value for name, value in said.items() if value is not None}


class Transcriber(Protocol):
    """Turns speech into words; `model` names what does it, for the prices."""

    @property
    def model(self) -> str:
        """What is paid for."""
        ...

    async def transcribe(self, audio: BinaryIO, *, mime_type: str, filename: str) -> Transcript:
        """Return what is said in a file of at most 16 MB; its name ends as its type has it.

        Raises:
            errors.TranscriptionError: nothing was understood, or nobody listened.
        """
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


class MediaStore(Protocol):
    """Keeps the files that people sent, out of everybody's sight. Errors: every `errors.MediaError`."""

    async def put(self, path: str, file: BinaryIO, mime_type: str) -> None:
        """Keep a file durably, whole or not at all, in place of one that lies there."""
        ...

    async def locate(self, path: str, *, seconds: int, filename: str) -> str | Path:
        """Return an address that can be read for so many seconds without any key, or the file on this machine."""
        ...

    async def delete(self, prefix: str) -> int:
        """Remove a file, or a folder with all that is in it; return how many files that were."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


class LanguageModel(Protocol):
    """Answers questions in words, perhaps wrongly: whoever asks checks what comes back, and can do without.

    Each verb adds to `used` what it cost, also when it fails. Errors: `errors.ModelError`, and nothing else.
    """

    @property
    def name(self) -> str:
        """The name under which the table prices knows the model."""
        ...

    async def choose_intent(self, question: Question, intents: Sequence[str], used: Tokens) -> IntentChoice:
        """Return which of `intents` a text has."""
        ...

    async def answer(self, question: Question, tools: Sequence[ModelTool], used: Tokens) -> ModelAnswer:
        """Return an answer to a person, with what the tools found."""
        ...

    async def summarise(self, question: Question, used: Tokens) -> str:
        """Return what a conversation was about."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...
