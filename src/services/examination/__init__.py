"""What `relais doctor` and the console's health page look at: one file per subject."""

from __future__ import annotations

from services.examination.check import Check, not_configured, of_problems, verdict
from services.examination.examination import Examination, Look

__all__ = ["Check", "Examination", "Look", "not_configured", "of_problems", "verdict"]
