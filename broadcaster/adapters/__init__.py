"""The outside world, behind the doors that services name: clock, sound studio, files, broker, reports."""
