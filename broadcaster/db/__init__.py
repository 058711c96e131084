"""The station's memory: tables, their mapping onto the domain, sessions and migrations."""
