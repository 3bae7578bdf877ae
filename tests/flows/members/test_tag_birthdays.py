"""A birthday in the tags: its month follows what the member tells, how near it is follows the time."""

from datetime import UTC, datetime
from uuid import uuid4

from domain.members.tag_catalogue import CATALOGUE
from ports.kernel import MemberId
from ports.members.growth_store import Birthday
from ports.members.merging import Merge
from tests.flows.orders.conftest import Shop

IDS = {tag.code: tag.id for family in CATALOGUE.families for tag in family.tags}
CODES = {number: code for code, number in IDS.items() if code.startswith("birthday")}


async def tags_of(shop: Shop, member_id: MemberId) -> set[str]:
    await shop.modules.members.tags.desk.compute_due()
    rows = await shop.rows("select tags from members.member_tag_set where member_id = $1", member_id)
    return {CODES[tag] for tag in rows[0][0] if tag in CODES} if rows else set()


async def test_a_birthday_reaches_the_tags_at_once(shop: Shop) -> None:
    shop.clock.at = datetime(2026, 2, 10, 4, tzinfo=UTC)
    member = await shop.shopper()
    await shop.settle()
    assert await tags_of(shop, member.id) == {"birthday_told.none"}
    levels = shop.modules.members.levels.shopper
    await levels.set_birthday(member.id, Birthday(2, 29))
    assert await tags_of(shop, member.id) == {"birthday_month.2", "birthday.this_month"}
    # Said again nothing changes, and nobody is due.
    await levels.set_birthday(member.id, Birthday(2, 29))
    assert await shop.rows("select count(*) from members.tag_due") == [(0,)]
    shop.clock.at = datetime(2027, 2, 28, 4, tzinfo=UTC)
    await levels.set_birthday(member.id, Birthday(3, 1, 1994))
    assert await tags_of(shop, member.id) == {"birthday_month.3", "birthday.next_month"}


async def test_months_turn_over_in_shanghai_alike_by_night_and_by_event(shop: Shop) -> None:
    """Midnight in Shanghai is 16:00 UTC of the day before."""
    shop.clock.at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    born = {month: await shop.shopper() for month in (11, 12, 1)}
    levels, tags = shop.modules.members.levels.shopper, shop.modules.members.tags
    for month, member in born.items():
        await levels.set_birthday(member.id, Birthday(month, 15))
    await shop.settle()
    await tags.desk.compute_due()

    async def near() -> dict[int, set[str]]:
        return {month: await tags_of(shop, one.id) - {f"birthday_month.{month}"} for month, one in born.items()}

    assert await near() == {11: {"birthday.this_month"}, 12: {"birthday.next_month"}, 1: set()}
    for moment, expected in (
        (datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC), {11: {"this"}, 12: {"next"}, 1: set()}),
        (datetime(2026, 11, 30, 16, tzinfo=UTC), {11: set(), 12: {"this"}, 1: {"next"}}),
        (datetime(2026, 12, 31, 16, tzinfo=UTC), {11: set(), 12: set(), 1: {"this"}}),
    ):
        shop.clock.at = moment
        wanted = {month: {f"birthday.{one}_month" for one in codes} for month, codes in expected.items()}
        await shop.rows("delete from members.tag_run")
        await tags.night.run(moment)
        assert await near() == wanted, "by the night"
        async with shop.uow.begin() as tx:
            await tags.desk.touched(tx, *(member.id for member in born.values()))
        assert await near() == wanted, "by an event"
    assert await shop.rows("select off from members.tag_run") == [(0,)], "events had left the night nothing steady"


async def test_a_birthday_goes_with_a_merge_and_comes_back(shop: Shop) -> None:
    shop.clock.at = datetime(2026, 6, 10, 4, tzinfo=UTC)
    gone, kept = await shop.shopper(), await shop.shopper()
    await shop.modules.members.levels.shopper.set_birthday(gone.id, Birthday(6, 1))
    merge = Merge(uuid4(), gone.id, kept.id, shop.clock.now())
    followers = (shop.modules.members.levels.follower, shop.modules.members.tags.manual)
    async with shop.uow.begin() as tx:
        for follower in followers:
            await follower.merge(tx, merge)
    assert await tags_of(shop, kept.id) == {"birthday_month.6", "birthday.this_month"}
    assert await tags_of(shop, gone.id) == {"birthday_told.none"}
    async with shop.uow.begin() as tx:
        for follower in followers:
            await follower.part(tx, merge)
    assert await tags_of(shop, kept.id) == {"birthday_told.none"}
    assert await tags_of(shop, gone.id) == {"birthday_month.6", "birthday.this_month"}
