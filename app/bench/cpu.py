"""Processor time of a process group, from /proc: what a measurement can compare on a machine that others use too."""

import os
from pathlib import Path


def group_cpu_seconds(group: int) -> float | None:
    """Of the processes that live; None where there is no /proc."""
    root = Path("/proc")
    if not (root / "self" / "stat").exists():
        return None
    ticks = 0
    for folder in root.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # After the name: state, parent, group, …; the 12th and 13th are the times in user and system mode.
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
