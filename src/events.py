"""The log catalogue: every event that relais writes, one member each. How they are written: `logs`.

An event's name is `subject.verb`. The sentence is what operators search for (contract §8): `%(name)s` places are
filled from the event's own fields. Level INFO unless said otherwise.
"""

from __future__ import annotations

import enum
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars


class Event(enum.Enum):
    """One member per event: its name, its sentence, its level.

    Below each stands when it occurs, then, behind the arrow, what an operator does about it; fields that the sentence
    does not name are in backticks. `docs/monitoring.md` is made of this: `python -m monitoring.page`.
    """

    # The service
    SERVICE_STARTED = ("service.started", "relais serves on %(address)s as %(role)s")
    """The process takes webhooks, or works, or both."""
    SERVICE_STOPPED = ("service.stopped", "relais stopped")
    """The process ended in order, after it had finished what it was doing."""
    DATABASE_UNAVAILABLE = ("database.unavailable", "The database is away: %(reason)s", "WARNING")
    """A call found no connection, or a server that takes nothing; at most once a minute while that lasts. → See whether
    Postgres runs and can be reached. What was answered with 200 is not lost, and work goes on by itself.
    """
    DATABASE_RECOVERED = ("database.recovered", "The database answers again")
    """The first call that worked after `database.unavailable`: once for each outage."""
    LISTENER_LOST = ("listener.lost", "Lost the listening connection, polling meanwhile: %(reason)s", "WARNING")
    """The connection on which processes wake each other broke; it is made again. → Nothing, unless it goes on: then a
    pooler in transaction mode, or the network, cuts it.
    """
    DATABASE_BEHIND = ("database.behind", "The database is not up to date: run relais migrate", "WARNING")
    """A function or a table that this version needs is not there. → Run `relais migrate`."""
    CACHE_UNAVAILABLE = ("cache.unavailable", "The live cache cannot be used: %(reason)s", "WARNING")
    """Redis does not answer within 50 ms; at most once a minute. → See whether Redis runs. The bot does without; only
    lists of live sessions are older meanwhile.
    """
    CACHE_RECOVERED = ("cache.recovered", "The live cache can be used again")
    """Redis answers again."""
    # The door
    WEBHOOK_RECEIVED = ("webhook.received", "Stored %(stored)s of %(messages)s messages of %(webhooks)s webhooks")
    """Messages of one or several webhooks are durable in the database; those that were not stored had come before."""
    STATUSES_RECEIVED = ("statuses.received", "Applied %(applied)s of %(statuses)s statuses of %(webhooks)s webhooks")
    """The providers told how replies fared; those that were not applied change nothing."""
    WEBHOOK_REFUSED = ("webhook.refused", "Refused a webhook: %(reason)s", "WARNING")
    """A webhook has a wrong signature (403), cannot be read (400) or is too large (413). → If it goes on: compare the
    app secret or the auth token, and `PUBLIC_URL` behind a proxy. Else somebody tries the door.
    """
    MESSAGE_SKIPPED = ("message.skipped", "Skipped a message: %(reason)s", "WARNING")
    """An item of a webhook names no sender; its neighbours are handled. → Look at what the provider sends, it may have
    changed.
    """
    WEBHOOK_NOT_STORED = ("webhook.not_stored", "Could not write a webhook down: %(reason)s", "ERROR")
    """Neither the database nor the spool took a webhook; the answer was 503, and the provider delivers again. → Mend
    the database or the disk soon: providers do not try for ever.
    """
    WEBHOOK_SPOOLED = ("webhook.spooled", "Spooled %(events)s events: the database is away")
    """The events of a webhook are fsynced on the door's disk instead."""
    # The spool
    SPOOL_BEGAN = ("spool.began", "Events go to the spool: %(reason)s", "WARNING")
    """The database did not take a webhook in time; from now on all go to the spool. → See whether Postgres runs and can
    be reached.
    """
    SPOOL_FOUND = ("spool.found", "Found %(events)s events in the spool")
    """An earlier process left events in the spool; they are drained now."""
    SPOOL_WAITS = ("spool.waits", "%(events)s events wait in the spool: %(reason)s", "WARNING")
    """Draining was tried, and the database is still away. → See whether Postgres runs, and how full the disk is."""
    SPOOL_DRAINED = ("spool.drained", "Drained %(events)s events from the spool")
    """What waited in the spool is in the database."""
    SPOOL_TORN = (
        "spool.torn",
        "Skipped an unfinished line at the end of %(file)s: it was never acknowledged",
        "WARNING",
    )
    """A process was killed while it wrote: the provider has had no 200 for that line and delivers it again."""
    SPOOL_REJECTED = ("spool.rejected", "Set an event aside in %(file)s: %(reason)s", "ERROR")
    """The database refuses an event for good. → Read the `.rejected` file; renamed to `*.jsonl`, it is tried again."""
    SPOOL_FAILED = ("spool.failed", "The spool is in trouble: %(reason)s", "ERROR")
    """The spool's directory or a file in it cannot be used. → Look at the disk and its permissions: without a spool, an
    outage is a 503.
    """
    # A turn
    SESSION_CREATED = ("session.created", "Created new session")
    """A message opened a new session."""
    SESSION_REUSED = ("session.reused", "Reusing existing session_id")
    """A message went on in the session that was open."""
    SESSION_ENDED = ("session.ended", "Ended session")
    """A session came to its end, for its `reason`."""
    HISTORY_LOADED = ("history.loaded", "Loaded %(count)s recent messages for intent context")
    """A text is about to be classified, with what was said before in this session; 0 for the first text of a session.
    """
    TOOL_OUTPUTS_SEARCHED = ("tool_outputs.searched", "Searching for tool_outputs in last %(count)s messages")
    """A choice without a reference is looked for in what this session showed last; never logged when nothing was said
    yet. → With 0: taps lose their lists; see the alert `empty_searches`.
    """
    TOOL_OUTPUTS_FOUND = ("tool_outputs.found", "Found tool_outputs with %(tool)s")
    """The list that a choice belongs to was found."""
    DIRECT_ACTION_UNRESOLVED = ("direct_action.unresolved", "Direct action '%(action_id)s' returned None", "WARNING")
    """A tap, or a typed number, leads nowhere; the person got a fresh list. → Now and then: a list that is old. Often:
    see the alert `unresolved_actions`.
    """
    PROJECT_RESTORED = ("project.restored", "Auto-restored project %(project_id)s")
    """A new session goes on with the person's last project; permission was checked in `elapsed_ms`."""
    PROJECT_DENIED = ("project.denied", "Lost access to project %(project_id)s", "WARNING")
    """A person may no longer see a project, which was found out `at` "restore" or "choice"; they were told, and it is
    audited. → Give them access, if they should have it.
    """
    PROJECT_RESTORE_FAILED = ("project.restore_failed", "Auto-restore project context failed", "WARNING")
    """The permission could not be checked, for this `reason`; the turn is tried again. → The database is in trouble."""
    INTENT_CLASSIFIED = ("intent.classified", "Classified the text as %(intent)s")
    """A text was understood with this `confidence`; what is not likely is "general"."""
    PERSON_REFUSED = ("person.refused", "Refused a person who is not registered or not active")
    """Somebody wrote who is no subcontractor, or no active one; they were told. → Register them, if they should be."""
    PERSON_FLOODING = ("person.flooding", "A person sends more than is answered: silence until they pause", "WARNING")
    """Somebody sent more than 300 messages within a minute; they were told once, and nobody else is slowed down.
    → Now and then: a phone that sends again. Often: block the number with the provider.
    """
    MESSAGE_HANDLED = ("message.handled", "Handled message: %(outcome)s")
    """The canonical line: one for each message, when its outcome is committed. Its fields are listed below."""
    TURN_FAILED = ("turn.failed", "A turn failed: %(reason)s", "WARNING")
    """A turn met an error; after so many `attempts` it is tried again later. → Nothing, unless it ends as `turn.dead`.
    """
    TURN_DEAD = ("turn.dead", "Set a message aside after %(attempts)s attempts: %(reason)s", "ERROR")
    """A message failed `MAX_ATTEMPTS` times and was set aside; the person was told once. → `relais dead show`, mend the
    reason, `relais dead requeue`.
    """
    LEASE_LOST = ("lease.lost", "Another worker took the lane: nothing of this turn was written", "WARNING")
    """A worker was too slow, or frozen, and another one took over. → Nothing, unless it goes on: then the machine is
    starved of CPU.
    """
    # A reply
    SEND_LEASE_LOST = ("reply.lease_lost", "Came too late to send part %(reply_id)s: its lease is over", "WARNING")
    """A sender was frozen and sends nothing any more of what it held. → As for `lease.lost`."""
    REPLY_SENT = ("reply.sent", "Sent part %(reply_id)s")
    """The provider took a part of a reply, after so many `attempts` and in `elapsed_ms`; it calls it
    `provider_message_id`.
    """
    REPLY_DEFERRED = ("reply.deferred", "A reply waits: %(reason)s", "WARNING")
    """The provider takes nothing now (a limit, an outage), as its `code` says; the part is tried again, with one more
    of its `attempts`. → If it goes on: look at the provider's status page, and at `SEND_RATE_PER_SECOND`.
    """
    REPLY_UNKNOWN = ("reply.unknown", "The result of a send is unknown: %(reason)s", "WARNING")
    """A send had no clear answer; its status decides, or `RECONCILE_SECONDS`. → If it goes on: look at the network to
    the provider.
    """
    REPLY_REFUSED = ("reply.refused", "The provider refused a reply: %(reason)s", "ERROR")
    """The provider will never take this part, as its `code` says. → `relais doctor` when it is about the account; else
    see the code in the provider's documentation.
    """
    CONTENT_FALLBACK = ("content.fallback", "Sent numbered text instead of buttons or a list: %(reason)s", "WARNING")
    """Twilio had no content for buttons or a list, or refused it; the person got numbered text. → See whether the
    account may create contents.
    """
    # A file that a person sent
    MEDIA_STORED = ("media.stored", "Stored file %(media_id)s: %(bytes)s bytes")
    """A file is where files are kept, after so many `attempts`."""
    MEDIA_DEFERRED = ("media.deferred", "File %(media_id)s waits: %(reason)s", "WARNING")
    """A file was not fetched or not kept; it is tried again, with one more of its `attempts`."""
    MEDIA_UNAVAILABLE = ("media.unavailable", "The files cannot be reached: %(reason)s", "WARNING")
    """An operator asked for a file, and the store of files does not answer. → Look at `DATA_DIR`, or at Supabase
    Storage.
    """
    MEDIA_FAILED = ("media.failed", "Gave file %(media_id)s up: %(reason)s", "ERROR")
    """A file is lost: too large, of another type than it says, gone, or tried too often (`attempts`); the person was
    told.
    """
    # The company
    COMPANY_TOLD = ("company.told", "Told the company of %(kind)s %(notification_id)s")
    """The company's webhook took a notification, after so many `attempts`."""
    COMPANY_DEFERRED = ("company.deferred", "%(kind)s %(notification_id)s waits: %(reason)s", "WARNING")
    """The company's webhook did not take it; it is tried again, with one more of its `attempts`. → Look at what stands
    behind `ESCALATION_WEBHOOK_URL`.
    """
    COMPANY_NOT_TOLD = ("company.not_told", "Gave %(kind)s %(notification_id)s up: %(reason)s", "ERROR")
    """The company's webhook never took it, after so many `attempts`. → Somebody waits for a human: look in the console,
    or at `GET /api/v1/sessions?status=escalated`.
    """
    # The language model
    MODEL_ASKED = ("model.asked", "Asked the model to %(purpose)s: %(tokens)s tokens in %(elapsed_ms)s ms")
    """The language model gave what it was asked for."""
    MODEL_FAILED = ("model.failed", "The model was of no use to %(purpose)s: %(reason)s", "WARNING")
    """It gave nothing in time, or nothing that may be said; the bot did without. → Look at the provider of the model
    when it goes on.
    """
    MODEL_LIMITED = ("model.limited", "Did not ask the model: the person's tokens of today are used up")
    """A person has used up what the model may cost for them today; the bot does without."""
    VOICE_TRANSCRIBED = ("voice.transcribed", "Transcribed a voice message: %(characters)s characters")
    """A voice message became words."""
    VOICE_NOT_TRANSCRIBED = ("voice.not_transcribed", "A voice message was not transcribed: %(reason)s", "WARNING")
    """It did not; the person was asked to type. → Look at what stands behind `TRANSCRIPTION_URL`."""
    # Maintenance
    MAINTENANCE_FINISHED = ("maintenance.finished", "Maintenance %(job)s: %(result)s")
    """A job came to its end in `elapsed_ms`, for the time `slot`; the result of `check-sessions` holds the rows of
    sessions and people.
    """
    MAINTENANCE_FAILED = ("maintenance.failed", "Maintenance %(job)s failed: %(reason)s", "WARNING")
    """A job failed; it is tried again at its next time, `slot` by `slot`. → See `reason`, then `relais maintain`."""
    SESSIONS_UNHEALTHY = ("sessions.unhealthy", "Sessions are not as they should be: %(broken)s", "WARNING")
    """The check of every five minutes found something. → `relais doctor` says what, and mends it with `--fix`."""
    # An operator
    OPERATOR_ACTED = ("operator.acted", "An operator did %(action)s to %(target)s")
    """Somebody with the admin token changed something."""
    CALL_REFUSED = ("api.refused", "Refused a call of the API: wrong token", "WARNING")
    """Somebody called the API without the admin token, or with a wrong one. → If it goes on: see who can reach it."""
    LOG_IN_REFUSED = ("operator.refused", "Refused a log-in to the console: wrong admin token", "WARNING")
    """Somebody tried the console with a wrong token. → If it goes on: see who can reach the console."""
    # A person's data
    PERSON_EXPORTED = ("person.exported", "Exported all that is known of %(phone)s")
    """An operator was handed all data of a person."""
    PERSON_ERASED = ("person.erased", "Erased all that was known of %(phone)s, receipt %(receipt)s")
    """A person's data are gone; the audit log knows the receipt."""
    # The inside
    UNEXPECTED = ("error.unexpected", "Unexpected error: %(reason)s", "ERROR")
    """A bug of ours, named by its place and never by its text; what was being done is tried again. → Report it."""
    LIBRARY = ("library.logged", "%(text)s", "WARNING")
    """What a library says of itself, in its own words."""

    def __init__(self, event: str, sentence: str, level: str = "INFO") -> None:
        self.event = event
        self.sentence = sentence
        self.level = logging.getLevelNamesMapping()[level]


counts: Counter[Event] = Counter()
"""How often each event happened in this process, whatever the log level: what /metrics tells."""

observers: set[Callable[[Event, Mapping[str, Any]], None]] = set()
"""Who else wants to know what happened, with its fields."""

_logger: Any = structlog.get_logger("relais")


def log(event: Event, **fields: Any) -> None:
    """Write one event; fields that its sentence names must be there."""
    counts[event] += 1
    for observe in observers:
        observe(event, fields)
    _logger.log(event.level, event.event, message=event.sentence % fields, **fields)


bind = bound_contextvars
"""`with bind(message_id=…, session_id=…):` puts ids into every event inside."""
