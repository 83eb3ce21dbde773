"""Every SQL function that the code calls: one method each, of the same name, with a typed result.

`Database` is the transport (asyncpg or Supabase's REST); this is the vocabulary, a file for each subject.
"""

from __future__ import annotations

from services.store.actions import OperatorActionVerbs
from services.store.console import ConsoleVerbs
from services.store.contents import ContentVerbs
from services.store.conversation_pages import ConversationPageVerbs
from services.store.conversations import ConversationVerbs
from services.store.intake import IntakeVerbs
from services.store.integrity import IntegrityVerbs
from services.store.maintenance import MaintenanceVerbs
from services.store.media import MediaVerbs
from services.store.model import ModelVerbs
from services.store.notifications import NotificationVerbs
from services.store.operators import OperatorVerbs
from services.store.people import KnownPerson, PersonVerbs
from services.store.replies import ReplyVerbs
from services.store.sessions import SessionVerbs
from services.store.turns import TurnVerbs
from services.store.values import (
    ClaimedReplies,
    ClaimedTurns,
    DueReply,
    LaneRules,
    OpenedSession,
    Person,
    Turn,
    WaitingMessage,
)

__all__ = [
    "ClaimedReplies",
    "ClaimedTurns",
    "DueReply",
    "KnownPerson",
    "LaneRules",
    "OpenedSession",
    "Person",
    "Store",
    "Turn",
    "WaitingMessage",
]


class Store(
    IntakeVerbs,
    TurnVerbs,
    ReplyVerbs,
    ConversationVerbs,
    ConversationPageVerbs,
    OperatorVerbs,
    ContentVerbs,
    OperatorActionVerbs,
    SessionVerbs,
    MaintenanceVerbs,
    IntegrityVerbs,
    PersonVerbs,
    MediaVerbs,
    NotificationVerbs,
    ModelVerbs,
    ConsoleVerbs,
):
    """The verbs of the database. Errors: every `errors.DatabaseError`."""
