"""The three classes of broadcast (Circular 39/2020/TT-BTTTT) and the only rule of interruption."""

import enum


class Precedence(enum.IntEnum):
    """ROUTINE: the commune chooses whether and when. PRIORITY: first in the programme. EMERGENCY: at once."""

    ROUTINE = 1
    PRIORITY = 2
    EMERGENCY = 3


def interrupts(newcomer: Precedence, sounding: Precedence) -> bool:
    """Tell whether `newcomer` may cut off what is sounding: only an emergency does, and never another one."""
    return newcomer is Precedence.EMERGENCY and sounding is not Precedence.EMERGENCY
