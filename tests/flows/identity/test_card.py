"""The member card: shown, scanned once, and why not (M7)."""

import asyncio

import pytest

from domain.members import card_codes
from ports.governance.api import PermissionMissing
from ports.members.card import CardCodeExpired, CardCodeUnknown, CardCodeUsed, NotACardCode
from tests.flows.identity.conftest import SUPERVISOR, People, name
from tests.flows.orders.conftest import OPERATOR, Shop


async def test_a_shown_code_serves_once(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    member_id = await people.login(name())
    await shop.services.identity.set_phone(member_id, "16600000080")
    shown = await cards.show(member_id)
    assert (await cards.show(member_id)).code == shown.code
    assert shown.qr_url.startswith("data:image/png;base64,") and len(shown.bars) == 73
    assert str(member_id.int) not in shown.code
    with pytest.raises(PermissionMissing):
        await cards.serve(OPERATOR, shown.code)
    seen = await cards.serve(SUPERVISOR, f" {shown.code_grouped} ")
    assert (seen.member_id, seen.phone_masked, seen.nickname_masked[:1]) == (member_id, "166****0080", "禾")
    with pytest.raises(CardCodeUsed):
        await cards.serve(SUPERVISOR, shown.code)
    audits = await shop.rows("select action from governance.audit where target_id = $1 order by id desc", member_id)
    assert audits == [("members.look_up_refused",), ("members.look_up",)]


async def test_many_scanners_at_once_serve_once(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    code = (await cards.show(await people.login(name()))).code
    done = await asyncio.gather(*(cards.serve(SUPERVISOR, code) for _ in range(12)), return_exceptions=True)
    refused = [one for one in done if isinstance(one, CardCodeUsed)]
    assert len(refused) == 11


async def test_a_code_ages_in_a_minute_and_the_next_one_is_another(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    member_id = await people.login(name())
    first = await cards.show(member_id)
    shop.clock.pass_(seconds=30)
    second = await cards.show(member_id)
    assert second.code != first.code
    await cards.serve(SUPERVISOR, first.code)
    shop.clock.pass_(seconds=60)
    with pytest.raises(CardCodeExpired):
        await cards.serve(SUPERVISOR, second.code)
    ((used,),) = await shop.rows("select count(*) from members.card_code where used_at is not null")
    assert used == 1


async def test_what_was_never_shown_is_unknown(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    with pytest.raises(CardCodeUnknown):
        await cards.serve(SUPERVISOR, card_codes.code_of(b"somebody", 1))
    for text in ("134567890123456789", "https://example.com", "8812"):
        with pytest.raises(NotACardCode):
            await cards.serve(SUPERVISOR, text)


async def test_a_code_of_the_gone_member_finds_whom_they_became(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    one, two = await people.login(name()), await people.login(name())
    code = (await cards.show(two)).code
    await people.join(one, two)
    assert (await cards.serve(SUPERVISOR, code)).member_id == one


async def test_old_codes_are_forgotten(people: People, shop: Shop) -> None:
    cards = shop.modules.members.cards
    await cards.show(await people.login(name()))
    assert await cards.forget_codes() == 0
    shop.clock.pass_(days=3)
    assert await cards.forget_codes() == 1
