"""respx in front of httpx2, which the providers' clients speak: it knows httpx, and the two are alike below."""

from __future__ import annotations

from typing import Any, ClassVar

import httpcore2
import httpx
from respx.mocks import HTTPCoreMocker


class HTTPCore2Mocker(HTTPCoreMocker):
    """`respx.mock(using="httpcore2")`."""

    name = "httpcore2"
    targets: ClassVar[list[str]] = ["httpcore2._async.connection_pool.AsyncConnectionPool"]

    @classmethod
    async def from_async_httpx_response(cls, httpx_response: httpx.Response, target: Any, **kwargs: Any) -> Any:  # noqa: ARG003
        """Answer in httpcore2's own form."""
        return httpcore2.Response(
            status=httpx_response.status_code, headers=httpx_response.headers.raw, content=await httpx_response.aread()
        )


def completion(name: str, arguments: str, **usage: int) -> dict[str, Any]:
    """Return what an OpenAI-compatible server answers when its model calls a tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    tokens = {"prompt_tokens": 120, "completion_tokens": 8, **usage}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "some-model",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": tokens | {"total_tokens": sum(tokens.values())},
    }
