"""Touches as their senders issue them."""

from uuid import uuid4

from ports.community.touches import NewTouch
from tests.http.shop import Shop


async def issued(shop: Shop, new: NewTouch) -> str:
    """The code of a touch."""
    performance = shop.built.modules.community.performance
    async with shop.built.services.uow.begin() as tx:
        return (await performance.touches.issue(tx, new)).code


async def touch_ids(shop: Shop) -> dict[str, str]:
    return {"touch_code": await issued(shop, NewTouch("script", f"sample:{uuid4()}", "mei"))}
