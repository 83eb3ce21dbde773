"""Supabase Storage, over its own client, which is loaded with the first file: half a second that few need."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import FileIO
from typing import TYPE_CHECKING, BinaryIO

from errors import MediaDeferredError, MediaError, MediaRefusedError

if TYPE_CHECKING:
    from storage3 import AsyncStorageClient
    from storage3._async.file_api import AsyncBucketProxy

BUCKET = "relais-media"

_SECONDS = 60.0
_PAGE = 100
_MISSING = "404"


class SupabaseMediaStore:
    """A `services.interfaces.MediaStore` in a private bucket, which is made when it is missing."""

    def __init__(self, supabase_url: str, service_role_key: str) -> None:
        """Keep the address and the key; nothing connects yet."""
        self._url = f"{supabase_url.rstrip('/')}/storage/v1/"
        self._key = service_role_key
        self._client: AsyncStorageClient | None = None

    async def put(self, path: str, file: BinaryIO, mime_type: str) -> None:
        """Upload a file, in place of one that lies there.

        Raises:
            MediaDeferredError: Storage did not take it.
        """
        async with self._calling() as client:
            await _check_bucket(client)
            with FileIO(os.dup(file.fileno())) as raw:  # the client closes nothing, and takes no other kind of file
                raw.seek(0)
                await client.from_(BUCKET).upload(path, raw, {"content-type": mime_type, "upsert": "true"})

    async def locate(self, path: str, *, seconds: int, filename: str) -> str:
        """Return an address that whoever has it may read for so many seconds, as a download called `filename`.

        Raises:
            MediaRefusedError: the file is not there.
            MediaDeferredError: Storage did not answer.
        """
        async with self._calling(missing=MediaRefusedError) as client:
            signed = await client.from_(BUCKET).create_signed_url(path, seconds, {"download": filename})
        if not signed["signedUrl"]:
            raise MediaRefusedError("Storage has no such file")
        return signed["signedUrl"]

    async def delete(self, prefix: str) -> int:
        """Remove a file, or a folder with all that is in it; return how many files that were.

        Raises:
            MediaDeferredError: Storage did not answer, or did not remove them all.
        """
        try:
            async with self._calling(missing=MediaRefusedError) as client:
                return await _delete(client.from_(BUCKET), prefix)
        except MediaRefusedError:  # no bucket, no files
            return 0

    async def close(self) -> None:
        """Give every connection back."""
        if self._client is not None:
            await self._client.session.aclose()

    @asynccontextmanager
    async def _calling(self, missing: type[MediaError] = MediaDeferredError) -> AsyncGenerator[AsyncStorageClient]:
        """Lend the client, and say in our terms what it meets: `missing` is a 404.

        Storage's own sentence stays out: it may quote the key.
        """
        import httpx
        from storage3.exceptions import StorageApiError

        try:
            yield self._opened()
        except StorageApiError as error:
            kind = missing if str(error.status) == _MISSING else MediaDeferredError
            raise kind(f"Storage answered {error.status} ({error.code})") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise MediaDeferredError(f"Storage cannot be reached ({type(error).__name__})") from None
        except (ValueError, TypeError, KeyError) as error:  # another server's page
            raise MediaDeferredError(f"Storage's answer makes no sense ({type(error).__name__})") from None

    def _opened(self) -> AsyncStorageClient:
        import httpx
        from storage3 import AsyncStorageClient

        if self._client is None:
            self._client = AsyncStorageClient(
                self._url,
                {"apikey": self._key, "Authorization": f"Bearer {self._key}"},
                http_client=httpx.AsyncClient(timeout=_SECONDS),
            )
        return self._client


async def _check_bucket(client: AsyncStorageClient) -> None:
    """Make the bucket when it is missing; whoever made it public must not have people's files put there."""
    from storage3.exceptions import StorageApiError

    try:
        bucket = await client.get_bucket(BUCKET)
    except StorageApiError as error:
        if str(error.status) != _MISSING:
            raise
        await client.create_bucket(BUCKET, options={"public": False})
    else:
        if bucket.public:
            raise MediaDeferredError(f"the bucket {BUCKET} is public: make it private")


async def _delete(bucket: AsyncBucketProxy, prefix: str) -> int:
    removed = len(await bucket.remove([prefix]))
    while names := [entry["name"] for entry in await bucket.list(prefix, {"limit": _PAGE})]:
        gone = len(await bucket.remove([f"{prefix}/{name}" for name in names]))
        if not gone:
            raise MediaDeferredError("Storage did not remove what it lists")
        removed += gone
    return removed
