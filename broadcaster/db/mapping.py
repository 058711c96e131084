"""The entities of the domain, mapped from outside: they know nothing of tables, for a speaker carries them too."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import deferred, registry

from broadcaster.db import (
    airing_tables,
    audience_tables,
    bulletin_tables,
    cap_tables,
    command_tables,
    commune_tables,
    coverage_tables,
    enrolment_tables,
    hours_tables,
    library_tables,
    newsroom_tables,
    schema,
    sound_tables,
    speaker_tables,
    stream_tables,
    timetable_tables,
)
from broadcaster.domain.alert import Alert
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.approval import Approval
from broadcaster.domain.asrun import AsRunEntry
from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.bulletin import Bulletin, Rendition
from broadcaster.domain.cap_notice import CapNotice
from broadcaster.domain.command import Command, CommandAnswer
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.enrolment import Claim
from broadcaster.domain.errand import Errand
from broadcaster.domain.hear_check import HearCheck
from broadcaster.domain.hours_proposal import HoursProposal
from broadcaster.domain.kept_playlist import KeptPlaylist
from broadcaster.domain.kept_reading import KeptReading
from broadcaster.domain.level_reading import LevelReading
from broadcaster.domain.library import LibrarySound
from broadcaster.domain.live_talk import LiveTalk
from broadcaster.domain.odd_hours import OddHoursConsent
from broadcaster.domain.opinion import Opinion
from broadcaster.domain.people import Person
from broadcaster.domain.programme import Programme
from broadcaster.domain.province import ProvinceItem
from broadcaster.domain.publication import Publication
from broadcaster.domain.relay_station import RelayStation
from broadcaster.domain.request import AnnouncementRequest
from broadcaster.domain.rundown_edit import RundownEdit
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.science_task import ScienceTask
from broadcaster.domain.second_factor import SecondFactor
from broadcaster.domain.special_day import SpecialDay
from broadcaster.domain.status import SpeakerStatus
from broadcaster.domain.stop import Stop
from broadcaster.domain.stream import StreamWatch
from broadcaster.domain.survey import Interview, SurveyWave
from broadcaster.domain.unit import Unit

_ENTITIES: dict[type, Table] = {
    Person: commune_tables.people,
    Bulletin: bulletin_tables.bulletins,
    Rendition: bulletin_tables.renditions,
    Approval: bulletin_tables.approvals,
    AnnouncementRequest: bulletin_tables.requests,
    Programme: timetable_tables.programmes,
    Schedule: timetable_tables.schedules,
    Broadcast: airing_tables.broadcasts,
    AsRunEntry: airing_tables.as_run,
    SpeakerStatus: speaker_tables.speakers,
    DesiredPlan: speaker_tables.desired_plans,
    Claim: enrolment_tables.claims,
    Alert: command_tables.alerts,
    AlertVoice: command_tables.alert_voices,
    Command: command_tables.commands,
    CommandAnswer: command_tables.command_answers,
    Stop: command_tables.stops,
    SecondFactor: command_tables.second_factors,
    HoursProposal: hours_tables.hours_proposals,
    OddHoursConsent: hours_tables.odd_hours_consents,
    CapNotice: cap_tables.cap_notices,
    SurveyWave: audience_tables.surveys,
    Interview: audience_tables.survey_answers,
    LevelReading: coverage_tables.level_readings,
    KeptReading: library_tables.kept_readings,
    LibrarySound: library_tables.library_sounds,
    KeptPlaylist: sound_tables.playlists,
    RundownEdit: timetable_tables.rundown_edits,
    SpecialDay: timetable_tables.special_days,
    HearCheck: airing_tables.hear_checks,
    Unit: newsroom_tables.units,
    Errand: newsroom_tables.errands,
    ScienceTask: newsroom_tables.science_tasks,
    Opinion: newsroom_tables.opinions,
    Publication: newsroom_tables.publications,
    ProvinceItem: newsroom_tables.province_items,
    RelayStation: stream_tables.relay_stations,
    LiveTalk: stream_tables.live_talks,
    StreamWatch: stream_tables.stream_watches,
}
_registry = registry(metadata=schema.metadata)


def map_domain() -> None:
    """Map every entity onto its table; asked again, it has been done."""
    if _registry.mappers:
        return
    for entity, table in _ENTITIES.items():
        renamed: dict[str, Any] = {}
        if "commune" in entity.__dataclass_fields__:  # type: ignore[attr-defined]  # all of them are dataclasses
            renamed["commune"] = table.c.commune_id
        if entity is DesiredPlan:
            renamed["plan"] = deferred(table.c.plan)  # long, and only read when it is sent
        _registry.map_imperatively(entity, table, properties=renamed)
