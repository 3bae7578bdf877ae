"""`siyu scheduler`: the clock. One elected process sends each sweep's name to the workers when it is due."""

import asyncio
from collections.abc import Sequence

import asyncpg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import Counter, Gauge

from app.actors.queue import SWEEP
from app.actors.sweep import Sweep
from app.logs import set_up_logs
from app.runtime.metrics import serve_beside
from app.runtime.preflight import need_port
from app.settings import Settings, load_settings
from app.wiring import Built, build

ELECTION_LOCK = 7_318_002
CHECK_SECONDS = 3
log = structlog.get_logger("siyu.scheduler")
ELECTED = Gauge("siyu_scheduler_elected", "1 in the scheduler that sends, 0 in those that wait")
SENT = Counter("siyu_sweeps_sent", "Sweeps that were sent to the workers, by name", ["name"])


def main(arguments: Sequence[str] = ()) -> int:
    settings = load_settings()
    set_up_logs(settings.log_level)
    if settings.scheduler_metrics_port is not None:
        need_port(settings.scheduler_metrics_port, "SIYU_SCHEDULER_METRICS_PORT", settings.host)
        serve_beside(settings, settings.scheduler_metrics_port)
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
    ELECTED.set(1)
    log.info("elected", sweeps=len(built.sweeps))
    while True:
        await connection.fetchval("select 1")
        await asyncio.sleep(CHECK_SECONDS)


async def _send(built: Built, name: str, sweep: Sweep) -> None:
    # A message that is older than its period is superseded by the next one.
    await asyncio.to_thread(built.queue.send, SWEEP, name, sweep.every_seconds)
    SENT.labels(name).inc()
