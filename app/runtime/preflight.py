"""What is looked at before anything starts: the state folder is ours alone, has room, and the ports are free."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.runtime.errors import CannotStart
from app.runtime.netports import is_free
from app.runtime.process import is_alive, wait_until

FREE_MEGABYTES_MIN = 300
_FORMER_LIMIT_SECONDS = 20.0


@contextmanager
def locked(home: Path) -> Iterator[int]:
    """Hold the state folder; gives the lock's file handle. Raises `CannotStart`.

    Children inherit the handle: the folder stays locked until the last process of a killed supervisor has ended.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"the state folder {home} cannot be written: {error.strerror}") from error
    try:
        _take(handle, home)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _take(handle: int, home: Path) -> None:
    def taken() -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    if taken():
        return
    holder = os.pread(handle, 20, 0).decode().strip()
    if not (holder.isdecimal() and not is_alive(int(holder)) and wait_until(taken, _FORMER_LIMIT_SECONDS, 0.1)):
        raise CannotStart(f"another siyu demo (process {holder or 'unknown'}) uses {home} (stop it, or set SIYU_HOME)")


def need_room(folder: Path, megabytes_min: int = FREE_MEGABYTES_MIN) -> None:
    """Raises `CannotStart` when the disk of this folder is nearly full."""
    there = next(step for step in (folder, *folder.parents) if step.exists())
    free_megabytes = shutil.disk_usage(there).free // 1_000_000
    if free_megabytes < megabytes_min:
        raise CannotStart(
            f"the disk under {there} has {free_megabytes} MB left and {megabytes_min} MB are needed "
            "(make room, or set SIYU_HOME)"
        )


def need_port(port: int, variable: str, host: str = "127.0.0.1") -> None:
    """Raises `CannotStart` when someone else listens there."""
    if not is_free(port, host):
        raise CannotStart(f"port {port} is taken by another program (set {variable})")
