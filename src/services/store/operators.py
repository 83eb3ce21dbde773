"""What operators, developers and the house itself ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling


class OperatorVerbs(Calling):
    """Health, settings, stories, what was set aside, the simulator."""

    async def database_health(self) -> dict[str, Any]:
        """Return `{server_version, read_only, migrations, now}`; asked once, not again."""
        found: dict[str, Any] = await self._database.value("database_health")
        return found

    async def session_health(self) -> dict[str, Any]:
        """Return `{writable, unique_index, migrations, active, duplicates, maintenance}`; asked once, not again."""
        found: dict[str, Any] = await self._database.value("session_health")
        return found

    async def measure_lanes(self) -> dict[str, Any]:
        """Return `{turns: {waiting, oldest_seconds}, replies: …}`; asked once, not again."""
        found: dict[str, Any] = await self._database.value("measure_lanes")
        return found

    async def save_runtime_settings(self, settings: dict[str, str]) -> int:
        """Tell the SQL functions the settings they need; return how many changed."""
        return int(await self._again("save_runtime_settings", p_settings=settings))

    async def missing_templates(self, channels: Sequence[str]) -> list[dict[str, Any]]:
        """Return, for each channel, which templates there are, and for which languages there is none."""
        found: list[dict[str, Any]] = await self._again("missing_templates", p_channels=list(channels))
        return found

    async def get_story(self, message_id: str) -> dict[str, Any] | None:
        """Return all that is known of one message, or None."""
        found: dict[str, Any] | None = await self._again("get_story", p_message_id=message_id)
        return found

    async def list_dead(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Return messages that were set aside, the oldest first: see the SQL function for the fields."""
        found: list[dict[str, Any]] = await self._again("list_dead", p_after=after, p_limit=limit)
        return found

    async def requeue_dead(self, inbox_id: int) -> bool:
        """Give a message another life; False when no such message is set aside."""
        return bool(await self._database.value("requeue_dead", p_id=inbox_id))

    async def discard_dead(self, inbox_id: int) -> bool:
        """Let a message go; False when no such message is set aside."""
        return bool(await self._database.value("discard_dead", p_id=inbox_id))

    async def simulator_people(self) -> list[dict[str, Any]]:
        """Return `[{phone, name, language, active, user_id?}]`."""
        found: list[dict[str, Any]] = await self._again("simulator_people")
        return found

    async def simulator_chat(self, sender: str, after_in: int, after_out: int) -> list[dict[str, Any]]:
        """Return what one person of the simulator said and was sent since the last ids seen."""
        found: list[dict[str, Any]] = await self._again(
            "simulator_chat", p_sender=sender, p_after_in=after_in, p_after_out=after_out
        )
        return found

    async def simulator_session(self, session_id: str) -> dict[str, Any] | None:
        """Return how a session stands, by names that a person reads (see the SQL function), or None."""
        found: dict[str, Any] | None = await self._again("simulator_session", p_session_id=session_id)
        return found

    async def wake(self, topic: str) -> None:
        """Tell the other processes that `topic` has something due."""
        await self._database.value("wake", p_topic=topic, p_worker=self.worker)
