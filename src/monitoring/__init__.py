"""How a running relais does, told by its log lines.

`figures` and `alerts` hold the names and meanings; whoever measures the same elsewhere goes by them.
"""

from __future__ import annotations

from monitoring.monitor import Monitor
from monitoring.report import RaisedAlert, Report
from monitoring.thresholds import Thresholds, read_thresholds
from monitoring.times import since

__all__ = ["Monitor", "RaisedAlert", "Report", "Thresholds", "read_thresholds", "since"]
