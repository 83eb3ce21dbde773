"""What can go wrong with a send: the switch of the simulator's page, on relais' own side and on `relais simulate`'s."""

from __future__ import annotations

from enum import Enum
from typing import Any, Self


class SendTrouble(Enum):
    """Each member is its name in the page's API, and the `title` that a person reads there."""

    title: str

    RATE_LIMITED = ("rate_limited", "Trop d’envois à la fois (429)")
    PAIR_LIMITED = ("pair_limited", "Trop de messages à cette personne (131056)")
    LOST_ANSWER = ("lost_answer", "Message pris, réponse perdue")
    WINDOW_CLOSED = ("window_closed", "Fenêtre de 24 h fermée (131047, 63016)")
    SERVER_ERROR = ("server_error", "Panne du fournisseur (500)")
    REFUSED = ("refused", "Message refusé (131026)")

    def __new__(cls, name: str, title: str) -> Self:
        """Make a member of its name, which is also its value: `SendTrouble("refused")`."""
        member = object.__new__(cls)
        member._value_ = name
        member.title = title
        return member


def switch(chosen: SendTrouble | None) -> dict[str, Any]:
    """Return what `GET /simulator/trouble` answers."""
    choices = [{"name": trouble.value, "title": trouble.title} for trouble in SendTrouble]
    return {"sends": {"chosen": chosen and chosen.value, "choices": choices}}
