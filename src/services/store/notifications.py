"""What the company is to be told: which is due, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.store.calling import Calling
from tolerant_reader import read


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotification:
    """One notification that is being posted; `attempts` is the fence, `body` the JSON that the company gets."""

    subcontractor_id: str
    id: str
    attempts: int
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNotifications:
    """What was claimed, and in how many seconds the next one is due (None: none waits)."""

    notifications: tuple[DueNotification, ...]
    next_due_in: float | None


class NotificationVerbs(Calling):
    """Notifications, as the notifier claims them and writes down what came of them."""

    async def claim_notifications(self, limit: int, *, lease_seconds: float) -> ClaimedNotifications:
        """Take at most `limit` notifications that are due."""
        found = await self._database.value("claim_notifications", p_limit=limit, p_lease_seconds=lease_seconds)
        notifications = tuple(read(DueNotification, due) for due in found["notifications"])
        return ClaimedNotifications(notifications=notifications, next_due_in=found["next_due_in"])

    async def notification_sent(self, due: DueNotification) -> bool:
        """Write down that the company has taken a notification; False when nobody knows of it any more."""
        return bool(await self._again("notification_sent", p_subcontractor_id=due.subcontractor_id, p_id=due.id))

    async def notification_failed(self, due: DueNotification, *, error: str, retry_seconds: float | None) -> bool:
        """Write down why it was not taken, and when to try again (None: never); False: somebody else has it."""
        return bool(
            await self._again(
                "notification_failed",
                p_subcontractor_id=due.subcontractor_id,
                p_id=due.id,
                p_attempt=due.attempts,
                p_error=error,
                p_retry_seconds=retry_seconds,
            )
        )
