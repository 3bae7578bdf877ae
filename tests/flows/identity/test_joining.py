"""One person is one member, however many applications know them (M1)."""

from tests.flows.identity.conftest import SUPERVISOR, People, name
from tests.flows.orders.conftest import Shop


async def test_a_second_login_is_the_same_member(people: People, shop: Shop) -> None:
    openid = name()
    first = await people.login(openid)
    assert await people.login(openid) == first
    assert await people.login(openid, name()) == first
    rows = await shop.rows("select channel, subject from members.identity where member_id = $1", first)
    assert rows == [("mini_program", openid)]


async def test_a_unionid_joins_the_channels_into_one_member(people: People, shop: Shop) -> None:
    unionid = name()
    contact = await people.seen("wecom", name(), unionid)
    assert await people.seen("official_account", name(), unionid) == contact
    assert await people.login(name(), unionid) == contact
    assert await people.standing() == []
    ((count,),) = await shop.rows("select count(*) from members.identity where member_id = $1", contact)
    assert count == 3


async def test_the_first_login_of_a_contact_is_a_registration(people: People, shop: Shop) -> None:
    unionid, openid = name(), name()
    await people.seen("wecom", name(), unionid)
    code = f"{openid}/{unionid}"
    first = await shop.services.identity.sign_in(code)
    again = await shop.services.identity.sign_in(code)
    assert first.member.id == again.member.id
    assert first.member.nickname.startswith("禾友")


async def test_a_unionid_told_late_merges_two_members_at_once(people: People, shop: Shop) -> None:
    openid, unionid = name(), name()
    shopper = await people.shopper(openid)
    contact = await people.seen("wecom", "wm-1", unionid)
    assert contact != shopper.id
    assert await people.login(openid, unionid) == shopper.id
    assert await people.merged_into(contact) == shopper.id
    assert [row[1:] for row in await people.standing()] == [(contact, shopper.id, "unionid")]
    assert await people.seen("wecom", "wm-1", unionid) == shopper.id


async def test_whoever_has_orders_is_kept_though_younger(people: People, shop: Shop) -> None:
    unionid, openid = name(), name()
    older = await people.seen("wecom", name(), unionid)
    shop.clock.pass_(days=1)
    younger = await people.shopper(openid)
    await younger.buy((await shop.sku(), 1))
    assert await people.login(openid, unionid) == younger.id
    assert await people.merged_into(older) == younger.id


async def test_three_identities_end_in_the_last_of_the_chain(people: People, shop: Shop) -> None:
    first, second, third = [await people.shopper(name()) for _ in range(3)]
    await third.buy((await shop.sku(), 1))
    await people.join(first.id, second.id)
    await people.join(second.id, third.id)
    assert await people.merged_into(first.id) == third.id
    assert await people.merged_into(second.id) == third.id
    async with shop.uow.reading() as tx:
        for one in (first, second, third):
            assert await shop.services.identity.resolve(tx, one.id) == third.id
    assert len((await people.matches.identities(SUPERVISOR, third.id)).items) == 3


async def test_a_session_of_the_gone_member_is_the_kept_ones(people: People, shop: Shop) -> None:
    openid, unionid = name(), name()
    kept = await people.shopper(name(), unionid)
    session = await shop.services.identity.sign_in(f"{openid}/")
    gone = session.member.id
    assert await people.login(openid, unionid) == kept.id
    assert await shop.services.identity.session_member(session.token) == kept.id
    me = await shop.services.identity.me(gone)
    assert me.id == kept.id


async def test_the_same_phone_only_makes_a_match_until_somebody_decides(people: People, shop: Shop) -> None:
    one, two = await people.login(name()), await people.login(name())
    for member_id in (one, two, two):
        await shop.services.identity.set_phone(member_id, "16600000077")
    (match,) = (await people.matches.matches(SUPERVISOR, "pending", None, 20)).items
    assert {person.id for person in match.people} == {one, two}
    assert await people.standing() == []
    dismissed = await people.matches.dismiss(SUPERVISOR, match.id, "母女两人共用")
    assert (dismissed.state, dismissed.reason, dismissed.decided_by) == ("dismissed", "母女两人共用", "老陈")
    await shop.services.identity.set_phone(one, "16600000077")
    assert (await people.matches.matches(SUPERVISOR, "pending", None, 20)).items == []
    assert await people.standing() == []


async def test_a_confirmed_match_merges(people: People, shop: Shop) -> None:
    one = await people.login(name())
    await shop.services.identity.set_phone(one, "16600000078")
    shop.clock.pass_(minutes=1)
    contact = await people.seen("wecom", name(), None, "16600000078")
    (match,) = (await people.matches.matches(SUPERVISOR, "pending", None, 20)).items
    await people.matches.confirm(SUPERVISOR, match.id, "电话核实")
    assert [row[1:] for row in await people.standing()] == [(contact, one, "phone")]
    audits = await shop.rows("select action, reason from governance.audit order by id desc limit 1")
    assert audits == [("members.match_confirm", "电话核实")]
