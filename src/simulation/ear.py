"""What a provider's API hears of a bot's calls, told to the network on behalf of its line."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.calls import Call, Trouble
from simulation.line import Line, Taken
from simulation.network import Network


@dataclass(frozen=True, slots=True)
class Ear:
    """A `simulation.listening.Listener`."""

    network: Network
    line: Line

    def meets(self, endpoint: str) -> Trouble | None:
        """Return what a call of an endpoint meets."""
        return self.network.meets(self.line, endpoint)

    def knows(self, message_id: str) -> bool:
        """Say whether a person sent this message."""
        found = self.network.chats.find(message_id)
        return found is not None and found[1].direction == "in"

    def took(self, sent: Taken) -> None:
        """Let a message arrive."""
        self.network.took(self.line, sent)

    def was_read(self, message_id: str, *, typing: bool) -> None:
        """Show that a message was read."""
        self.network.was_read(message_id, typing=typing)

    def called(self, call: Call) -> None:
        """Remember a call."""
        self.network.called(self.line, call)
