"""What a speaker says that it holds: made from its mind, told every 15 seconds and on change."""

from broadcaster.protocol.messages import Held, Report
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.timetable import Task


def held(mind: Mind) -> Held:
    """Return the numbers of what counts for this speaker."""
    trust, head = mind.trust, mind.head
    return Held(
        epoch=mind.memory.epoch,
        version=head.version if head and mind.plan else 0,
        keys=trust.keys.version if trust.keys else 0,
        policy=trust.policy.version if trust.policy else 0,
    )


def reported(mind: Mind, mono: float, free: int) -> Report:
    """Return the state to report; `free` is the flash that is left, in bytes."""
    lacking = [task for task in mind.planned() if not _is_ready(mind, task)]
    until = mind.plan.scope.expires if mind.plan else 0
    return Report(
        scope=mind.diary.scope(),
        held=held(mind),
        sha256=mind.head.sha256 if mind.head and mind.plan else "",
        until=until,
        ready_until=int(lacking[0].start) if lacking else until,
        missing=tuple(sha for sha in mind.wanted() if sha not in mind.sounds)[:16],
        clock=mind.clock.state(mono),
        clock_error_ms=mind.clock.error_ms(mono),
        errors=tuple(mind.errors.values())[:8],
        free=free,
        playing=mind.stage.current.task.id if mind.stage.current else None,
        gain_db=mind.plan.gain_db if mind.plan else 0.0,
    )


def _is_ready(mind: Mind, task: Task) -> bool:
    return all(piece.built_in or piece.sound in mind.sounds for piece in task.pieces)
