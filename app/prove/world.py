"""A whole Siyu of its own for a proof or a measurement: servers, emulator and our processes, which may be killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from app.runtime.netports import choose_port
from app.runtime.scratch import Servers, scratch_servers
from app.settings import ROOT, Settings, load_settings

READY_SECONDS = 60.0
POLL_SECONDS = 0.05
PARTS = ("serve", "worker", "scheduler")


class World:
    """`kill` ends a part with SIGKILL; the keeper starts it again at once, as a supervisor would."""

    def __init__(self, environ: dict[str, str], home: Path, servers: Servers) -> None:
        self.environ = environ
        self.servers = servers
        self.home = home
        self.shop_url = f"http://127.0.0.1:{environ['SIYU_PORT']}"
        self.emulator_url = f"http://127.0.0.1:{environ['SIYU_EMULATOR_PORT']}"
        self.kills = 0
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._keeping = False

    @property
    def settings(self) -> Settings:
        return load_settings(self.environ)

    def start(self, name: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "app.cli", name]
        self._children[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environ,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def process_id(self, name: str) -> int:
        """Of a part, which is also the id of its process group."""
        return self._children[name].pid

    def kill(self, name: str) -> None:
        """The whole process group: the server's workers too."""
        with suppress(ProcessLookupError):
            os.killpg(self._children[name].pid, signal.SIGKILL)
        self.kills += 1

    def pause(self, name: str) -> None:
        """The whole process group stands still until `go_on`."""
        os.killpg(self._children[name].pid, signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        os.killpg(self._children[name].pid, signal.SIGCONT)

    def restart_valkey(self) -> None:
        """SIGKILL and a new, empty server at the same address. Blocks, because a child is tied to its thread."""
        self.servers.valkey.kill()
        self.servers.valkey.start()
        self.kills += 1

    async def keep(self) -> None:
        """Runs until cancelled: what ended is started again."""
        while True:
            for name, child in list(self._children.items()):
                if child.poll() is not None:
                    self.start(name)
            await asyncio.sleep(POLL_SECONDS)

    async def wait_for(self, url: str) -> None:
        """Raises TimeoutError."""
        deadline = time.monotonic() + READY_SECONDS
        async with httpx.AsyncClient(timeout=2) as client:
            while time.monotonic() < deadline:
                with suppress(httpx.HTTPError):
                    if (await client.get(url)).status_code == 200:
                        return
                await asyncio.sleep(POLL_SECONDS)
        raise TimeoutError(f"{url} does not answer; see {self.home}")

    def stop(self) -> None:
        for child in self._children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@asynccontextmanager
async def running_world(
    options: Mapping[str, Any] | None = None, *, postgres: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    """Everything started and answering; all of it is gone at the end.

    `options` are further variables, `postgres` further settings of the server. Commits wait for the disk.
    """
    with scratch_servers(durable=True, own_settings=postgres or {}) as servers:
        environ = servers.environ() | {
            "SIYU_MODE": "test",
            "SIYU_PORT": str(choose_port()),
            "SIYU_EMULATOR_PORT": str(choose_port()),
        }
        environ["SIYU_HOOKS_URL"] = f"http://127.0.0.1:{environ['SIYU_PORT']}"
        environ |= {name: str(value) for name, value in (options or {}).items()}
        world = World(environ, servers.home, servers)
        keeper = None
        try:
            servers.migrate()
            world.start("emulator")
            await world.wait_for(world.emulator_url + "/health")
            for part in PARTS:
                world.start(part)
            await world.wait_for(world.shop_url + "/health/ready")
            keeper = asyncio.create_task(world.keep())
            yield world
        finally:
            if keeper is not None:
                keeper.cancel()
            world.stop()
