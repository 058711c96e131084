"""What planning looks at in one hamlet, and which hamlets are alike in it: those are planned once."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.rundown_edit import NO_WISHES, RundownEdit, Wishes, wishes_of
from broadcaster.domain.schedule import Start


@dataclass(frozen=True)
class HamletTask:
    """What starts, what may be said there, what was heard there, and what stands and may not be made anew."""

    starts: tuple[Start, ...]
    candidates: tuple[Candidate, ...]
    heard: tuple[Airing, ...]
    kept: tuple[Broadcast, ...]
    edits: tuple[RundownEdit, ...] = ()

    def wishes(self, start_at: datetime, schedule_id: str) -> Wishes:
        """Return what people want of one start here."""
        if not self.edits:
            return NO_WISHES
        return wishes_of(
            one for one in self.edits if (one.start_at, one.schedule_id) == (start_at, schedule_id)
        )

    def likeness(self) -> Hashable:
        """Return what is equal for hamlets that will hear the same."""
        return (
            self.starts,
            tuple(candidate.bulletin_id for candidate in self.candidates),
            tuple((airing.bulletin_id, airing.start_at, airing.topic) for airing in self.heard),
            tuple((one.schedule_id, one.start_at, one.state, one.rundown) for one in self.kept),
            tuple(edit.id for edit in self.edits),
        )


def tasks_by_hamlet(
    starts: Mapping[str, Sequence[Start]],
    candidates: Iterable[Candidate],
    history: Iterable[Airing],
    kept: Iterable[Broadcast],
    edits: Sequence[RundownEdit] = (),
) -> dict[str, HamletTask]:
    """Hand to each hamlet that `starts` names what is its own."""
    everywhere: list[Candidate] = []
    addressed: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if not candidate.hamlets:
            everywhere.append(candidate)
        for hamlet in candidate.hamlets:
            addressed[hamlet].append(candidate)
    heard: defaultdict[str, list[Airing]] = defaultdict(list)
    for airing in history:
        heard[airing.hamlet].append(airing)
    standing: defaultdict[str, list[Broadcast]] = defaultdict(list)
    for one in kept:
        standing[one.hamlet].append(one)
    return {
        hamlet: HamletTask(
            tuple(own),
            (*everywhere, *addressed[hamlet]),
            tuple(heard[hamlet]),
            tuple(standing[hamlet]),
            tuple(edit for edit in edits if edit.reaches(hamlet)),
        )
        for hamlet, own in starts.items()
    }


def alike(tasks: Mapping[str, HamletTask]) -> Iterator[tuple[list[str], HamletTask]]:
    """Yield the hamlets that will hear the same, together with the task that they share."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for hamlet, task in tasks.items():
        groups[task.likeness()].append(hamlet)
    return ((hamlets, tasks[hamlets[0]]) for hamlets in groups.values())
