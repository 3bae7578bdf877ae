"""The embedded PostgreSQL: made once, started, watched and stopped by us."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from app.keys import write_private
from app.runtime.errors import CannotStart
from app.runtime.netports import LOOPBACK, choose_port
from app.runtime.places import Place, find_place
from app.runtime.process import Command, group_of, is_alive, kill_group, spawn, stop, wait_until

DATABASE = "siyu"
_START_LIMIT_SECONDS = 60.0
_FORMER_LIMIT_SECONDS = 20.0
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",  # a refused insert is a daily matter, and statements carry personal data
    "dynamic_shared_memory_type": "mmap" if not Path("/dev/shm").is_dir() else "posix",  # noqa: S108
}
# For scratch databases: they survive a crash of any process, not one of the machine.
_SCRATCH_SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}


class EmbeddedPostgres:
    """One server for one state folder. `durable=False` does not wait for the disk; for `kept_open` see `Command`.

    `own_settings` go over ours: a measurement may want a log of every statement.
    """

    stop_signal = signal.SIGINT  # fast shutdown: drops the clients and writes a checkpoint

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        kept_open: tuple[int, ...] = (),
        own_settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._home = home
        self._kept_open = kept_open
        self._durable = durable
        self._own_settings = own_settings
        self._log = home / "logs" / "postgres.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._place: Place | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """postgresql:// address of the database, with its password."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of another database of this server."""
        password = (self._home / "postgres.password").read_text().strip()
        return f"postgresql://{DATABASE}:{quote(password)}@{LOOPBACK}:{self._port}/{database}"

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The server process, once started."""
        assert self._child is not None
        return self._child

    def start(self) -> None:
        """Make the data folder if there is none, start the server and wait until it answers. Raises `CannotStart`."""
        place = self._place = find_place(self._home)
        data = place.data / "data"
        _remove_half_made(data)
        if not (data / "PG_VERSION").exists():
            self._make(place, data)
        _refuse_other_major(place, data)
        _wait_for_former(data)
        self._port = choose_port(self._home / "postgres.port")
        settings = _SETTINGS | ({} if self._durable else _SCRATCH_SETTINGS) | dict(self._own_settings)
        settings["port"] = str(self._port)
        arguments = [str(place.programs / "postgres"), "-D", str(data)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        self._child = spawn(
            Command(
                arguments=arguments,
                log_path=self._log,
                environ=_environment(),
                user=place.user,
                folder=place.data,
                parent_death_signal=self.stop_signal,
                kept_open=self._kept_open,
            )
        )
        child = self._child
        if not wait_until(lambda: child.poll() is not None or _is_ready(data, child.pid), _START_LIMIT_SECONDS):
            self.stop()
            raise CannotStart(f"PostgreSQL does not answer after {_START_LIMIT_SECONDS:.0f} s (see {self._log})")
        if child.poll() is not None:
            raise CannotStart(f"PostgreSQL ended at once: {last_line(self._log)}")

    def stop(self, limit_seconds: float = 8.0) -> None:
        """Fast shutdown, SIGKILL after the limit (its log then repairs it at the next start)."""
        if self._child is not None:
            stop(self._child, self.stop_signal, limit_seconds)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        kill_group(self.child)

    def _make(self, place: Place, data: Path) -> None:
        marker = place.data / "making"
        marker.touch()
        shutil.rmtree(data, ignore_errors=True)
        program = str(place.programs / "initdb")
        arguments = [program, "-D", str(data), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=reject"]
        self._run(place, arguments)
        (data / "pg_hba.conf").write_text(f"host all {DATABASE} 127.0.0.1/32 scram-sha-256\n")
        password = secrets.token_urlsafe(24)
        # Nobody can log in as the superuser (see pg_hba.conf above): roles are made in single-user mode.
        statements = (
            f"create role {DATABASE} login createdb password '{password}'",
            f"grant pg_monitor, pg_checkpoint, pg_signal_backend to {DATABASE}",
            f"create database {DATABASE} owner {DATABASE}",
        )
        single = [str(place.programs / "postgres"), "--single", "-D", str(data), "postgres"]
        self._run(place, single, "\n".join(statements) + "\n")
        write_private(self._home / "postgres.password", password.encode())
        marker.unlink()

    def _run(self, place: Place, arguments: list[str], text: str = "") -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            arguments,
            input=text.encode(),
            capture_output=True,
            cwd=place.data,
            env=_environment(),
            check=False,
            user=place.user,
            group=group_of(place.user),
            extra_groups=[] if place.user else None,
        )
        output = (done.stdout + done.stderr).decode(errors="replace")
        with self._log.open("a") as log:
            # The echo of single-user mode would carry the password.
            log.write(output if not text else "")
        if done.returncode or (text and "ERROR:" in output):
            lines = [line for line in output.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
            raise CannotStart(f"the database folder cannot be made: {(lines or [output.strip()])[-1].strip()}")


def last_line(log: Path) -> str:
    """The last telling line of a log: a FATAL one if there is one near the end."""
    try:
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines()[-20:] if line.strip()]
    except OSError:
        return "no log"
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (fatal or lines or ["empty log"])[-1]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _remove_half_made(data: Path) -> None:
    """A folder whose making was cut short holds nothing yet."""
    marker = data.parent / "making"
    if marker.exists():
        shutil.rmtree(data, ignore_errors=True)


def _refuse_other_major(place: Place, data: Path) -> None:
    have = (data / "PG_VERSION").read_text().strip()
    text = subprocess.run([str(place.programs / "postgres"), "--version"], capture_output=True, text=True, check=True)
    want = text.stdout.split()[-1].split(".")[0]
    if have != want:
        age = "a newer" if have.isdecimal() and int(have) > int(want) else "another"
        raise CannotStart(
            f"{data} is of {age} PostgreSQL, version {have}; this Siyu brings {want} "
            "(use the Siyu that wrote it, or set SIYU_HOME to another folder)"
        )


def _wait_for_former(data: Path) -> None:
    """A server whose supervisor was killed is still writing its checkpoint: let it end."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    if not wait_until(lambda: not (lock.exists() and is_alive(pid) and _serves(pid, data)), _FORMER_LIMIT_SECONDS, 0.1):
        raise CannotStart(f"another PostgreSQL, process {pid}, is using {data}")


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL on this folder: after a crash its id may be somebody else's by now."""
    try:
        return str(data) in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return Path("/proc").is_dir() is False


def _is_ready(data: Path, pid: int) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
