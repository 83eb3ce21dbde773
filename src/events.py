"""The log catalogue: every event that relais writes, one member each. How they are written: `logs`.

An event's name is `subject.verb`. The sentence is what operators search for (contract §8): `%(name)s` places are
filled from the event's own fields. Level INFO unless said otherwise.
"""

from __future__ import annotations

import enum
import logging
from collections import Counter
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars


class Event(enum.Enum):
    """One member per event: its name, its sentence, its level."""

    # The service
    SERVICE_STARTED = ("service.started", "relais serves on %(address)s as %(role)s")
    SERVICE_STOPPED = ("service.stopped", "relais stopped")
    DATABASE_UNAVAILABLE = ("database.unavailable", "The database is away: %(reason)s", "WARNING")
    LISTENER_LOST = ("listener.lost", "Lost the listening connection, polling meanwhile: %(reason)s", "WARNING")
    DATABASE_BEHIND = ("database.behind", "The database is not up to date: run relais migrate", "WARNING")
    CACHE_UNAVAILABLE = ("cache.unavailable", "The live cache cannot be used: %(reason)s", "WARNING")
    CACHE_RECOVERED = ("cache.recovered", "The live cache can be used again")
    # The door
    WEBHOOK_RECEIVED = ("webhook.received", "Stored %(stored)s of %(messages)s messages of %(webhooks)s webhooks")
    STATUSES_RECEIVED = ("statuses.received", "Applied %(applied)s of %(statuses)s statuses of %(webhooks)s webhooks")
    WEBHOOK_REFUSED = ("webhook.refused", "Refused a webhook: %(reason)s", "WARNING")
    MESSAGE_SKIPPED = ("message.skipped", "Skipped a message: %(reason)s", "WARNING")
    WEBHOOK_NOT_STORED = ("webhook.not_stored", "Could not write a webhook down: %(reason)s", "ERROR")
    WEBHOOK_SPOOLED = ("webhook.spooled", "Spooled %(events)s events: the database is away")
    # The spool
    SPOOL_BEGAN = ("spool.began", "Events go to the spool: %(reason)s", "WARNING")
    SPOOL_FOUND = ("spool.found", "Found %(events)s events in the spool")
    SPOOL_WAITS = ("spool.waits", "%(events)s events wait in the spool: %(reason)s", "WARNING")
    SPOOL_DRAINED = ("spool.drained", "Drained %(events)s events from the spool")
    SPOOL_TORN = (
        "spool.torn",
        "Skipped an unfinished line at the end of %(file)s: it was never acknowledged",
        "WARNING",
    )
    SPOOL_REJECTED = ("spool.rejected", "Set an event aside in %(file)s: %(reason)s", "ERROR")
    SPOOL_FAILED = ("spool.failed", "The spool is in trouble: %(reason)s", "ERROR")
    # A turn
    SESSION_CREATED = ("session.created", "Created new session")
    SESSION_REUSED = ("session.reused", "Reusing existing session_id")
    SESSION_ENDED = ("session.ended", "Ended session")
    HISTORY_LOADED = ("history.loaded", "Loaded %(count)s recent messages for intent context")
    TOOL_OUTPUTS_SEARCHED = ("tool_outputs.searched", "Searching for tool_outputs in last %(count)s messages")
    TOOL_OUTPUTS_FOUND = ("tool_outputs.found", "Found tool_outputs with %(tool)s")
    DIRECT_ACTION_UNRESOLVED = ("direct_action.unresolved", "Direct action '%(action_id)s' returned None", "WARNING")
    PROJECT_RESTORED = ("project.restored", "Auto-restored project %(project_id)s")
    PROJECT_DENIED = ("project.denied", "Lost access to project %(project_id)s", "WARNING")
    PROJECT_RESTORE_FAILED = ("project.restore_failed", "Auto-restore project context failed", "WARNING")
    INTENT_CLASSIFIED = ("intent.classified", "Classified the text as %(intent)s")
    PERSON_REFUSED = ("person.refused", "Refused a person who is not registered or not active")
    MESSAGE_HANDLED = ("message.handled", "Handled message: %(outcome)s")
    TURN_FAILED = ("turn.failed", "A turn failed: %(reason)s", "WARNING")
    TURN_DEAD = ("turn.dead", "Set a message aside after %(attempts)s attempts: %(reason)s", "ERROR")
    LEASE_LOST = ("lease.lost", "Another worker took the lane: nothing of this turn was written", "WARNING")
    # A reply
    SEND_LEASE_LOST = ("reply.lease_lost", "Came too late to send part %(reply_id)s: its lease is over", "WARNING")
    REPLY_SENT = ("reply.sent", "Sent part %(reply_id)s")
    REPLY_DEFERRED = ("reply.deferred", "A reply waits: %(reason)s", "WARNING")
    REPLY_UNKNOWN = ("reply.unknown", "The result of a send is unknown: %(reason)s", "WARNING")
    REPLY_REFUSED = ("reply.refused", "The provider refused a reply: %(reason)s", "ERROR")
    CONTENT_FALLBACK = ("content.fallback", "Sent numbered text instead of buttons or a list: %(reason)s", "WARNING")
    # A file that a person sent
    MEDIA_STORED = ("media.stored", "Stored file %(media_id)s: %(bytes)s bytes")
    MEDIA_DEFERRED = ("media.deferred", "File %(media_id)s waits: %(reason)s", "WARNING")
    MEDIA_UNAVAILABLE = ("media.unavailable", "The files cannot be reached: %(reason)s", "WARNING")
    MEDIA_FAILED = ("media.failed", "Gave file %(media_id)s up: %(reason)s", "ERROR")
    # The company
    COMPANY_TOLD = ("company.told", "Told the company of %(kind)s %(notification_id)s")
    COMPANY_DEFERRED = ("company.deferred", "%(kind)s %(notification_id)s waits: %(reason)s", "WARNING")
    COMPANY_NOT_TOLD = ("company.not_told", "Gave %(kind)s %(notification_id)s up: %(reason)s", "ERROR")
    # The language model
    MODEL_ASKED = ("model.asked", "Asked the model to %(purpose)s: %(tokens)s tokens in %(elapsed_ms)s ms")
    MODEL_FAILED = ("model.failed", "The model was of no use to %(purpose)s: %(reason)s", "WARNING")
    MODEL_LIMITED = ("model.limited", "Did not ask the model: the person's tokens of today are used up")
    VOICE_TRANSCRIBED = ("voice.transcribed", "Transcribed a voice message: %(characters)s characters")
    VOICE_NOT_TRANSCRIBED = ("voice.not_transcribed", "A voice message was not transcribed: %(reason)s", "WARNING")
    # Maintenance
    MAINTENANCE_FINISHED = ("maintenance.finished", "Maintenance %(job)s: %(result)s")
    MAINTENANCE_FAILED = ("maintenance.failed", "Maintenance %(job)s failed: %(reason)s", "WARNING")
    SESSIONS_UNHEALTHY = ("sessions.unhealthy", "Sessions are not as they should be: %(broken)s", "WARNING")
    # An operator
    OPERATOR_ACTED = ("operator.acted", "An operator did %(action)s to %(target)s")
    # A person's data
    PERSON_EXPORTED = ("person.exported", "Exported all that is known of %(phone)s")
    PERSON_ERASED = ("person.erased", "Erased all that was known of %(phone)s, receipt %(receipt)s")
    # The inside
    UNEXPECTED = ("error.unexpected", "Unexpected error: %(reason)s", "ERROR")
    LIBRARY = ("library.logged", "%(text)s", "WARNING")

    def __init__(self, event: str, sentence: str, level: str = "INFO") -> None:
        self.event = event
        self.sentence = sentence
        self.level = logging.getLevelNamesMapping()[level]


counts: Counter[Event] = Counter()
"""How often each event happened in this process, whatever the log level: what /metrics tells."""

_logger: Any = structlog.get_logger("relais")


def log(event: Event, **fields: Any) -> None:
    """Write one event; fields that its sentence names must be there."""
    counts[event] += 1
    _logger.log(event.level, event.event, message=event.sentence % fields, **fields)


bind = bound_contextvars
"""`with bind(message_id=…, session_id=…):` puts ids into every event inside."""
