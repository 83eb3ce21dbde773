"""Every error that relais raises on purpose.

RelaisError
├── ConfigurationError            a setting, a migration or a command is wrong: exit 2
├── BadRequestError               what came in cannot be read                  (HTTP 400)
│   ├── BadSignatureError         the sender could not prove who it is         (HTTP 403)
│   └── TooLargeError             more than the door accepts                   (HTTP 413)
├── SpoolError                    the disk took nothing while the database is away (retryable, HTTP 503)
├── DatabaseError                 a function of ours refused or failed
│   ├── DatabaseUnavailableError  no connection, read-only, full               (retryable)
│   │   └── DatabaseBusyError     too slow, a deadlock, a lock
│   ├── DatabaseBehindError       a function or table is missing: relais migrate
│   ├── LeaseLostError            the fence moved on: another worker has the lane
│   ├── UnknownIdError            no such person, session, message
│   └── InvalidInputError         the function named what is wrong with its input
├── SendError                     a provider did not take a reply part
│   ├── SendDeferredError         not now; again after `retry_after` seconds   (retryable)
│   ├── SendUnknownError          taken or not, nobody knows: wait for its status
│   └── SendRefusedError          never: about this message or about the account
├── NotificationError             the company's address did not take a notification
│   ├── NotificationDeferredError not now; again after `retry_after` seconds   (retryable)
│   └── NotificationRefusedError  never: it is refused as it stands
├── CacheUnavailableError         the live cache does not answer in time           (retryable)
├── ModelError                    the language model gave nothing that can be used
│   └── ModelDeferredError        not now: no connection, a limit, too slow    (retryable)
├── TranscriptionError            a voice message was not turned into words
└── MediaError                    a file was not fetched, or not kept
    ├── MediaDeferredError        not now; again after `retry_after` seconds   (retryable)
    └── MediaRefusedError         never: it is gone, its address is no provider's
        ├── MediaTooLargeError    it has more bytes than such a file may have
        └── MediaTypeError        its content is not what it is said to be, or nothing that is kept

A foreign exception becomes one of these in the service that met it; nobody else looks at an HTTP status or a SQLSTATE.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import ClassVar


class RelaisError(Exception):
    """Base of all; `code` is stable, `retryable` says whether the same call may succeed later."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False


class ConfigurationError(RelaisError):
    """A setting, a migration or a command is wrong; the sentence names it."""

    code = "configuration"


class BadRequestError(RelaisError):
    """What came in cannot be read."""

    code = "malformed"
    status: ClassVar[int] = 400


class BadSignatureError(BadRequestError):
    """The signature is missing or wrong. Never says what was expected."""

    code = "bad_signature"
    status = 403


class TooLargeError(BadRequestError):
    """The body is larger than the door accepts."""

    code = "too_large"
    status = 413


class SpoolError(RelaisError):
    """The spool cannot be written or read at the moment: a full or broken disk, a directory that is not ours."""

    code = "spool"
    retryable = True


class DatabaseError(RelaisError):
    """A database function refused or failed; `undone` says that the server has told us that it wrote nothing."""

    code = "database"
    undone = False


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be reached or cannot write at the moment."""

    code = "database_unavailable"
    retryable = True


class DatabaseBusyError(DatabaseUnavailableError):
    """One call did not get through: too slow, a deadlock, a lock. Perhaps it was the call's own fault."""

    code = "database_busy"


class DatabaseBehindError(DatabaseError):
    """A function or a table that this version needs is not there: the database was not migrated."""

    code = "database_behind"


class LeaseLostError(DatabaseError):
    """Another worker has taken the lane: nothing of this turn was written."""

    code = "lease_lost"


class UnknownIdError(DatabaseError):
    """There is no row with this id."""

    code = "unknown_id"


class InvalidInputError(DatabaseError):
    """A database function was given something that it refuses; the sentence says what."""

    code = "invalid_input"


class SendError(RelaisError):
    """A provider did not take a reply part; `provider_code` is its own number for the reason, if it gave one."""

    code = "send"

    def __init__(self, sentence: str, *, provider_code: str | None = None) -> None:
        super().__init__(sentence)
        self.provider_code = provider_code


class SendDeferredError(SendError):
    """Not now: try again after `retry_after` seconds (None: our own back-off)."""

    code = "send_deferred"
    retryable = True

    def __init__(self, sentence: str, *, provider_code: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(sentence, provider_code=provider_code)
        self.retry_after = retry_after


class SendUnknownError(SendError):
    """Nobody knows whether the provider took it: a status decides, or time."""

    code = "send_unknown"


class SendRefusedError(SendError):
    """The provider will never take this part; trying again would change nothing.

    `account` says that it refuses us, whatever we send: an operator must look.
    """

    code = "send_refused"

    def __init__(self, sentence: str, *, provider_code: str | None = None, account: bool = False) -> None:
        super().__init__(sentence, provider_code=provider_code)
        self.account = account


class NotificationError(RelaisError):
    """The company was not told what it is to be told. The sentence never holds the address: that may be a secret."""

    code = "notification"


class NotificationDeferredError(NotificationError):
    """Not now: try again after `retry_after` seconds (None: our own back-off)."""

    code = "notification_deferred"
    retryable = True

    def __init__(self, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class NotificationRefusedError(NotificationError):
    """Never: the company refuses it; trying again would change nothing."""

    code = "notification_refused"


class CacheUnavailableError(RelaisError):
    """The live cache cannot be reached, refuses us, or does not answer in time."""

    code = "cache_unavailable"
    retryable = True


class ModelError(RelaisError):
    """The language model gave nothing that can be used; the sentence holds no body and no key."""

    code = "model"


class ModelDeferredError(ModelError):
    """Not now: the model cannot be reached, is too slow, or takes no more at the moment."""

    code = "model_deferred"
    retryable = True


class MediaError(RelaisError):
    """A file that a person sent was not fetched from the provider, or not kept by the media store."""

    code = "media"


class MediaDeferredError(MediaError):
    """Not now: try again after `retry_after` seconds (None: our own back-off)."""

    code = "media_deferred"
    retryable = True

    def __init__(self, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class MediaRefusedError(MediaError):
    """Never: the file is gone, or lies where nobody may look; trying again would change nothing."""

    code = "media_refused"


class MediaTooLargeError(MediaRefusedError):
    """The file has more bytes than one of its kind may have."""

    code = "media_too_large"


class MediaTypeError(MediaRefusedError):
    """The content of the file is not what it is said to be, or nothing that is kept."""

    code = "media_type"


class TranscriptionError(RelaisError):
    """A voice message was not turned into words; the sentence holds no word of it and no key."""

    code = "transcription"


def place_of(error: BaseException) -> str:
    """Say what a foreign exception is and where it came from, without its text: that may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name} ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{where}"
