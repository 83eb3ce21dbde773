"""Sessions as operators list them: Postgres is the truth, the live cache knows what came since, or while it is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from errors import CacheUnavailableError, DatabaseError, DatabaseUnavailableError
from services.interfaces import SessionCache
from services.live.index import Session, is_newer
from services.patience import within
from services.store import Store

_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """Sessions, the newest first, and who knew them."""

    items: Sequence[Session]
    source: Literal["postgres", "redis"]


@dataclass(frozen=True, slots=True)
class LiveSessions:
    """The sessions of a store, with a cache or without one."""

    store: Store
    cache: SessionCache | None = None

    @property
    def wish(self) -> Mapping[str, Any]:
        """What a turn asks finish_turn for, so that the cache can be told."""
        return {"live": True} if self.cache else {}

    def note(self, session: Session | None) -> None:
        """Tell the cache how a session stands after a commit; returns at once."""
        if self.cache and session:
            self.cache.put(session)

    async def refresh(self, session_id: str) -> None:
        """Tell the cache how a session stands that nobody has told us: one query, and none without a cache."""
        if self.cache:
            with suppress(DatabaseError):  # it lives for 24 hours at most
                self.note(await self.store.get_session(session_id))

    async def list(
        self, *, phone: str | None, status: str | None, before: str | None, before_id: str | None, limit: int
    ) -> SessionPage:
        """Return a page of sessions: see `Store.list_sessions`.

        With Postgres away (or silent for 2 s, when there is a cache) the page comes from the cache, which knows the
        sessions of the last 24 hours. `phone` is then the person's own number, in no other form.

        Raises:
            DatabaseUnavailableError: Postgres is away, and so is the cache.
        """
        asked: dict[str, Any] = {
            "phone": phone, "status": status, "before": before, "before_id": before_id, "limit": limit,
        }  # fmt: skip
        if self.cache is None:
            return SessionPage(items=await self.store.list_sessions(**asked), source="postgres")
        try:
            items = await within(_PATIENCE_SECONDS, self.store.list_sessions(**asked))
        except DatabaseUnavailableError as outage:
            try:
                return SessionPage(items=await self.cache.list_sessions(**asked), source="redis")
            except CacheUnavailableError:
                raise outage from None
        return SessionPage(items=await self._newest(self.cache, items), source="postgres")

    async def _newest(self, cache: SessionCache, items: Sequence[Session]) -> Sequence[Session]:
        """Take what is newer in the cache: a commit that came after the page was read."""
        try:
            live = await cache.find([item["id"] for item in items])
        except CacheUnavailableError:
            return items
        return [_newer(item, live.get(item["id"], item)) for item in items]


def _newer(item: Session, live: Session) -> Session:
    """Return the newer of two states, with the fields of the first."""
    return {name: live.get(name, item[name]) for name in item} if is_newer(live, than=item) else item
