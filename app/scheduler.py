"""`siyu scheduler`: the clock. One elected process sends each sweep's name to the workers when it is due."""

import asyncio
from collections.abc import Sequence

import asyncpg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.actors.queue import SWEEP
from app.actors.sweep import Sweep
from app.logs import set_up_logs
from app.settings import Settings, load_settings
from app.wiring import Built, build

ELECTION_LOCK = 7_318_002
CHECK_SECONDS = 3
log = structlog.get_logger("siyu.scheduler")


def main(arguments: Sequence[str] = ()) -> int:
    settings = load_settings()
    set_up_logs(settings.log_level)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    """Waits to be elected, then sends until the connection that holds the election is lost, which ends the process."""
    connection = await asyncpg.connect(settings.database_url)
    # Waits in the database until the lock is free: whoever holds it is elected.
    await connection.execute("select pg_advisory_lock($1)", ELECTION_LOCK, timeout=None)
    built = build(settings)
    clock = AsyncIOScheduler(timezone="Asia/Shanghai")
    for name, sweep in built.sweeps.items():
        clock.add_job(
            _send, "interval", (built, name, sweep), seconds=sweep.every_seconds, coalesce=True, max_instances=1
        )
    clock.start()
    log.info("elected", sweeps=len(built.sweeps))
    while True:
        await connection.fetchval("select 1")
        await asyncio.sleep(CHECK_SECONDS)


async def _send(built: Built, name: str, sweep: Sweep) -> None:
    # A message that is older than its period is superseded by the next one.
    await asyncio.to_thread(built.queue.send, SWEEP, name, sweep.every_seconds)
