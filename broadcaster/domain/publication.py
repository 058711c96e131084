"""What leaves for the website, for Zalo and for podcast readers: the approved words and sound, and nothing else."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Publication:
    """A person's decision to show one approved bulletin to everybody, with exactly the sound that was approved.

    It shows nothing once the bulletin is edited, withdrawn or approved with another sound.
    """

    bulletin_id: str
    commune_id: str
    rendition_id: str
    published_by: str
    published_at: datetime
    ended_at: datetime | None = None
