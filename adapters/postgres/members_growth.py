"""Growth and levels over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Fen, MemberId, OrderId, Tx
from ports.members.growth import (
    GrowthEntry,
    GrowthRules,
    GrowthWeights,
    LevelChange,
    LevelRule,
    OrderGrowth,
    Standing,
)
from ports.members.growth_store import StandingCount

_LEVELS = """(select json_agg(json_build_object('code', code, 'name', name, 'growthFrom', growth_from,
    'discountPercent', discount_percent, 'pointsMultiplierPercent', points_multiplier_percent,
    'birthdayPoints', birthday_points, 'freeFreight', free_freight, 'freeReturns', free_returns,
    'earlyAccessMinutes', early_access_minutes, 'hasConcierge', has_concierge, 'benefits', benefits)
    order by growth_from, sort, code) from members.level)"""
_WEIGHTS = "per_yuan, per_active_day, per_review, per_share, per_check_in, interaction_daily_max, protection_percent,"
_RULES = (
    f"select version, {_WEIGHTS} concierge_spend_fen, {_LEVELS} as levels from members.growth_settings where id = 1"
)
_READ_RULES = Statement(text(_RULES))
# The rules are read when the lock is there: whoever held it has changed them.
_LOCK_SETTINGS = Statement(text("select 1 from members.growth_settings where id = 1 for update"))
_SAVE_SETTINGS = Statement(
    text("""
    update members.growth_settings set version = :version, per_yuan = :per_yuan, per_active_day = :per_active_day,
        per_review = :per_review, per_share = :per_share, per_check_in = :per_check_in,
        interaction_daily_max = :interaction_daily_max, protection_percent = :protection_percent,
        concierge_spend_fen = :concierge_spend_fen, changed_at = :now where id = 1
    """)
)
_SAVE_LEVEL = Statement(
    text("""
    update members.level set name = :name, growth_from = :growth_from, discount_percent = :discount_percent,
        points_multiplier_percent = :points_multiplier_percent, birthday_points = :birthday_points,
        free_freight = :free_freight, free_returns = :free_returns, early_access_minutes = :early_access_minutes,
        has_concierge = :has_concierge, benefits = :benefits where code = :code
    """)
)
_STANDING = """m.id as member_id, m.level_code, m.growth, m.level_since as since, m.level_until as until,
    m.level_held as is_held, m.level_protected as is_protected, m.rules_version, m.has_concierge_at as concierge_at,
    m.merged_into as became"""
# Not `for update`: a session or an address that is just added names the member, and need not wait.
_LOCK = Statement(text(f"select {_STANDING} from members.member m where m.id = :member_id for no key update"))
_LOCK_DUE = Statement(
    text(f"""
    select {_STANDING} from members.member m where m.level_until <= :now order by m.level_until, m.id limit :size
    for no key update skip locked
    """)
)
_LOCK_UNSETTLED = Statement(
    text(f"""
    select {_STANDING} from members.member m where m.growth > 0 and m.rules_version < :version
    order by m.rules_version, m.id limit :size for no key update skip locked
    """)
)
_SAVE = Statement(
    text("""
    update members.member set level_code = :level_code, growth = :growth, level_since = :since, level_until = :until,
        level_held = :is_held, level_protected = :is_protected, rules_version = :rules_version,
        has_concierge_at = :concierge_at where id = :member_id
    """)
)
_APPEND = Statement(
    text("""
    insert into members.growth_entry (id, key, member_id, kind, value, at, counts_at, words, order_id)
    values (:id, :key, :member_id, :kind, :value, :at, :counts_at, :words, :order_id) on conflict (key) do nothing
    """)
)
_SUM = Statement(
    text("""
    select cast(coalesce(sum(value), 0) as bigint) from members.growth_entry
    where member_id = :member_id and counts_at > :since
    """)
)
_INTERACTIONS = Statement(
    text("""
    select cast(coalesce(sum(value), 0) as bigint) from members.growth_entry
    where member_id = :member_id and counts_at >= :start and counts_at < :end and kind = 'interaction'
    """)
)
_ORDER = Statement(
    text("""
    select order_id, member_id, kept_fen, completed_at, per_yuan, growth from members.growth_order
    where order_id = :order_id
    """)
)
_SAVE_ORDER = Statement(
    text("""
    insert into members.growth_order (order_id, member_id, kept_fen, completed_at, per_yuan, growth)
    values (:order_id, :member_id, :kept_fen, :completed_at, :per_yuan, :growth)
    on conflict (order_id) do update set kept_fen = excluded.kept_fen, completed_at = excluded.completed_at,
        per_yuan = excluded.per_yuan, growth = excluded.growth
    """)
)
_SPENT = Statement(
    text("""
    select cast(coalesce(sum(kept_fen), 0) as bigint) from members.growth_order
    where member_id = :member_id and completed_at is not null
    """)
)
_RECORD = Statement(
    text("""
    insert into members.level_change (id, member_id, from_code, to_code, cause, words, growth, at)
    values (:id, :member_id, :from_code, :to_code, :cause, :words, :growth, :at)
    """)
)
_COUNTS = Statement(
    text("""
    with sums as (
        select member_id, greatest(0, sum(value)) as growth from members.growth_entry where counts_at > :since
        group by member_id
    )
    select m.level_code, cast(coalesce(s.growth, 0) as bigint) as growth, m.level_held as is_held,
           m.level_protected as is_protected, count(*) as members
    from members.member m left join sums s on s.member_id = m.id group by 1, 2, 3, 4
    """)
)


_levels = msgspec.json.Decoder(tuple[LevelRule, ...])


class PostgresGrowth:
    """Implements `ports.members.growth_store.GrowthStore`."""

    async def rules(self, tx: Tx, *, lock: bool = False) -> GrowthRules:
        if lock:
            await _LOCK_SETTINGS.one(tx)
        row = await _READ_RULES.one(tx)
        assert row is not None, "migrations fill the settings"
        found = dict(row)
        version, levels = found.pop("version"), _levels.decode(found.pop("levels"))
        return GrowthRules(version, levels, GrowthWeights(**found))

    async def save_rules(self, tx: Tx, rules: GrowthRules, now: datetime) -> None:
        await _SAVE_SETTINGS.run(tx, version=rules.version, now=now, **msgspec.structs.asdict(rules.weights))
        for level in rules.levels:
            await _SAVE_LEVEL.run(tx, **msgspec.structs.asdict(level) | {"benefits": list(level.benefits)})

    async def lock(self, tx: Tx, member_id: MemberId) -> Standing | None:
        row = await _LOCK.one(tx, member_id=member_id)
        return Standing(**row) if row else None

    async def save(self, tx: Tx, standing: Standing) -> None:
        given = msgspec.structs.asdict(standing)
        del given["became"]
        await _SAVE.run(tx, **given)

    async def append(self, tx: Tx, entry: GrowthEntry) -> bool:
        return await _APPEND.run(tx, **msgspec.structs.asdict(entry)) == 1

    async def sum_since(self, tx: Tx, member_id: MemberId, since: datetime) -> int:
        growth: int = await _SUM.value(tx, member_id=member_id, since=since)
        return growth

    async def interactions_between(self, tx: Tx, member_id: MemberId, span: tuple[datetime, datetime]) -> int:
        growth: int = await _INTERACTIONS.value(tx, member_id=member_id, start=span[0], end=span[1])
        return growth

    async def order(self, tx: Tx, order_id: OrderId) -> OrderGrowth | None:
        row = await _ORDER.one(tx, order_id=order_id)
        return OrderGrowth(**row) if row else None

    async def save_order(self, tx: Tx, order: OrderGrowth) -> None:
        await _SAVE_ORDER.run(tx, **msgspec.structs.asdict(order))

    async def spent(self, tx: Tx, member_id: MemberId) -> Fen:
        fen: Fen = await _SPENT.value(tx, member_id=member_id)
        return fen

    async def record(self, tx: Tx, change_id: UUID, member_id: MemberId, change: LevelChange) -> None:
        await _RECORD.run(tx, id=change_id, member_id=member_id, **msgspec.structs.asdict(change))

    async def lock_due(self, tx: Tx, now: datetime, limit: int) -> Sequence[Standing]:
        return [Standing(**row) for row in await _LOCK_DUE.all(tx, now=now, size=limit)]

    async def lock_unsettled(self, tx: Tx, version: int, limit: int) -> Sequence[Standing]:
        return [Standing(**row) for row in await _LOCK_UNSETTLED.all(tx, version=version, size=limit)]

    async def counts(self, tx: Tx, since: datetime) -> Sequence[StandingCount]:
        return [StandingCount(**row) for row in await _COUNTS.all(tx, since=since)]
