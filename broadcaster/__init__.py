"""Loa Thôn: the broadcast controller of a Vietnamese commune's smart-loudspeaker radio."""

__version__ = "0.1.0"
