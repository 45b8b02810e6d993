"""Cold start: a first route against ``import networkx``, side by side in one run.

Usage: python benchmarks/cold_start.py [ROUNDS]
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
COMMANDS = {
    'python -c "import networkx"': [sys.executable, "-c", "import networkx"],
    'khorgos route "Xi\'an" Duisburg': [BIN / "khorgos", "route", "Xi'an", "Duisburg"],
    "the same with --json": [BIN / "khorgos", "route", "Xi'an", "Duisburg", "--json"],
}
LIMIT = 1.5
# pip compiles networkx when it installs it; khorgos may keep its own byte code as well.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times = {name: [] for name in COMMANDS}
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
            times[name].append(time.perf_counter() - start)
    base = statistics.median(next(iter(times.values())))
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{median * 1000:7.0f} ms  {median / base:5.2f} x  {name}")
    print(f"to reach: at most {LIMIT} x")


if __name__ == "__main__":
    main()
