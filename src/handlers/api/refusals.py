"""Every answer of the API that is not 200: `{"error": {"code", "message"}}`."""

from __future__ import annotations

REFUSALS: dict[int, tuple[str, str]] = {
    401: ("unauthorized", "A valid bearer token is needed."),
    403: ("forbidden", "This is not allowed; the attempt was audited."),
    404: ("not_found", "Nothing has this id."),
    405: ("method_not_allowed", "This address takes other methods: see `Allow`."),
    413: ("too_large", "The body is larger than 3 MiB."),
    422: ("malformed", "An id, a value or the body cannot be read; the message says which and why."),
    500: ("unexpected", "relais failed; its log says where."),
    503: ("unavailable", "The database is away or not up to date, or what else this needs; the log says which."),
}
"""Status → its stable code, and what it means."""

EVERYWHERE = (401, 422, 503)
"""What any operation may answer."""


class ApiError(Exception):
    """A refusal; `message` tells an operator what to mend."""

    def __init__(self, status: int, message: str | None = None, *, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.code, meaning = REFUSALS[status]
        self.message = message or meaning
        self.headers = headers or {}
        super().__init__(self.message)
