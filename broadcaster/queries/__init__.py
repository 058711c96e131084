"""Answers for pages: frozen rows made for one page each."""
