"""Audience mathematics: numbers in, numbers out."""
