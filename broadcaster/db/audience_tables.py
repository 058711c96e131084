"""The tables of the audience: counts of plays, surveys with their answers, and the reports that were made."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from broadcaster.db.columns import PLAIN, Moment, Names
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id

play_counts = Table(
    "play_counts",
    metadata,
    of_commune(primary_key=True),
    Column("month_on", Date, primary_key=True),
    Column("topic", String(32), primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("daypart", String(16), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("plays", Integer, nullable=False),
    Column("played_ms", BigInteger, nullable=False),
    Column("planned_ms", BigInteger, nullable=False),
)
"""What reach needs of the as-run log, kept as reports arrive; `reach rebuild` makes it anew from the log."""

surveys = Table(
    "surveys",
    metadata,
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("window_days", Integer, nullable=False),
    Column("topics", Names, nullable=False),
    Column("foil", Text, nullable=False),
    Column("design_effect", Float, nullable=False),
    Column("by_operator", Boolean, nullable=False),
    by_person("made_by"),
    Column("made_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index("ix_surveys_commune", "commune_id", "until_on"),
)

survey_strata = Table(
    "survey_strata",
    metadata,
    of_commune(),
    Column("survey_id", ID, ForeignKey("surveys.id"), primary_key=True),
    Column("hamlet", ID, primary_key=True),
    Column("residents", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
)
"""How many people to ask in each hamlet, and how many lived there when the survey was planned."""

survey_answers = Table(
    "survey_answers",
    metadata,
    own_id(),
    of_commune(),
    Column("survey_id", ID, ForeignKey("surveys.id"), nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("heard", PLAIN, nullable=False),
    Column("claims_foil", Boolean, nullable=False),
    by_person("entered_by"),
    Column("entered_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Column("other_channel", Boolean),
    Column("clarity", String(16)),
    Column("adults", Integer),
    Index("ix_survey_answers_survey", "survey_id", "hamlet"),
)
"""One row for each person asked, without any name; a struck row was entered by mistake and counts no more."""

reports = Table(
    "reports",
    metadata,
    own_id(),
    of_commune(),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    by_person("made_by"),
    Column("made_at", Moment, nullable=False),
    Column("version", String(32), nullable=False),
    Column("figures", PLAIN, nullable=False),
    Column("texts", PLAIN, nullable=False),
    Column("sha", SHA, nullable=False),
    Index("ix_reports_commune", "commune_id", "made_at"),
)
"""A report is its frozen figures and words: its files are made from them again, the same each time."""

report_texts = Table(
    "report_texts",
    metadata,
    of_commune(primary_key=True),
    Column("texts", PLAIN, nullable=False),
    by_person("changed_by"),
    Column("changed_at", Moment, nullable=False),
)
"""What the commune writes around the figures: its letterhead, its sentences, its signature block."""
