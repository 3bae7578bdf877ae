"""What membership itself keeps of somebody who leaves: no balance, nothing personal, nothing more to collect."""

from app.prove.points_books import points_breaches
from ports.members.points import Earning
from tests.flows.identity.conftest import People
from tests.flows.orders.conftest import Shop


async def test_points_family_and_birthday_go_with_the_member(people: People, shop: Shop) -> None:
    member_id = await people.login("openid-of-one-who-leaves")
    book = shop.modules.members.points.book
    async with shop.uow.begin() as tx:
        await book.earn(tx, Earning("club-leaving", member_id, 300, "task", "完成任务"))
    await shop.rows(
        "insert into members.child (member_id, id, born_month, created_at) values ($1, gen_random_uuid(), $2, $3)",
        member_id,
        shop.clock.now().date().replace(day=1),
        shop.clock.now(),
    )
    await shop.rows("update members.member set birthday_month = 2, birthday_day = 29 where id = $1", member_id)
    privacy = shop.modules.members.privacy
    await privacy.ask_to_leave(member_id)
    shop.clock.pass_(days=7, minutes=1)
    assert await privacy.leave_due() == 1
    await shop.settle()
    assert await shop.rows("select available, owed from members.points_account where member_id = $1", member_id) == [
        (0, 0)
    ]
    assert await shop.rows("select 1 from members.child where member_id = $1", member_id) == []
    assert await shop.rows("select birthday_month from members.member where id = $1", member_id) == [(None,)]
    assert await points_breaches(await shop.built.database.pool()) == []
