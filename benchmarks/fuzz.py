"""Ask many hostile inputs, and see that nothing breaks.

``PYTHONPATH=tests python benchmarks/fuzz.py [N] [SEED] [KIND] [NUMBER]``: N inputs of all kinds of
tests/fuzzing.py in turn, or of one kind, from one number on.  A fault is told with what repeats it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection

from fuzzing import KINDS, PATIENCE, SECONDS, Fault, Result, fuzz, made, numbered, tally

PROGRESS = 10_000
"""Inputs between two lines that say how far it has come."""


def _send(pipe: Connection, turns: range, seed: int, kinds: Iterable[str]) -> None:
    for kind, outcome, fault in fuzz(turns, seed, kinds):
        # Not all that breaks something can be sent.
        pipe.send((kind, outcome, fault and fault._replace(told=repr(fault.told))))


def apart(turns: range, seed: int, kinds: Iterable[str]) -> Iterator[Result]:
    """Ask in a process of its own, as one that crashes or hangs in C is a fault like others."""
    fork = get_context("fork")
    while turns:
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=_send, args=(there, turns, seed, kinds))
        process.start()
        there.close()
        try:
            while here.poll(2 * SECONDS * PATIENCE):
                yield here.recv()
                turns = turns[1:]
        except EOFError:
            pass
        process.kill()
        process.join()
        if turns:
            ((kind, number),) = numbered(turns[:1], kinds)
            reason = f"it ends or holds up the process (status {process.exitcode})"
            yield kind, "faults", Fault(kind, number, reason, repr(made(kind, number, seed).told))
            turns = turns[1:]


def watched(results: Iterable[Result]) -> Iterator[Result]:
    for number, result in enumerate(results, 1):
        yield result
        if number % PROGRESS == 0:
            print(f"{number:,} asked", file=sys.stderr, flush=True)


def tell(fault: Fault) -> None:
    print(f"{fault.kind} {fault.number}: {fault.reason}\n    {fault.told:.1500}", flush=True)


def line(name: str, count: Counter[str]) -> str:
    told = (f"{count[what]:,} {what}" for what in ("inputs", "refused", "answered", "faults"))
    return f"{name}: {', '.join(told)}"


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    total, seed = [*given, *(100_000, 1)[len(given) :]]
    kinds = sys.argv[3:4] or [*KINDS]
    first = int(sys.argv[4]) * len(kinds) if sys.argv[4:] else 0
    counts = tally(watched(apart(range(first, first + total), seed, kinds)), tell)
    for kind, count in counts.items():
        print(line(kind, count))
    whole = sum(counts.values(), Counter())
    print(line(f"all, seed {seed}", whole))
    sys.exit(bool(whole["faults"]))
