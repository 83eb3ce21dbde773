from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal as Twilio words it."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status

    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": str(self), "more_info": more_info, "status": self.status}


def require(holds: object, code: int, message: str) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise ApiError(code, message)


def not_found(path: str) -> ApiError:
    """Return what Twilio says of a resource that it does not know."""
    return ApiError(20404, f"The requested resource {path} was not found", 404)
