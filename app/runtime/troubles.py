"""Follows the logs of the children and repeats on the console what went wrong."""

import re
import time
from pathlib import Path

LOG_BYTES_MAX = 10_000_000
_TROUBLE = re.compile(
    r'"level": ?"(?:error|critical)"|\b(?:ERROR|CRITICAL|FATAL|PANIC)\b|^[A-Za-z_.]+(?:Error|Exception):'
)
_LINES_PER_MINUTE = 20
_LINE_LENGTH_MAX = 300
_READ_BYTES_MAX = 256_000


class LogFollower:
    """Shows new lines of one log: all of them when `aloud`, else those that tell of trouble, and not too many."""

    def __init__(self, name: str, path: Path, *, aloud: bool = False) -> None:
        self._name = name
        self._path = path
        self._aloud = aloud
        self._offset = path.stat().st_size if path.exists() else 0
        self._minute = 0
        self._shown = 0

    def show(self) -> None:
        """Print what was added since the last call, up to the last whole line."""
        try:
            with self._path.open("rb") as log:
                log.seek(self._offset)
                added = log.read(_READ_BYTES_MAX)
        except FileNotFoundError:
            return
        whole = added[: added.rfind(b"\n") + 1]
        # A line longer than one read is passed over, or it would be read for ever.
        self._offset += len(whole) or (len(added) if len(added) == _READ_BYTES_MAX else 0)
        for line in whole.decode(errors="replace").splitlines():
            if self._aloud:
                print(line, flush=True)
            elif _TROUBLE.search(line):
                self._repeat(line)

    def _repeat(self, line: str) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._shown = minute, 0
        self._shown += 1
        if self._shown <= _LINES_PER_MINUTE:
            print(f"[{self._name}] {line[:_LINE_LENGTH_MAX]}", flush=True)
        elif self._shown == _LINES_PER_MINUTE + 1:
            print(f"[{self._name}] … more in {self._path}", flush=True)


def trim_logs(folder: Path) -> None:
    """Set aside logs that have grown large; the one set aside before goes."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_BYTES_MAX:
            log.replace(log.with_suffix(".log.1"))
