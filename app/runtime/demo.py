"""`siyu demo`: the whole of Siyu on one machine, with the emulator as the outer world."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec

from app.keys import local_secrets, write_private
from app.runtime.errors import CannotStart
from app.runtime.places import find_place
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.preflight import locked, need_port, need_room
from app.runtime.process import Command
from app.runtime.supervisor import Service, StopRequested, Supervisor, say
from app.runtime.troubles import trim_logs
from app.runtime.valkey import EmbeddedValkey
from app.settings import ROOT, Settings, load_settings

PAGES = ("/health/ready", "/", "/mini/", "/sidebar/", "/admin/", "/docs", "/openapi.json")
_PAPERS_LIMIT_SECONDS = 30.0
_READY_LIMIT_SECONDS = 120.0


def main(arguments: Sequence[str] = ()) -> int:
    """Run until Ctrl-C. Raises `CannotStart`."""
    settings = load_settings()
    supervisor = Supervisor()
    supervisor.watch_signals()
    with locked(settings.home) as lock:
        try:
            _look_around(settings)
            Demo(settings, supervisor, lock).run()
        except StopRequested:
            say("Stopping …")
        finally:
            supervisor.stop()
    say("Siyu has stopped")
    return 0


def _look_around(settings: Settings) -> None:
    need_port(settings.port, "SIYU_PORT", settings.host)
    need_port(settings.emulator_port, "SIYU_EMULATOR_PORT")
    need_room(settings.home)
    if not os.environ.get("SIYU_DATABASE_URL"):
        need_room(find_place(settings.home).data)
    trim_logs(settings.home / "logs")
    local_secrets(settings.home)


class Demo:
    """The order of a start: servers, the outer world, schema, seed, then our own processes."""

    def __init__(self, settings: Settings, supervisor: Supervisor, lock: int) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._lock = lock
        self._home = settings.home
        self._environ = os.environ | {
            "SIYU_MODE": "demo",
            "SIYU_HOME": str(settings.home),
            "SIYU_PORT": str(settings.port),
            "SIYU_EMULATOR_PORT": str(settings.emulator_port),
            "SIYU_HOOKS_URL": f"http://127.0.0.1:{settings.port}",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Start everything, say when it is ready, then look after it until told to stop."""
        began = time.monotonic()
        self._start_servers()
        self._keep("emulator", "emulator")
        papers = self._home / "emulator" / "merchant.json"
        self._once("migrate")
        if not self._supervisor.wait_for(papers.exists, _PAPERS_LIMIT_SECONDS):
            raise CannotStart(f"the emulator wrote no {papers} (see {self._log('emulator')})")
        if _has_seed() and os.environ.get("SIYU_SEED") != "off":
            self._once("seed", "--if-empty", aloud=True)
        for name in ("serve", "worker", "scheduler"):
            self._keep(name, name)
        self._announce(began)
        while True:
            self._supervisor.tick()

    def _start_servers(self) -> None:
        kept_open = (self._lock,)
        if not self._environ.get("SIYU_DATABASE_URL"):
            postgres = EmbeddedPostgres(self._home, kept_open=kept_open)
            self._serve_data("postgres", postgres)
            self._environ["SIYU_DATABASE_URL"] = postgres.url
        if not self._environ.get("SIYU_VALKEY_URL"):
            valkey = EmbeddedValkey(self._home, kept_open=kept_open)
            self._serve_data("valkey", valkey)
            self._environ["SIYU_VALKEY_URL"] = valkey.url
        addresses = {
            "database_url": self._environ["SIYU_DATABASE_URL"],
            "valkey_url": self._environ["SIYU_VALKEY_URL"],
        }
        # So that `SIYU_MODE=demo siyu rebuild` and its like find the servers of the running demo.
        write_private(self._home / "runtime.json", msgspec.json.encode(addresses))

    def _serve_data(self, name: str, server: EmbeddedPostgres | EmbeddedValkey) -> None:
        def start() -> subprocess.Popen[bytes]:
            server.start()
            return server.child

        service = Service(name, self._log(name), start)
        service.stop_signal = server.stop_signal
        service.is_server = True
        self._supervisor.add(service)

    def _keep(self, name: str, command: str) -> None:
        self._supervisor.add(Service.of(name, self._command(command)))

    def _once(self, command: str, *options: str, aloud: bool = False) -> None:
        self._supervisor.run_once(command, self._command(command, *options), aloud=aloud)

    def _command(self, command: str, *options: str) -> Command:
        return Command(
            arguments=[sys.executable, "-m", "app.cli", command, *options],
            log_path=self._log(command),
            environ=self._environ,
            folder=ROOT,
            kept_open=(self._lock,),
        )

    def _log(self, name: str) -> Path:
        return self._home / "logs" / f"{name}.log"

    def _announce(self, began: float) -> None:
        shop, emulator = f"http://127.0.0.1:{self._settings.port}", f"http://127.0.0.1:{self._settings.emulator_port}"
        left = [*(shop + page for page in PAGES), emulator + "/"]

        def all_answer() -> bool:
            while left and answers(left[0]):
                left.pop(0)
            return not left

        ready = self._supervisor.wait_for(all_answer, _READY_LIMIT_SECONDS)
        self._supervisor.settled = True
        if not ready:
            missing = ", ".join(url for url in left if not answers(url))
            say(f"Siyu runs, but these do not answer: {missing} (see {self._log('serve')})")
        self._supervisor.wait_for(all_answer, float("inf"))
        seconds = time.monotonic() - began
        say(f"Siyu is ready after {seconds:.0f} s: {shop} (WeChat's side: {emulator}; stop with Ctrl-C)")


def _has_seed() -> bool:
    spec = find_spec("app.seed")
    return spec is not None and spec.origin is not None


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - always http
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False
