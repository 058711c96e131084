"""What a loudspeaker does: hold its plan, fetch its sounds, play on time, remember what it played."""
