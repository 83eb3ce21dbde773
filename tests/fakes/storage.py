"""Supabase Storage on a loopback port, as far as files of ours need it; its errors are a 400 around the real status."""

from __future__ import annotations

from collections import deque
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.fakes.served import Served

KEY = "service-role-key-of-a-test"

_ROOT = "/storage/v1"
_TIME = "2026-01-01T00:00:00.000Z"


class StorageError(Exception):
    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status

    def answer(self) -> web.Response:
        # Storage's own sentence is hostile on purpose: it repeats the key.
        body = {"statusCode": str(self.status), "error": str(self), "message": f"{self} for {KEY}"}
        return web.json_response(body, status=400)


class FakeStorage(Served):
    """`async with FakeStorage() as storage:` is a Supabase at `storage.url`, with its buckets and their objects."""

    def __init__(self) -> None:
        self.buckets: dict[str, bool] = {}
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.signed: dict[str, tuple[str, int]] = {}
        self.breaks_off = False
        self._troubles: deque[StorageError] = deque()
        app = web.Application(client_max_size=1 << 30, middlewares=[self._guard])
        app.add_routes([
            web.get(f"{_ROOT}/bucket/{{bucket}}", self._get_bucket),
            web.post(f"{_ROOT}/bucket", self._create_bucket),
            web.post(f"{_ROOT}/object/list/{{bucket}}", self._list),
            web.post(f"{_ROOT}/object/sign/{{bucket}}/{{path:.+}}", self._sign),
            web.get(f"{_ROOT}/object/sign/{{bucket}}/{{path:.+}}", self._read),
            web.post(f"{_ROOT}/object/{{bucket}}/{{path:.+}}", self._upload),
            web.delete(f"{_ROOT}/object/{{bucket}}", self._remove),
        ])  # fmt: skip
        super().__init__(app)

    @property
    def url(self) -> str:
        return self.at()

    def trouble(self, *troubles: StorageError) -> None:
        """Let the next calls meet these."""
        self._troubles.extend(troubles)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            self._check(request)
            answer: web.StreamResponse = await handler(request)
        except StorageError as error:
            return error.answer()
        return answer

    def _check(self, request: web.Request) -> None:
        if self._troubles:
            raise self._troubles.popleft()
        given = (request.headers.get("apikey"), request.headers.get("Authorization"))
        if "token" not in request.query and given != (KEY, f"Bearer {KEY}"):
            raise StorageError(403, "Unauthorized")

    async def _get_bucket(self, request: web.Request) -> web.Response:
        name = self._bucket(request)
        return web.json_response({
            "id": name, "name": name, "owner": "", "public": self.buckets[name], "created_at": _TIME,
            "updated_at": _TIME, "file_size_limit": None, "allowed_mime_types": None,
        })  # fmt: skip

    async def _create_bucket(self, request: web.Request) -> web.Response:
        said = await request.json()
        if said["id"] in self.buckets:
            raise StorageError(409, "Duplicate")
        self.buckets[said["id"]] = said["public"]
        return web.json_response({"name": said["id"]})

    async def _upload(self, request: web.Request) -> web.Response:
        self._bucket(request)
        path = request.match_info["path"]
        if path in self.objects and request.headers.get("x-upsert") != "true":
            raise StorageError(409, "Duplicate")
        file: Any = (await request.post())["file"]
        self.objects[path] = (file.file.read(), file.content_type)
        return web.json_response({"Key": f"{request.match_info['bucket']}/{path}", "Id": str(uuid4())})

    async def _sign(self, request: web.Request) -> web.Response:
        bucket, path, said = self._bucket(request), request.match_info["path"], await request.json()
        if path not in self.objects:
            raise StorageError(404, "not_found")
        token = uuid4().hex
        self.signed[token] = (path, int(said["expiresIn"]))
        return web.json_response({"signedURL": f"/object/sign/{bucket}/{path}?token={token}"})

    async def _read(self, request: web.Request) -> web.StreamResponse:
        path, _seconds = self.signed[request.query["token"]]
        content, mime_type = self.objects[path]
        headers = {"Content-Disposition": f"attachment; filename={request.query['download']}"}
        if self.breaks_off:
            return await self._begin(request, content, headers)
        return web.Response(body=content, content_type=mime_type, headers=headers)

    async def _begin(self, request: web.Request, content: bytes, headers: dict[str, str]) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        response.content_length = len(content)
        await response.prepare(request)
        await response.write(content[:-1])
        response.force_close()
        return response

    async def _list(self, request: web.Request) -> web.Response:
        self._bucket(request)
        said = await request.json()
        below = sorted(path for path in self.objects if path.startswith(f"{said['prefix']}/"))
        names = [path.removeprefix(f"{said['prefix']}/") for path in below]
        return web.json_response([{"name": name} for name in names[said["offset"] :][: said["limit"]]])

    async def _remove(self, request: web.Request) -> web.Response:
        self._bucket(request)
        said = await request.json()
        removed = [path for path in said["prefixes"] if self.objects.pop(path, None)]
        return web.json_response([{"name": path} for path in removed])

    def _bucket(self, request: web.Request) -> str:
        name = request.match_info["bucket"]
        if name not in self.buckets:
            raise StorageError(404, "Bucket not found")
        return name
