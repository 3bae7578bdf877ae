"""The emulator as a process of its own, and a bare server that takes the calls which it makes to the shop."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec

from app.runtime.netports import choose_port
from app.settings import ROOT
from tests.contracts.emulator.shop import HookServer

READY_SECONDS = 30.0


class Outside:
    """`http` is for the people who play; what the emulator says to the shop is kept in `hooks`."""

    def __init__(self, http: httpx.AsyncClient, hooks: HookServer, port: int, home: Path) -> None:
        self.http, self.hooks, self.port = http, hooks, port
        self.papers: dict[str, Any] = msgspec.json.decode((home / "emulator" / "merchant.json").read_bytes())

    async def play(self, path: str, **body: Any) -> dict[str, Any]:
        answer = await self.http.post("/play" + path, json=body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def faults(self, **switches: Any) -> None:
        """What is not named returns to calm; waits are cut to a hundredth."""
        (await self.http.put("/play/faults", json={"timeScale": 0.01} | switches)).raise_for_status()


@asynccontextmanager
async def running_emulator(home: Path) -> AsyncIterator[Outside]:
    hooks = HookServer()
    await hooks.start()
    port = choose_port()
    environ = os.environ | {
        "SIYU_MODE": "test",
        "SIYU_HOME": str(home),
        "SIYU_EMULATOR_PORT": str(port),
        "SIYU_HOOKS_URL": hooks.url,
    }
    with (home / "emulator.log").open("ab") as log:
        command = [sys.executable, "-m", "app.cli", "emulator"]
        child = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
            async with asyncio.timeout(READY_SECONDS):
                await _answering(http)
            outside = Outside(http, hooks, port, home)
            await outside.faults()
            yield outside
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        await hooks.stop()


async def _answering(http: httpx.AsyncClient) -> None:
    while True:
        with suppress(httpx.HTTPError):
            if (await http.get("/health")).status_code == 200:
                return
        await asyncio.sleep(0.05)
