"""Says commands at once: looks twenty times a second, writes only when there is something to say."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.services import commands, planning_marks
from broadcaster.services.commands import DueCommand
from broadcaster.workers.command_letters import CommandLetters
from broadcaster.workers.letters import Letter

_log = logging.getLogger(__name__)
_LOOK = timedelta(milliseconds=50)
Publish = Callable[[Letter], bool]


class Caller:
    """The station's raised voice; it shares the gateway's connection and waits for nobody.

    A command is published before that is written down: killed in between, the station says it twice, and a speaker
    knows it by its id.
    """

    name = "caller"

    def __init__(self, station: Station, publish: Publish) -> None:
        self._station, self._publish = station, publish
        self._letters = CommandLetters(station)

    def step(self, now: datetime) -> datetime:
        """Say what is due."""
        with self._station.memory.reads() as session:
            due = commands.due(session, self._station.commune.code, now=now)
        for each in due:
            self._say(each, now)
        return self._station.clock.now() + _LOOK

    def _say(self, due: DueCommand, now: datetime) -> None:
        envelopes = self._letters.envelopes(due.command, now)
        sent = [self._publish(letter) for letter in self._letters.letters(due, envelopes)]
        with self._station.memory.writes.begin() as session:
            if all(sent):
                commands.said(session, due, now=now)
            else:
                _log.warning("no broker takes %s %s", due.command.kind.value, due.command.id)
                commands.unsaid(session, due.command.id, now=now)
            if not due.command.envelopes:
                commands.sign(session, due.command.id, envelopes)
                planning_marks.want(session, due.command.commune_id)
