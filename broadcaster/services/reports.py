"""Reports are kept as figures and words: a file is made from them when somebody wants it, and again the same."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from broadcaster import __version__
from broadcaster.db import fleet_rows
from broadcaster.db.audience_tables import report_texts, reports
from broadcaster.db.commune_tables import people
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.report_texts import ReportTexts
from broadcaster.domain.types import new_id
from broadcaster.services import audit

LONGEST_DAYS = 366


@dataclass(frozen=True)
class StoredReport:
    """A report as it was made: `sha` names its figures and words together."""

    id: str
    from_on: date
    until_on: date
    made_by: str
    made_at: datetime
    version: str
    sha: str
    figures: Mapping[str, Any]
    texts: ReportTexts


def check_days(from_on: date, until_on: date, *, today: date) -> None:
    """Refuse days that no report can be about: StationError `report_days_wrong`, `report_ahead`, `report_too_long`."""
    if until_on < from_on:
        raise StationError("report_days_wrong")
    if from_on > today:
        raise StationError("report_ahead")
    if (until_on - from_on).days >= LONGEST_DAYS:
        raise StationError("report_too_long", limit=LONGEST_DAYS)


def keep(session: Session, figures: Mapping[str, Any], *, by: Person, now: datetime) -> str:
    """Keep a report's figures with the commune's present words; return its id."""
    by.require(Act.MAKE_REPORT)
    from_on, until_on = (date.fromisoformat(figures[name]) for name in ("from_on", "until_on"))
    zone = fleet_rows.commune(session, by.commune_id).zone
    check_days(from_on, until_on, today=day_of(now, zone))
    texts = present_texts(session, by.commune_id).to_plain()
    report_id = new_id()
    spelled = json.dumps({"figures": figures, "texts": texts}, sort_keys=True, ensure_ascii=False)
    session.execute(
        insert(reports).values(
            id=report_id,
            commune_id=by.commune_id,
            from_on=from_on,
            until_on=until_on,
            made_by=by.id,
            made_at=now,
            version=__version__,
            figures=dict(figures),
            texts=texts,
            sha=hashlib.sha256(spelled.encode()).hexdigest(),
        )
    )
    audit.record(session, "report_made", report_id, by=by, commune_id=by.commune_id, now=now)
    return report_id


def all_reports(session: Session, commune_id: str, *, limit: int = 100) -> tuple[StoredReport, ...]:
    """Return the reports, the newest first."""
    rows = session.execute(
        _QUERY.where(reports.c.commune_id == commune_id)
        .order_by(reports.c.made_at.desc(), reports.c.id)
        .limit(limit)
    )
    return tuple(_stored(row) for row in rows)


def get(session: Session, report_id: str, *, by: Person) -> StoredReport:
    """Return a report of the person's own commune. StationError `not_found`."""
    row = session.execute(
        _QUERY.where(reports.c.id == report_id, reports.c.commune_id == by.commune_id)
    ).one_or_none()
    if row is None:
        raise StationError("not_found")
    return _stored(row)


def present_texts(session: Session, commune_id: str) -> ReportTexts:
    """Return the commune's words as they stand; the standard ones until somebody edits them."""
    found = session.scalar(select(report_texts.c.texts).where(report_texts.c.commune_id == commune_id))
    if found is None:
        return ReportTexts.standard(fleet_rows.commune(session, commune_id).name)
    return ReportTexts.from_plain(found)


def write_texts(session: Session, texts: ReportTexts, *, by: Person, now: datetime) -> None:
    """Change the commune's words; reports that were made keep theirs."""
    by.require(Act.MAKE_REPORT)
    values = {"texts": texts.to_plain(), "changed_by": by.id, "changed_at": now}
    own = report_texts.c.commune_id == by.commune_id
    if session.scalar(select(report_texts.c.commune_id).where(own)) is None:
        session.execute(insert(report_texts).values(commune_id=by.commune_id, **values))
    else:
        session.execute(report_texts.update().where(own).values(**values))
    audit.record(session, "report_texts", by.commune_id, by=by, commune_id=by.commune_id, now=now)


_QUERY = select(
    reports.c.id,
    reports.c.from_on,
    reports.c.until_on,
    people.c.full_name,
    reports.c.made_at,
    reports.c.version,
    reports.c.sha,
    reports.c.figures,
    reports.c.texts,
).join(people, people.c.id == reports.c.made_by)


def _stored(row: Any) -> StoredReport:
    return StoredReport(
        id=row.id,
        from_on=row.from_on,
        until_on=row.until_on,
        made_by=row.full_name,
        made_at=row.made_at,
        version=row.version,
        sha=row.sha,
        figures=row.figures,
        texts=ReportTexts.from_plain(row.texts),
    )
