"""Keeps a set of child processes running: starts them, restarts what crashed, shows their errors, stops them all."""

import contextlib
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from app.runtime.errors import CannotStart
from app.runtime.postgres import last_line
from app.runtime.process import Command, kill_group, spawn, stop_all
from app.runtime.troubles import LogFollower

_TICK_SECONDS = 0.25
_PAUSE_SECONDS_FIRST, _PAUSE_SECONDS_MAX = 0.5, 10.0
# Who ran this long is healthy: its next crash is counted as a first one.
_HEALTHY_SECONDS = 30.0
_EARLY_CRASHES_MAX = 4


class StopRequested(Exception):
    """Ctrl-C or SIGTERM came while something was awaited."""


class Service:
    """One supervised child. `start` makes the process; servers that know more than a command bring their own."""

    def __init__(self, name: str, log: Path, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.name = name
        self.log = log
        self.start_process = start
        self.stop_signal = signal.SIGTERM
        # Others need it: it is stopped after them.
        self.is_server = False
        self.process: subprocess.Popen[bytes] | None = None
        self.follower = LogFollower(name, log)
        self.crashes = 0
        self.started_at = 0.0
        self.due_at = 0.0

    @classmethod
    def of(cls, name: str, command: Command) -> "Service":
        """A service that is a plain command."""
        return cls(name, command.log_path, lambda: spawn(command))


def say(text: str) -> None:
    """One line on the console, at once."""
    print(text, flush=True)


class Supervisor:
    """Runs in the main thread: children take the thread that made them for their parent."""

    def __init__(self) -> None:
        self._services: list[Service] = []
        self._signals = 0
        self._woken, self._waker = socket.socketpair()
        self.settled = False

    def watch_signals(self) -> None:
        """Turn SIGINT and SIGTERM into a wish to stop, and wake up when a child ends."""
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    @property
    def stopping(self) -> bool:
        return self._signals > 0

    def add(self, service: Service) -> None:
        """Start it now and keep it running from now on."""
        self._services.append(service)
        self._start(service)

    def wait_for(self, holds: Callable[[], bool], limit_seconds: float) -> bool:
        """Watch over the children until it holds; False after the limit. Raises `StopRequested`."""
        deadline = time.monotonic() + limit_seconds
        while not holds():
            if time.monotonic() > deadline:
                return False
            self.tick()
        return True

    def run_once(self, name: str, command: Command, *, aloud: bool = False) -> None:
        """Run a command to its end. Raises `CannotStart` with its own words if it fails, `StopRequested`."""
        follower = LogFollower(name, command.log_path, aloud=aloud)
        child = spawn(command)
        try:
            while child.poll() is None:
                self.tick()
                follower.show()
            follower.show()
        finally:
            stop_all([(child, signal.SIGTERM)], 3.0)
        if child.returncode:
            line = last_line(command.log_path)
            prefix, _, told = line.partition("Siyu cannot start: ")
            raise CannotStart(told if told and not prefix else f"{name} fails: {line} (see {command.log_path})")

    def tick(self) -> None:
        """Wait a moment or until something happens, then look after every child. Raises `StopRequested`."""
        if self.stopping:
            raise StopRequested
        select.select([self._woken], [], [], _TICK_SECONDS)
        with contextlib.suppress(BlockingIOError):  # the moment passed and nothing happened
            self._woken.recv(4096)
        if self.stopping:
            raise StopRequested
        for service in self._services:
            service.follower.show()
            self._look_after(service)

    def stop(self, limit_seconds: float = 8.0) -> None:
        """Stop all within the limit: first, at once, who uses the servers, then the servers."""
        deadline = time.monotonic() + limit_seconds
        servers = [service for service in self._services if service.is_server]
        others = [service for service in self._services if not service.is_server]
        for group, share in ((others, 0.7), (servers, 1.0)):
            children = [(item.process, item.stop_signal) for item in reversed(group) if item.process is not None]
            stop_all(children, max(0.5, (deadline - time.monotonic()) * share))

    def _look_after(self, service: Service) -> None:
        if service.process is None:
            if time.monotonic() >= service.due_at:
                self._start(service)
        elif (code := service.process.poll()) is not None:
            kill_group(service.process)
            service.process = None
            healthy = time.monotonic() - service.started_at > _HEALTHY_SECONDS
            service.crashes = 1 if healthy else service.crashes + 1
            if not self.settled and service.crashes >= _EARLY_CRASHES_MAX:
                raise CannotStart(f"{service.name} ends again and again: {last_line(service.log)} (see {service.log})")
            pause_seconds = _pause_seconds(service.crashes)
            service.due_at = time.monotonic() + pause_seconds
            say(f"[{service.name}] ended with {_ending(code)}; starting it again in {pause_seconds:g} s")

    def _start(self, service: Service) -> None:
        service.started_at = time.monotonic()
        try:
            service.process = service.start_process()
        except CannotStart as error:
            if not self.settled:
                raise
            service.crashes += 1
            service.due_at = time.monotonic() + _pause_seconds(service.crashes)
            say(f"[{service.name}] {error}")


def _pause_seconds(crashes: int) -> float:
    """Doubles with each crash, up to a limit."""
    return min(_PAUSE_SECONDS_MAX, _PAUSE_SECONDS_FIRST * 2.0 ** min(crashes - 1, 10))


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
