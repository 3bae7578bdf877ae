"""What membership itself keeps of somebody who leaves: no balance, nothing personal, nothing more to collect."""

from adapters.postgres.members_club_data import ClubPersonalData
from app.prove.points_books import points_breaches
from ports.members.devices import Device
from ports.members.points import Earning
from tests.flows.identity.conftest import People
from tests.flows.orders.conftest import Shop


async def test_points_family_birthday_and_device_go_with_the_member(people: People, shop: Shop) -> None:
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
    devices = shop.modules.members.tags.devices
    assert await devices.seen(member_id, Device("harmony", "wechat"))
    async with shop.uow.reading() as tx:
        sections = {one.name: one for one in await ClubPersonalData().export(tx, member_id)}
    assert "鸿蒙" in sections["设备"].items and "微信里的网页" in sections["设备"].items
    privacy = shop.modules.members.privacy
    await privacy.ask_to_leave(member_id)
    shop.clock.pass_(days=7, minutes=1)
    assert await privacy.leave_due() == 1
    await shop.settle()
    assert await shop.rows("select available, owed from members.points_account where member_id = $1", member_id) == [
        (0, 0)
    ]
    assert await shop.rows("select 1 from members.child where member_id = $1", member_id) == []
    left = "select birthday_month, device_system, device_client, device_seen_at from members.member where id = $1"
    assert await shop.rows(left, member_id) == [(None, None, None, None)]
    # A phone that reports late tells of nobody.
    assert not await devices.seen(member_id, Device("harmony", "wechat"))
    assert await shop.rows(left, member_id) == [(None, None, None, None)]
    assert await points_breaches(await shop.built.database.pool()) == []
