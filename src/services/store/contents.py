"""What Twilio knows already."""

from __future__ import annotations

from services.store.calling import Calling


class ContentVerbs(Calling):
    """A `services.interfaces.ContentCache`."""

    async def find(self, key: str) -> str | None:
        """Return what was created at the provider for `key`."""
        found: str | None = await self._again("find_content", p_key=key)
        return found

    async def save(self, key: str, provider_id: str) -> None:
        """Remember what was created at the provider for `key`."""
        await self._again("save_content", p_key=key, p_provider_id=provider_id)

    async def forget(self, key: str) -> None:
        """Let go of what the provider no longer has."""
        await self._again("forget_content", p_key=key)
