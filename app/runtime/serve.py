"""`siyu serve` and `siyu emulator`: Granian with processes that do not outlive their parent."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from app.runtime.preflight import need_port
from app.runtime.process import die_with_parent
from app.settings import load_settings

SHOP = "app.main:app"
EMULATOR = "adapters.emulator.app:create_app"
_STOP_SECONDS = 5
# A rendered picture leaves holes in the heap of the thread that made it: fewer heaps, and room given back sooner, are
# worth 20 MB a process. glibc reads this when a program starts, and the workers are forks of this one.
_HEAP = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}


def main(arguments: Sequence[str] = ()) -> int:
    """Serve the shop. Raises `CannotStart` when the port is taken."""
    settings = load_settings()
    need_port(settings.port, "SIYU_PORT", settings.host)
    server = _server(SHOP, settings.host, settings.port, settings.workers)
    # In the demo the supervisor starts a server anew, and gives up on one that never comes up.
    server.respawn_failed_workers = settings.mode == "production"
    with ExitStack() as stack:
        if settings.workers > 1:
            # Each process writes its figures there, and whichever is asked adds them up. Read by prometheus_client at
            # its import, which is why nothing that imports it is imported here.
            folder = stack.enter_context(TemporaryDirectory(prefix="siyu-metrics-"))
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        server.serve(target_loader=load_shop)
    return 0


def emulator(arguments: Sequence[str] = ()) -> int:
    """Serve the emulator, on this machine alone. Raises `CannotStart` when the port is taken."""
    settings = load_settings()
    need_port(settings.emulator_port, "SIYU_EMULATOR_PORT")
    _server(EMULATOR, "127.0.0.1", settings.emulator_port, 1).serve(target_loader=load_factory)
    return 0


def _server(target: str, host: str, port: int, workers: int) -> Any:
    if missing := {name: value for name, value in _HEAP.items() if name not in os.environ}:
        os.environ.update(missing)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program, started anew
    return Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        websockets=False,
        workers_kill_timeout=_STOP_SECONDS,
        # Granian writes what a response failed with; who asked for what is the application's own log.
        log_access=False,
    )


def load(target: str) -> Callable[..., Any]:
    """Run in each process that serves: ties it to its parent and imports the application."""
    die_with_parent()
    module, name = target.split(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    # What an application is made of stays for good: looking through it again and again costs tens of milliseconds.
    gc.collect()
    gc.freeze()
    return application


def load_shop(target: str) -> Callable[..., Any]:
    """The same for the shop, whose streams do not end by themselves: the server waits for its connections."""
    application: Any = load(target)
    services = application.state.services
    for let_go in (services.live_stock.let_go, services.community.sidebar.feed.let_go):
        application.on_startup.append(partial(_when_told_to_stop, let_go))
    return application  # type: ignore[no-any-return]


async def _when_told_to_stop(call: Callable[[], None]) -> None:
    """Granian's own handler is called by the loop, which hears of a signal whoever else handles it."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def told(signum: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(call)
            if callable(before):
                before(signum, frame)

        signal.signal(number, told)


def load_factory(target: str) -> Callable[..., Any]:
    """The same for a target that makes the application."""
    application: Callable[..., Any] = load(target)()
    return application
