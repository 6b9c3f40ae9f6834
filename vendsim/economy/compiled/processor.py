"""What processors are bad at, made easy for them: waiting for memory, and guessing what seldom happens.

Thousands of worlds are larger than any cache. A record that is asked for before it is needed arrives while
another world is played, which took a sixth off the time of a day.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from vendsim.economy.compiled.jit import jit

_LINE = 64  # bytes that memory hands over at once


def _hint(_typing: Any, record: Any, _offset: Any) -> Any:
    """The processor's hint that what is ``offset`` bytes behind the start of a record will be needed."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        place = builder.gep(builder.bitcast(arguments[0], byte), [arguments[1]])
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        to_read, keep, data = (ir.Constant(word, number) for number in (0, 3, 1))
        builder.call(hint, [place, to_read, keep, data])
        return context.get_dummy_value()

    return types.void(record, types.intp), generate


_prefetch: Any = intrinsic(_hint)


@jit
def ask_for_next(records, i):
    """Ask for the record (N,) behind the ``i``-th, if there is one."""
    if i + 1 < len(records):
        for offset in range(0, records.itemsize, _LINE):
            _prefetch(records[i + 1], offset)


@jit
def ask_for_next_row(records, i):
    """Ask for the row of records (N, M) behind the ``i``-th, if there is one."""
    if i + 1 < len(records):
        for offset in range(0, records.shape[1] * records.itemsize, _LINE):
            _prefetch(records[i + 1, 0], offset)


@jit
def marked(flags, places):
    """How many of ``flags`` are set; their places are the first so many of ``places``.

    Without a branch for each: a few that are set among many are what processors guess wrong.
    """
    count = 0
    for place in range(len(flags)):
        places[count] = place
        count += flags[place] != 0
    return count
