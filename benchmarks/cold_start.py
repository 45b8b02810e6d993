"""Cold start: a first route against ``import networkx, numpy``, side by side in one run.

Processor time, as it says less of what else the machine does.

Usage: python benchmarks/cold_start.py [ROUNDS]
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
COMMANDS = {
    'python -c "import networkx, numpy"': [sys.executable, "-c", "import networkx, numpy"],
    'khorgos route "Xi\'an" Duisburg': [BIN / "khorgos", "route", "Xi'an", "Duisburg"],
    "the same with --json": [BIN / "khorgos", "route", "Xi'an", "Duisburg", "--json"],
}
LIMIT = 1.3
# pip compiles networkx when it installs it; khorgos may keep its own byte code as well.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def spent() -> float:
    """Seconds of processor time of all commands so far."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times = {name: [] for name in COMMANDS}
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, command in COMMANDS.items():
            start = spent()
            subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
            times[name].append(spent() - start)
    base = statistics.median(next(iter(times.values())))
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{median * 1000:7.0f} ms  {median / base:5.2f} x  {name}")
    print(f"to reach: at most {LIMIT} x")


if __name__ == "__main__":
    main()
