"""Consent in WeChat that must not collect anything."""

from tests.flows.members.club import Club
from tests.flows.orders.conftest import Shopper


async def test_somebody_elses_consent_collects_nothing(club: Club, member: Shopper) -> None:
    await club.buy(member)
    jump = await club.services.buying.sign(member.id)
    code = jump.extra_data["contract_code"]
    await club.tell(club.wechat.consent(code, "openid-of-another", club.shop.clock.at))
    assert not (await club.state(member)).renews_itself
    assert club.wechat.known[code].state == "ended"


async def test_consent_that_comes_after_cancelling_does_not_stay(club: Club, member: Shopper) -> None:
    await club.buy(member)
    jump = await club.services.buying.sign(member.id)
    await club.services.buying.cancel(member.id)
    await club.shop.settle()
    [(openid,)] = await club.shop.rows("select openid from members.member where id = $1", member.id)
    code = jump.extra_data["contract_code"]
    await club.tell(club.wechat.consent(code, openid, club.shop.clock.at))
    assert club.wechat.known[code].state == "ended"
    assert (await club.state(member)).state == "cancelled"
