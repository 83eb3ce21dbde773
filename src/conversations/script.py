"""A script: who says, taps or sends what, and what must come back. docs/conversations.md explains every key."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from conversations.settings import script_settings
from conversations.strict import Length, Strict, Texts, keyed, listed
from conversations.times import date_and_time
from conversations.world import Given
from messages import ChannelName


class Tap(Strict):
    """An option on the screen by its title, `skip` messages that have it further up; or a bare action id."""

    title: str | None = None
    skip: int = 0
    action: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Tap:
        if (self.title is None) == (self.action is None):
            raise ValueError("`taps` takes a `title` or an `action`")
        return self


class Sending(Strict):
    """One message that is no tap: exactly one kind. A file is named; of a voice message stand the spoken words."""

    text: str | None = None
    photo: str | None = None
    video: str | None = None
    audio: str | None = None
    document: str | None = None
    sticker: str | None = None
    voice: str | None = None
    location: dict[str, Any] | None = None
    contacts: tuple[dict[str, Any], ...] | None = None
    reaction: str | None = None
    order: dict[str, Any] | None = None
    edit: str | None = None
    revoke: bool | None = None
    unsupported: bool | None = None
    caption: str | None = None
    mime_type: str | None = None

    @property
    def kind(self) -> str:
        """The one key that says what it is."""
        return next(iter(self.model_fields_set - _BESIDE))

    @model_validator(mode="after")
    def _one_kind(self) -> Sending:
        if len(self.model_fields_set - _BESIDE) != 1:
            raise ValueError("`sends` takes one kind of message, such as `photo`, `voice` or `location`")
        return self


_BESIDE = {"caption", "mime_type"}


class Operator(Strict):
    """What somebody in the office does: answers, or takes over, gives back or ends the conversation."""

    answers: str | None = None
    does: Literal["takes over", "releases", "ends"] | None = None


class Change(Strict):
    """Rows of a table that become different, by somebody else's hand; the value `now` is the clock's time."""

    table: str
    where: dict[str, Any]
    set: dict[str, Any]


TableHolds = int | dict[str, Any] | tuple[dict[str, Any], ...]
"""What a table must hold: so many rows; a row like this; exactly these rows."""


class Expectation(Strict):
    """What must have come back after a step. Only what is named is looked at."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", " "))

    contains: Texts = ()
    not_contains: Texts = ()
    text: str = ""
    replies: int = 0
    silence: bool = False
    buttons: Texts = ()
    rows: Texts = ()
    numbered: Texts = ()
    options: Texts = ()
    offers: Texts = ()
    attachments: Texts = ()
    language: str | None = None
    intent: str | None = None
    outcome: Texts = ()
    session: Literal["new", "same", "ended", "none"] | None = None
    phase: str | None = None
    tables: dict[str, TableHolds] = Field(default_factory=dict[str, TableHolds])


class Step(Strict):
    """One thing that happens, and what must come of it."""

    person: str | None = Field(None, alias="as")
    says: Texts | None = None
    taps: Annotated[Tap, keyed("title")] | None = None
    sends: Annotated[tuple[Sending, ...], BeforeValidator(listed)] | None = None
    later: Length | None = None
    at: str | None = None
    operator: Annotated[Operator, keyed("does")] | None = None
    change: Annotated[tuple[Change, ...], BeforeValidator(listed)] | None = None
    add: Given | None = None
    quotes: str | None = None
    twice: bool = False
    crash: Literal["before commit", "before send", "after send"] | None = None
    expect: Expectation = Expectation()

    @property
    def verb(self) -> str | None:
        """The one key that says what happens; None when only something is expected."""
        return next(iter(self.model_fields_set - _MANNER), None)

    @model_validator(mode="after")
    def _one_thing(self) -> Step:
        verbs = self.model_fields_set - _MANNER
        if len(verbs) > 1:
            raise ValueError(f"a step is one thing, and this one is {' and '.join(sorted(verbs))}")
        if self.model_fields_set & _HOW_SAID and not verbs & _SAID:
            raise ValueError("`quotes`, `twice` and `crash` go with `says`, `taps` or `sends`")
        return self


_SAID = {"says", "taps", "sends"}
_HOW_SAID = {"quotes", "twice", "crash"}
_MANNER = {"person", "expect", *_HOW_SAID}


def _known(settings: dict[str, Any]) -> dict[str, Any]:
    script_settings(settings)
    return settings


class Script(Strict):
    """One conversation, as a file holds it."""

    name: str = ""
    person: str = "Jean"
    channel: ChannelName = "cloud"
    at: Annotated[datetime, BeforeValidator(lambda value: date_and_time(str(value)))] = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - DEFAULT_TIMEZONE may be a setting of the script
    settings: Annotated[dict[str, Any], AfterValidator(_known)] = Field(default_factory=dict[str, Any])
    given: Given = Given()
    turns: tuple[Step, ...]

    @model_validator(mode="after")
    def _something_happens(self) -> Script:
        if not self.turns:
            raise ValueError("`turns` is empty")
        return self
