"""Voices: one port, several engines, and the reading of a whole bulletin by exactly one of them."""
