"""Guides are asked to invite who belongs into a group: once, with why, and until that has happened (G2)."""

import asyncio

import pytest

from domain.community.group_rules import kind_of
from domain.community.rule_book_desk import RuleBookChanged
from ports.community.chats import FetchGroup
from ports.community.group_rules import Bought, GroupRules
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_attribution import bought, known_as
from tests.flows.orders.conftest import Shopper

RULES = GroupRules(is_on=True, days=30, vip_orders=3, vip_fen=20_000, ordinary_orders=1)


async def _ruled(circle: Circle, rules: GroupRules = RULES) -> None:
    inviting = circle.parts.groups.inviting
    await inviting.save_rules(OPERATOR, rules, (await inviting.rules(OPERATOR)).version)


async def _group(circle: Circle, chat_id: str, owner: str, kind: str, *subjects: str) -> None:
    circle.wecom.rooms.make(chat_id, owner, *subjects, name=f"{kind}群")
    await _read(circle, chat_id)
    await circle.parts.groups.desk.set_kind(OPERATOR, chat_id, kind)  # type: ignore[arg-type]


async def _read(circle: Circle, chat_id: str) -> None:
    await circle.parts.groups.grouping.on_fetch(FetchGroup(chat_id))


async def _buyer(circle: Circle, contact_id: str, fen: int, guide: str = "mei") -> Shopper:
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(fen)
    await known_as(circle, buyer, guide, contact_id)
    await bought(circle, buyer, (sku, 1))
    return buyer


async def _tasks(circle: Circle) -> list[tuple[str, str, str, str]]:
    rows = await circle.shop.rows("""
        select contact_id, guide, chat_id, state from community.guide_task where kind = 'invite_to_group'
        order by made_at, cause
    """)
    return [tuple(row) for row in rows]  # type: ignore[misc]


async def _sweep(circle: Circle) -> None:
    circle.shop.clock.pass_(minutes=5)
    await circle.parts.groups.inviting.ask_due()


async def test_who_belongs_is_invited_once_and_the_task_ends_by_itself(circle: Circle) -> None:
    await _ruled(circle)
    await _group(circle, "wr-vip", "lan", "vip")
    await _group(circle, "wr-own", "mei", "vip")
    await _group(circle, "wr-all", "mei", "ordinary")
    await _buyer(circle, "wm-rich", 25_000)
    await _buyer(circle, "wm-some", 5_000)
    await _sweep(circle)
    assert sorted(await _tasks(circle)) == [
        ("wm-rich", "mei", "wr-own", "open"),
        ("wm-some", "mei", "wr-all", "open"),
    ]
    [(title, text)] = await circle.shop.rows(
        "select title, text from community.guide_task where contact_id = 'wm-rich'"
    )
    assert title == "邀请进VIP 群"
    assert "近 30 天付款 1 单，减退款后 250 元，达到 VIP 群的 200 元" in text
    await asyncio.gather(*(circle.parts.groups.inviting.ask_due() for _ in range(4)))
    assert len(await _tasks(circle)) == 2
    # Into another group of the kind than the one that was meant: it is done.
    circle.wecom.rooms.join("wr-vip", "wm-rich")
    await _read(circle, "wr-vip")
    await _sweep(circle)
    assert {row[0]: row[3] for row in await _tasks(circle)} == {"wm-rich": "done", "wm-some": "open"}
    # Whoever leaves is not asked again.
    circle.wecom.rooms.leave("wr-vip", "wm-rich")
    await _read(circle, "wr-vip")
    await _sweep(circle)
    assert len(await _tasks(circle)) == 2


async def test_who_is_in_such_a_group_or_nobodys_contact_is_not_asked_for(circle: Circle) -> None:
    await _ruled(circle)
    await _buyer(circle, "wm-in", 25_000)
    await _buyer(circle, "wm-gone", 25_000)
    await _group(circle, "wr-vip", "mei", "vip", "wm-in")
    circle.wecom.part("mei", "wm-gone")
    await circle.compare()
    await _sweep(circle)
    assert await _tasks(circle) == []


