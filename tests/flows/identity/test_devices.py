"""The device a member was last seen with: told at a login or by behaviour, through merges, until the member leaves."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from domain.members.tag_catalogue import CATALOGUE
from ports.kernel import MemberId
from ports.members.devices import Device
from tests.flows.identity.conftest import People, name
from tests.flows.orders.conftest import Shop

CODES = {tag.id: tag.code for family in CATALOGUE.families for tag in family.tags if family.code.startswith("device")}
PHONE, TABLET = Device("android", "mini_program"), Device("ios", "browser")


async def stored(shop: Shop, member_id: MemberId) -> tuple[str | None, str | None]:
    [(system, client)] = await shop.rows(
        "select device_system, device_client from members.member where id = $1", member_id
    )
    return system, client


async def tags_of(shop: Shop, member_id: MemberId) -> set[str]:
    rows = await shop.rows("select tags from members.member_tag_set where member_id = $1", member_id)
    return {CODES[tag] for tag in rows[0][0] if tag in CODES} if rows else set()


async def login(shop: Shop, openid: str, device: Device | None) -> MemberId:
    return MemberId((await shop.services.identity.sign_in(f"{openid}/", device)).member.id)


async def test_a_first_login_has_its_device_at_once_and_a_later_one_by_night(people: People, shop: Shop) -> None:
    openid, tags = name(), shop.modules.members.tags
    member_id = await login(shop, openid, PHONE)
    await tags.desk.compute_due()
    assert await tags_of(shop, member_id) == {"device_system.android", "device_client.mini_program"}
    shop.clock.pass_(days=1)
    assert await login(shop, openid, TABLET) == member_id
    assert await stored(shop, member_id) == ("ios", "browser")
    await tags.night.run(shop.clock.now())
    assert await tags_of(shop, member_id) == {"device_system.ios", "device_client.browser"}
    # A login that tells nothing leaves what is known.
    await login(shop, openid, None)
    assert await stored(shop, member_id) == ("ios", "browser")
    assert await shop.rows("select off from members.tag_run") == [(0,)]


async def test_the_same_device_writes_nothing_and_many_at_once_write_once(people: People, shop: Shop) -> None:
    member_id, devices = await login(shop, name(), None), shop.modules.members.tags.devices
    assert await devices.seen(member_id, PHONE) and not await devices.seen(member_id, PHONE)
    told = await asyncio.gather(*(devices.seen(member_id, TABLET) for _ in range(8)))
    assert sum(told) == 1 and await stored(shop, member_id) == ("ios", "browser")
    # Told late: what was seen since then stands.
    shop.clock.at -= timedelta(hours=1)
    assert not await devices.seen(member_id, PHONE)
    assert await stored(shop, member_id) == ("ios", "browser")
    assert not await devices.seen(MemberId(uuid4()), PHONE)


async def test_a_merge_brings_a_device_where_none_was_known_and_gives_it_back(people: People, shop: Shop) -> None:
    one, other = await login(shop, name(), None), await login(shop, name(), PHONE)
    merge_id = await people.join(one, other)
    [kept] = [member for member in (one, other) if await people.merged_into(member) is None]
    [gone] = {one, other} - {kept}
    assert await stored(shop, kept) == ("android", "mini_program")
    # Whoever is another member now is told of no more.
    before = await stored(shop, gone)
    assert not await shop.modules.members.tags.devices.seen(gone, TABLET)
    assert await stored(shop, gone) == before
    await people.part(merge_id)
    assert (await stored(shop, one), await stored(shop, other)) == ((None, None), ("android", "mini_program"))


async def test_a_device_of_ones_own_stays_through_a_merge(people: People, shop: Shop) -> None:
    one, other = await login(shop, name(), TABLET), await login(shop, name(), PHONE)
    both = {one: await stored(shop, one), other: await stored(shop, other)}
    merge_id = await people.join(one, other)
    assert {member: await stored(shop, member) for member in both} == both
    await people.part(merge_id)
    assert {member: await stored(shop, member) for member in both} == both
