"""The year goes round: reviews, new rules, what operators set, birthdays."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.members.birthday_rules import BirthdayLocked
from domain.members.level_desk import LevelRulesChanged, MemberNotFound
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid, MemberId
from ports.members.growth import GrowthRules
from ports.members.growth_store import Birthday
from tests.flows.levels.conftest import DESK, Club
from tests.flows.orders.conftest import Shop, Shopper


async def test_who_comes_close_keeps_the_level_once(shop: Shop, club: Club, buyer: Shopper):
    await club.grow(buyer.id, 5000)
    for growth, expected in ((4200, "gold"), (4200, "silver"), (100, "bronze")):
        club.pass_days(366)
        await club.grow(buyer.id, growth)
        assert await club.parts.reviews.review() == 1
        assert (await club.standing(buyer.id))[0] == expected
    words = [change.words for change in (await club.parts.desk.member(DESK, buyer.id)).changes]
    assert "已达它的 80%，黄金会员再保留一年" in words[2]
    assert "去年已保级一次" in words[1] and "也不足它的 80%" in words[0]


async def test_nobody_is_reviewed_early(shop: Shop, club: Club, buyer: Shopper):
    await club.grow(buyer.id, 1000)
    club.pass_days(364)
    assert await club.parts.reviews.review() == 0
    club.pass_days(1)
    assert await club.parts.reviews.review() == 1


async def test_many_are_reviewed_in_batches(shop: Shop, club: Club):
    await shop.rows(
        "insert into members.member (id, openid, nickname, level_code, joined_at, level_until)"
        " select gen_random_uuid(), 'review-' || n, '小禾', 'silver', $1, $1 from generate_series(1, 230) n",
        shop.clock.now(),
    )
    assert [await club.parts.reviews.review() for _ in range(4)] == [100, 100, 30, 0]
    assert await shop.rows("select level_code, count(*)::int from members.member group by 1") == [("bronze", 230)]


async def _rules(club: Club, **weights: int) -> GrowthRules:
    view = await club.parts.desk.rules(DESK)
    return GrowthRules(view.version, view.levels, replace(view.weights, **weights))


def _lower(rules: GrowthRules, growth_from: int) -> GrowthRules:
    levels = list(rules.levels)
    levels[1] = replace(levels[1], growth_from=growth_from)
    return replace(rules, levels=tuple(levels))


async def test_new_rules_lift_as_the_preview_said_and_lower_nobody(shop: Shop, club: Club, buyer: Shopper):
    other = await shop.shopper()
    await club.grow(buyer.id, 700)
    await club.grow(other.id, 1100)
    wished = _lower(await _rules(club), 600)
    seen = await club.parts.desk.preview(DESK, wished)
    assert [(move.to_name, move.members) for move in seen.rising] == [("白银会员", 1)]
    assert await club.parts.desk.rules(DESK) == await club.parts.desk.rules(DESK)
    assert (await club.standing(buyer.id))[0] == "bronze"
    saved = await club.parts.desk.save(DESK, wished)
    assert (saved.version, saved.levels[1].growth_from) == (2, 600)
    assert await club.parts.reviews.apply_rules() == 2
    assert await club.parts.reviews.apply_rules() == 0
    assert (await club.standing(buyer.id))[0] == "silver"
    assert await club.changes(buyer.id) == [("bronze", "silver", "settings")]
    raised = await club.parts.desk.save(DESK, _lower(replace(wished, version=2), 3000))
    await club.parts.reviews.apply_rules()
    assert raised.version == 3 and (await club.standing(buyer.id))[0] == "silver"
    [(detail,)] = await shop.rows(
        "select detail from governance.audit where action = 'levels.change' order by id desc limit 1"
    )
    assert detail == "白银会员所需成长值：600 → 3000"


async def test_two_editors_do_not_overwrite_each_other(shop: Shop, club: Club):
    first, second = await _rules(club, per_yuan=2), await _rules(club, per_yuan=3)
    await club.parts.desk.save(DESK, first)
    with pytest.raises(LevelRulesChanged):
        await club.parts.desk.save(DESK, second)
    assert (await _rules(club)).weights.per_yuan == 2


async def test_rules_that_make_no_sense_change_nothing(shop: Shop, club: Club):
    before = await club.parts.desk.rules(DESK)
    for wished in (_lower(await _rules(club), 5000), await _rules(club, protection_percent=0)):
        with pytest.raises(Invalid):
            await club.parts.desk.save(DESK, wished)
    reader = replace(DESK, permissions=frozenset({"members.read"}))
    with pytest.raises(PermissionMissing):
        await club.parts.desk.save(reader, await _rules(club))
    assert await club.parts.desk.rules(DESK) == before


async def test_operators_correct_growth_and_levels_with_a_reason(shop: Shop, club: Club, buyer: Shopper):
    desk = club.parts.desk
    seen = await desk.adjust(DESK, buyer.id, 1200, "线下活动补录")
    assert (seen.level_name, seen.growth, seen.entries.items[0].words) == ("白银会员", 1205, "店铺调整：线下活动补录")
    refusals = [(0, "没有变化"), (-1300, "扣得太多"), (200_000, "加得太多"), (10, " ")]
    for value, reason in refusals:
        with pytest.raises(Invalid):
            await desk.adjust(DESK, buyer.id, value, reason)
    with pytest.raises(PermissionMissing):
        await desk.adjust(replace(DESK, permissions=frozenset({"members.write"})), buyer.id, 1, "没有权限")
    with pytest.raises(MemberNotFound):
        await desk.adjust(DESK, MemberId(buyer.address_id), 1, "没有这个人")
    assert await club.standing(buyer.id) == ("silver", 1205)
    placed = await desk.place(DESK, buyer.id, "diamond", "品牌大使")
    assert (placed.level_name, placed.is_held, placed.changes[0].words) == (
        "钻石会员",
        True,
        "由小周调整为钻石会员：品牌大使",
    )
    for code in ("diamond", "platinum"):
        with pytest.raises(Invalid):
            await desk.place(DESK, buyer.id, code, "没有变化")
    audited = await shop.rows(
        "select action, reason, detail from governance.audit where target_id = $1 order by id", buyer.id
    )
    assert audited == [
        ("members.adjust_growth", "线下活动补录", "+1200 成长值"),
        ("members.place_level", "品牌大使", "白银会员 → 钻石会员"),
    ]
    lowered = await desk.place(DESK, buyer.id, "bronze", "滥用退货")
    assert lowered.is_held
    await club.grow(buyer.id, 9000)
    assert (await club.standing(buyer.id))[0] == "bronze"


async def greeted(shop: Shop, *people: Shopper) -> list[tuple[str, int]]:
    """Keys and points of the gifts that the ledger of points has booked for them just now."""
    rows = await shop.rows(
        "select b.key, e.points from members.points_booking b join members.points_entry e on e.booking_id = b.id"
        " where b.source = 'birthday' and e.member_id = any($1::uuid[]) and b.at = $2 order by b.id",
        [person.id for person in people],
        shop.clock.at,
    )
    return [(key, points) for key, points in rows]


async def test_birthdays_are_greeted_on_their_day_once(shop: Shop, club: Club, buyer: Shopper):
    gifts = club.parts.gifts
    await shop.services.members.levels.shopper.set_birthday(buyer.id, Birthday(2, 29, 2000))
    other = await shop.shopper()
    await shop.services.members.levels.shopper.set_birthday(other.id, Birthday(3, 1))
    await club.grow(other.id, 1000)

    async def on(*when: int) -> list[tuple[str, int]]:
        shop.clock.at = datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]
        await gifts.give()
        await gifts.give()
        return await greeted(shop, buyer, other)

    assert await on(2026, 2, 27, 15, 59) == []
    # It is the 28th in Shanghai from here on.
    assert await on(2026, 2, 27, 16, 1) == [(f"birthday:{buyer.id}:2026", 50)]
    assert await on(2026, 2, 28, 16, 0) == [(f"birthday:{other.id}:2026", 100)]
    # Two days late; and a leap year.
    assert await on(2028, 2, 27, 17, 0) == []
    assert await on(2028, 3, 2, 3, 0) == [(f"birthday:{buyer.id}:2028", 50), (f"birthday:{other.id}:2028", 100)]


async def test_a_birthday_told_afterwards_is_greeted_next_year(shop: Shop, club: Club, buyer: Shopper):
    gifts = club.parts.gifts
    yesterday = (shop.clock.at - timedelta(days=1)).date()
    await shop.services.members.levels.shopper.set_birthday(buyer.id, Birthday(yesterday.month, yesterday.day))
    assert await gifts.give() == 0 and await greeted(shop, buyer) == []
    club.pass_days(364)
    assert await gifts.give() == 1 and len(await greeted(shop, buyer)) == 1


async def test_a_birthday_is_changed_once_a_year(shop: Shop, club: Club, buyer: Shopper):
    levels = shop.services.members.levels.shopper
    assert (await levels.page(buyer.id)).birthday.month is None
    told = await levels.set_birthday(buyer.id, Birthday(5, 1, 1993))
    assert (told.month, told.day, told.year) == (5, 1, 1993) and told.changeable_from is not None
    assert await levels.set_birthday(buyer.id, Birthday(5, 1, 1993)) == told
    with pytest.raises(BirthdayLocked):
        await levels.set_birthday(buyer.id, Birthday(6, 1))
    assert (await levels.page(buyer.id)).birthday == told
    club.pass_days(365)
    assert (await levels.set_birthday(buyer.id, Birthday(6, 1))).month == 6
