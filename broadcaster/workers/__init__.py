"""The clock and the wire: work that repeats, each worker a `step(now)` over rows."""
