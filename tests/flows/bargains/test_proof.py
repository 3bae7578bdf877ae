"""The invariants of `siyu prove` find what is off: each row here was changed behind the shop's back."""

import pytest

from app.prove.bargains import off_bargains
from tests.flows.bargains.stage import Bazaar
from tests.flows.orders.conftest import Shop, Shopper


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("update promotion.bargain_cut set fen = fen + 1 where ordinal = 2", "start less all cuts"),
        (
            "update promotion.bargain_cut set fen = fen + case ordinal when 1 then 1 else -1 end",
            "not those of their seed",
        ),
        ("update promotion.bargain set seed = 'another'", "not those of their seed"),
        ("update promotion.bargain_cut set ordinal = 4 where ordinal = 2", "numbered one after another"),
        ("update promotion.bargain_cut set helper_id = gen_random_uuid() where ordinal = 1", "first cuts"),
        ("update promotion.bargain_help_day set helps = 2", "count of helps"),
        ("update promotion.bargain set state = 'bought', order_id = gen_random_uuid()", "is not theirs"),
    ],
)
async def test_what_was_changed_is_found(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper, change: str, found: str
) -> None:
    page = await bazaar.opened(owner)
    await bazaar.help(friend, page.id)
    pool = await shop.built.database.pool()
    assert await off_bargains(pool) == {}
    await shop.rows(change)
    assert [name for name in await off_bargains(pool) if found in name] != []
    await bazaar.wipe()
