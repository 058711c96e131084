"""Small believable material for programmes; every sound is named by its title."""

from datetime import UTC, date, datetime, timedelta

from broadcaster.domain.candidate import Candidate, CandidateKind
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import FixedSound
from broadcaster.domain.types import sha256

ZONE = "Asia/Ho_Chi_Minh"
SECOND, MINUTE = 1_000, 60_000
TUESDAY = date(2026, 11, 24)
AT_0530 = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
"""Half past five in the commune on that Tuesday."""
TUNE = FixedSound("Nhạc hiệu", sha256("tune"), 10 * SECOND)
CLOSE = FixedSound("Lời kết", sha256("close"), 5 * SECOND)


def candidate(
    bulletin_id: str,
    *,
    topic: str = "health",
    minutes: float = 1,
    priority: bool = False,
    hamlet: str = "",
    days_old: float = 1,
    expires_on: date | None = None,
) -> Candidate:
    return Candidate(
        bulletin_id=bulletin_id,
        title=f"Bản tin {bulletin_id}",
        topic=topic,
        precedence=Precedence.PRIORITY if priority else Precedence.ROUTINE,
        hamlets=(hamlet,) if hamlet else (),
        sound=sha256(bulletin_id),
        duration_ms=int(minutes * MINUTE),
        approved_at=AT_0530 - timedelta(days=days_old),
        expires_on=expires_on,
        kind=CandidateKind.HAMLET_ANNOUNCEMENT if hamlet else CandidateKind.BULLETIN,
    )
