"""Child processes that never outlive us: own process groups, a death signal from the kernel, bounded stops."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not import or allocate more than it has to.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Command(Struct, frozen=True):
    """What to run. `parent_death_signal` is what the kernel sends when we die; `user` drops root's rights.

    `kept_open` are file handles that the child holds as long as it lives.
    """

    arguments: Sequence[str]
    log_path: Path
    environ: Mapping[str, str] | None = None
    user: str | None = None
    folder: Path | None = None
    parent_death_signal: signal.Signals = signal.SIGTERM
    kept_open: tuple[int, ...] = ()


def die_with_parent(death_signal: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent dies; where that is unknown, a no-op."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start a child as leader of its own process group, its output appended to its log.

    The calling thread has to live as long as the child: the kernel takes the thread for the parent.
    """
    command.log_path.parent.mkdir(parents=True, exist_ok=True)
    with command.log_path.open("ab") as log:
        return subprocess.Popen(
            list(command.arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=command.folder,
            env=None if command.environ is None else dict(command.environ),
            process_group=0,
            pass_fds=command.kept_open,
            user=command.user,
            group=group_of(command.user),
            extra_groups=[] if command.user else None,
            preexec_fn=_before_exec(command.parent_death_signal),  # noqa: PLW1509 - see _LIBC
        )


def _before_exec(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        # Popen has changed the user by now; a change of user after this call would undo it.
        die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def group_of(user: str | None) -> int | None:
    """The user's first group; None for None."""
    return pwd.getpwnam(user).pw_gid if user else None


def stop(child: subprocess.Popen[bytes], stop_signal: signal.Signals, limit_seconds: float) -> None:
    """Signal the child, wait, then kill whatever its group still holds."""
    stop_all([(child, stop_signal)], limit_seconds)


def stop_all(children: Sequence[tuple[subprocess.Popen[bytes], signal.Signals]], limit_seconds: float) -> None:
    """Stop several at once: each gets its signal, all share one deadline, then their groups are killed."""
    for child, stop_signal in children:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(stop_signal)
    deadline = time.monotonic() + limit_seconds
    for child, _ in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        kill_group(child)


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """SIGKILL to everything in the child's group, so that a leader that died leaves no helpers behind."""
    # A pid cannot have been given anew as long as the group has members or we have not waited for its leader.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def wait_until(holds: Callable[[], bool], limit_seconds: float, pause_seconds: float = 0.02) -> bool:
    """Ask again and again until it holds; False when the limit passed first."""
    deadline = time.monotonic() + limit_seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_seconds)
    return True
