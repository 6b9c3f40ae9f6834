"""Who writes a letter, and how its wording is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar
from zlib import crc32

from vendsim.draws import Stream, one, pick
from vendsim.suppliers.voice.sheets import Tone, tones, wordings_of

T = TypeVar("T")

_PARTS_APART = 1_000  # more than there are slots


class Slot(IntEnum):
    """A place in a letter where wording is drawn. Part of the draw's key: never renumber, only append."""

    GREETING = 1
    OPENING = 2
    CLOSING = 3
    SIGN_OFF = 4
    LAYOUT = 5
    MAIN = 6
    NEXT = 7
    TERMS = 8
    DISCOUNT = 9
    MISSING = 10
    QUESTIONS = 11
    SUM = 12
    SUM_LABEL = 13
    CREDIT = 14
    REASON = 15
    NOTE = 16
    ADDRESS = 17
    HINT = 18
    DAY_OFF = 19
    TOPIC = 30  # and following, one for each topic
    STATUS = 100  # and following, one for each order


@dataclass(frozen=True)
class Speaker:
    """A supplier as the author of a letter."""

    name: str  # of the company
    contact: str
    tone: str  # a key of ``sheets.tones()``
    index: int  # the supplier's number, part of the draw's key
    day_off: str = ""  # what the day is called on which the letter is written, where offices are closed on it


@dataclass(frozen=True)
class Writer:
    """Draws the wording of one letter; every choice is keyed by world, supplier, letter and slot."""

    speaker: Speaker
    letter_no: int
    seed: int
    part: int = 0  # of the letter: two decisions in one letter draw their words apart
    said: dict[int, int] | None = None
    """How often this supplier has drawn from each set of wordings, to be kept with its thread: every wording
    has its turn before one comes again. None: each letter is drawn for itself."""

    @property
    def tone(self) -> Tone:
        """How this supplier sounds."""
        return tones()[self.speaker.tone]

    def choose(self, slot: int, options: Sequence[T]) -> T:
        """One of the options."""
        if self.said is not None:
            return self._next(self.said, options)
        key = int(slot) + _PARTS_APART * self.part
        place = pick(len(options), self.seed, Stream.VOICE, self.speaker.index, self.letter_no, key)
        return options[place]

    def _next(self, said: dict[int, int], options: Sequence[T]) -> T:
        """The option whose turn it is: keyed permutations, one after the other, none beginning as the last
        one ended."""
        if len(options) == 1:
            return options[0]
        key = crc32("\n".join(map(str, options)).encode())
        turn, place = divmod(said.get(key, 0), len(options))
        said[key] = said.get(key, 0) + 1
        here = self._turn(key, turn, len(options))
        if turn and not place and here[0] == self._turn(key, turn - 1, len(options))[-1]:
            place = 1  # and the first one comes second
        elif turn and place == 1 and here[0] == self._turn(key, turn - 1, len(options))[-1]:
            place = 0
        return options[here[place]]

    def _turn(self, key: int, turn: int, count: int) -> list[int]:
        """`draws.order` of this key."""
        rest = (self.speaker.index, key, turn)
        drawn = [one(self.seed, Stream.VOICE, place, *rest) for place in range(count)]
        return sorted(range(count), key=drawn.__getitem__)

    def say(self, slot: int, what: str, **fields: str) -> str:
        """One of the wordings of a thing (`sheets.wordings_of`) in this supplier's register, filled in."""
        return self.choose(slot, wordings_of(what, self.tone.register)).format(**fields)