async def test_without_a_group_of_the_kind_nobody_is_asked(circle: Circle) -> None:
    await _ruled(circle)
    await _buyer(circle, "wm-1", 25_000)
    await _group(circle, "wr-free", "mei", "free")
    await _sweep(circle)
    assert await _tasks(circle) == []
    await circle.parts.groups.desk.set_kind(OPERATOR, "wr-free", "vip")
    await _sweep(circle)
    assert [row[0] for row in await _tasks(circle)] == ["wm-1"]


async def test_who_rises_to_vip_is_not_wanted_in_the_ordinary_one(circle: Circle) -> None:
    await _ruled(circle)
    await _group(circle, "wr-vip", "mei", "vip")
    await _group(circle, "wr-all", "mei", "ordinary")
    buyer = await _buyer(circle, "wm-1", 5_000)
    await _sweep(circle)
    assert [(row[2], row[3]) for row in await _tasks(circle)] == [("wr-all", "open")]
    await bought(circle, buyer, (await circle.shop.sku(16_000), 1))
    await _sweep(circle)
    await _sweep(circle)
    assert [(row[2], row[3]) for row in await _tasks(circle)] == [("wr-all", "cancelled"), ("wr-vip", "open")]
    # The friendship ends: there is nobody to invite.
    circle.wecom.part("mei", "wm-1")
    await circle.compare()
    await _sweep(circle)
    assert [row[3] for row in await _tasks(circle)] == ["cancelled", "cancelled"]


async def test_rules_are_off_at_first_and_what_is_old_does_not_count(circle: Circle) -> None:
    await _group(circle, "wr-vip", "mei", "vip")
    await _buyer(circle, "wm-1", 25_000)
    await _sweep(circle)
    assert await _tasks(circle) == []
    circle.shop.clock.pass_(days=40)
    await _ruled(circle)
    await _sweep(circle)
    assert await _tasks(circle) == []


async def test_sql_and_the_pure_rule_say_the_same(circle: Circle) -> None:
    await _group(circle, "wr-vip", "mei", "vip")
    await _group(circle, "wr-all", "mei", "ordinary")
    buyer = await _buyer(circle, "wm-1", 6_000)
    await bought(circle, buyer, (await circle.shop.sku(6_000), 1))
    guests = circle.parts.groups.stores.guests
    [(paid,)] = await circle.shop.rows('select sum(paid_fen)::int from commerce."order" where member_id = $1', buyer.id)
    facts = Bought(2, paid)
    for orders in (0, 2, 3):
        for fen in (0, paid, paid + 1):
            for ordinary in (0, 2, 3):
                rules = GroupRules(True, 30, orders, fen, ordinary)
                async with circle.shop.uow.reading() as tx:
                    since = circle.shop.clock.now().replace(year=2000)
                    found = await guests.guests(tx, rules, since, 10)
                assert [one.kind for one in found] == [kind for kind in [kind_of(rules, facts)] if kind]
                assert all(one.bought == facts for one in found)


async def test_rules_are_versioned_audited_and_need_permission(circle: Circle) -> None:
    inviting = circle.parts.groups.inviting
    await _ruled(circle)
    kept = await inviting.rules(OPERATOR)
    assert (kept.rules, kept.version, kept.by) == (RULES, 1, "小周")
    with pytest.raises(RuleBookChanged):
        await inviting.save_rules(OPERATOR, GroupRules(), 0)
    with pytest.raises(Invalid):
        await inviting.save_rules(OPERATOR, GroupRules(days=0), 1)
    nobody = type(OPERATOR)(OPERATOR.id, OPERATOR.name, frozenset({"community.read"}), OPERATOR.ip)
    with pytest.raises(PermissionMissing):
        await inviting.save_rules(nobody, GroupRules(), 1)
    assert (await inviting.rules(OPERATOR)).rules == RULES
