"""Dramatiq's side of the application: `boot` gives the broker with its two actors."""

from uuid import UUID

import dramatiq

from app.actors.deliver import Deliverer
from app.actors.flash import FlashConsumer
from app.actors.queue import DELIVER, SWEEP
from app.actors.sweep import Sweeper
from app.actors.tags import TagFollower
from app.logs import set_up_logs
from app.settings import load_settings
from app.wiring import build

TIME_LIMIT_MS = 120_000


def boot() -> dramatiq.Broker:
    """Called in each worker process. Connections open at the first message, on the loop that serves it."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    built = build(settings)
    deliverer = Deliverer(built.services.uow, built.deliveries, built.subscriptions, built.clock)
    sweeper = Sweeper(built.sweeps)

    async def deliver(due: list[tuple[str, str]]) -> None:
        await deliverer.deliver([(UUID(delivery_id), kind) for delivery_id, kind in due])

    async def sweep(name: str) -> None:
        await sweeper.sweep(name)

    promotion, orders = built.modules.promotion, built.modules.commerce.flash_orders
    built.beside(FlashConsumer(promotion.flash.stream, promotion.flash.keeper, orders).run)
    tags = built.modules.members.tags
    built.beside(TagFollower(tags.desk, tags.kick).run)
    dramatiq.set_broker(built.broker)
    dramatiq.actor(actor_name=DELIVER, broker=built.broker)(deliver)
    dramatiq.actor(actor_name=SWEEP, broker=built.broker)(sweep)
    return built.broker
