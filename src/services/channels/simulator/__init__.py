"""The simulator's channel: the browser and the terminal speak it."""

from __future__ import annotations

from services.channels.simulator.channel import SimulatorChannel

__all__ = ["SimulatorChannel"]
