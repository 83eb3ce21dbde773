"""Every SQL function that the code calls: one method each, of the same name, with a typed result.

`Database` is the transport (asyncpg or Supabase's REST); this is the vocabulary, a file for each subject.
"""

from __future__ import annotations

from services.store.contents import ContentVerbs
from services.store.conversations import ConversationVerbs
from services.store.intake import IntakeVerbs
from services.store.operators import OperatorVerbs
from services.store.replies import ReplyVerbs
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
    "LaneRules",
    "OpenedSession",
    "Person",
    "Store",
    "Turn",
    "WaitingMessage",
]


class Store(IntakeVerbs, TurnVerbs, ReplyVerbs, ConversationVerbs, OperatorVerbs, ContentVerbs):
    """The verbs of the database. Errors: every `errors.DatabaseError`."""
