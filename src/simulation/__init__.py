"""A simulator of WhatsApp's providers, with the real contracts: Meta's Cloud API and Twilio, signatures included.

`relais simulate` serves it with a page for people; a test opens it and plays the people itself:

    async with open_simulation("http://127.0.0.1:8080") as simulation:
        jean = simulation.person("+33600000001")
        await jean.text("Bonjour")
        menu = await jean.receives()
"""

from __future__ import annotations

from services.channels.troubles import SendTrouble
from simulation.accounts import CloudAccount, TwilioAccount
from simulation.network import Pace
from simulation.opening import open_simulation
from simulation.people import Somebody
from simulation.person import Answer, Person
from simulation.simulation import Simulation

__all__ = [
    "Answer",
    "CloudAccount",
    "Pace",
    "Person",
    "SendTrouble",
    "Simulation",
    "Somebody",
    "TwilioAccount",
    "open_simulation",
]
