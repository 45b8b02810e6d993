"""Kill a hundred writers at random moments, and see what they leave.

``PYTHONPATH=tests python benchmarks/kills.py [KILLS] [SEED]``: TERM, KILL and INT in turn, over all
commands that write.  A file is the old one or the new one, whole; nothing else stays in the folder,
after KILL from the next run on.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from killing import WRITERS, kill_many

if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    kills, seed = [*given, *(100, 1)[len(given) :]]
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, number, left in kill_many([*WRITERS], kills, Path(folder), seed):
            sort = signal.Signals(number).name
            count[sort] += 1
            count["died of it"] += left.status == -number
            count["new"] += bool(left.new)
            for fault in ("broken", "torn", "drafts"):
                count[fault] += bool(getattr(left, fault))
                if getattr(left, fault):
                    print(f"{sort} {name}: {left}", flush=True)
    sorts = ", ".join(f"{count[name]} {name}" for name in ("SIGTERM", "SIGKILL", "SIGINT"))
    print(
        f"{kills} kills ({sorts}) over {len(WRITERS)} writers: {count['died of it']} died of it, "
        f"{count['new']} with new files; {count['broken']} broken, {count['torn']} torn, "
        f"{count['drafts']} with leftovers"
    )
    sys.exit(bool(count["broken"] or count["torn"] or count["drafts"]))
