from __future__ import annotations

from typing import Any


class GraphError(Exception):
    """A refusal as Meta words it."""

    def __init__(self, code: int, details: str, status: int = 400, subcode: int | None = None) -> None:
        super().__init__(details)
        self.code, self.status, self.subcode = code, status, subcode

    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        error = {
            "message": f"(#{self.code}) {self}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": str(self)},
            "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


def require(holds: object, details: str, code: int = 131009) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise GraphError(code, details)


def unsupported(what: str) -> GraphError:
    """Return what Meta says of an object that it does not know."""
    return GraphError(100, f"Unsupported request. {what}", subcode=33)
