"""Figures worked out beforehand by an independent script, and how near to them ours must be."""

import json
from pathlib import Path
from typing import Any

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference.json").read_text("utf-8"))

WORKED_RESIDENTS = (1200, 900, 1500, 600)
WORKED_COVERAGE = (0.92, 0.80, 0.70, 0.40)
WORKED_CONFIRMED = ((8, 8), (6, 8), (8, 5), (3, 2))
WORKED_UNCONFIRMED = ((0, 1), (2, 2), (0, 3), (4, 5))
WORKED_FAILED = ((1, 0), (1, 0), (1, 1), (2, 2))
WORKED_ASKED = (40, 30, 50, 25)
WORKED_YES = (31, 20, 30, 8)

CHANCE = 0.01
"""Simulated figures are compared to so much; all others to rounding."""
