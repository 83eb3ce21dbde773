"""What goes wrong with a language model becomes one of our errors: none holds a body, a key or what a person wrote."""

from __future__ import annotations

from pydantic_ai.exceptions import (
    ModelConnectionError,
    ModelHTTPError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelUnavailableError,
)

from errors import ModelDeferredError, ModelError, place_of

_PASSING = (
    TimeoutError,
    ModelConnectionError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelUnavailableError,
)
"""What may be over a little later: no connection, a limit, a fault of the provider."""


def translated(error: Exception) -> ModelError:
    """Return our error for whatever the library raised."""
    if isinstance(error, ModelError):
        return error
    kind = ModelDeferredError if isinstance(error, _PASSING) else ModelError
    return kind(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, ModelHTTPError):
        return f"the provider answered {error.status_code}"
    return "no answer in time" if isinstance(error, TimeoutError) else place_of(error)
