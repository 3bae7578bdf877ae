"""Lotteries as operators make, publish, adjust and end them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.members.lottery_pages import round_brief
from domain.members.lottery_rounds import LotteryRounds
from domain.members.lottery_rules import (
    LotteryChanged,
    LotteryNotEditable,
    LotteryNotFound,
    check,
    check_prizes,
    percent,
    shares_of,
    state_text,
)
from ports.crypto import FieldCipher
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Ids, Invalid, Page, Rng, Tx, UnitOfWork
from ports.members.lottery import LotteryRow, LotteryState, LotteryStore, PrizeKind, PrizeRow
from ports.members.lottery_views import (
    AdminLottery,
    AdminLotteryBrief,
    AdminPrize,
    LotteryFigures,
    LotteryViews,
)

READ, WRITE = "members.read", "members.write"


class PrizeDraft(Struct, frozen=True):
    kind: PrizeKind
    name: str
    points: int
    template_id: UUID | None
    odds_ppm: int
    stock: int | None


class LotteryDraft(Struct, frozen=True):
    """`version` as it was read; 0 for a new one."""

    name: str
    words: str
    starts_at: datetime
    ends_at: datetime
    cost_points: int
    free_per_day: int
    draws_per_day_max: int
    prizes: tuple[PrizeDraft, ...]
    version: int = 0


class PrizeChange(Struct, frozen=True):
    """Odds and stock of the prize at the same place."""

    odds_ppm: int
    stock: int | None


class LotteryDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[LotteryStore, LotteryViews],
        audit: AuditApi,
        cipher: FieldCipher,
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._audit = audit
        self._clock, self._ids, rng = system
        self._rounds = LotteryRounds(self._store, cipher, (self._ids, rng))

    async def page(
        self, actor: Actor, state: LotteryState | None, cursor: str | None, limit: int
    ) -> Page[AdminLotteryBrief]:
        actor.require(READ)
        now = self._clock.now()
        async with self._uow.reading() as tx:
            found = await self._views.briefs(tx, state, cursor, limit)
        return Page([_told(row, now) for row in found.items], found.next_cursor)

    async def one(self, actor: Actor, lottery_id: UUID) -> AdminLottery:
        """Raises LotteryNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            row = await self._store.get(tx, lottery_id)
            if row is None:
                raise LotteryNotFound
            return await self._view(tx, row)

    async def create(self, actor: Actor, draft: LotteryDraft) -> AdminLottery:
        """Raises Invalid."""
        actor.require(WRITE)
        row, prizes = _row(self._ids.new(), draft, 1), _prizes(draft)
        check(row, prizes)
        async with self._uow.begin() as tx:
            await self._store.insert(tx, row, prizes)
            await self._record(tx, actor, "members.lottery_create", row, _odds_words(prizes))
            return tx.answered(await self._view(tx, row))

    async def save(self, actor: Actor, lottery_id: UUID, draft: LotteryDraft) -> AdminLottery:
        """Of a draft alone. Raises LotteryNotFound, LotteryChanged, LotteryNotEditable, Invalid."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._locked(tx, lottery_id, draft.version)
            if known.state != "draft":
                raise LotteryNotEditable
            row, prizes = _row(lottery_id, draft, known.version + 1), _prizes(draft)
            check(row, prizes)
            await self._store.save(tx, row)
            await self._store.put_prizes(tx, lottery_id, prizes)
            await self._record(tx, actor, "members.lottery_change", row, _odds_words(prizes))
            return tx.answered(await self._view(tx, row))

    async def publish(self, actor: Actor, lottery_id: UUID) -> AdminLottery:
        """Odds are public from now on, and a round is committed to if it has begun.

        Raises LotteryNotFound, LotteryNotEditable, Invalid.
        """
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            known = await self._locked(tx, lottery_id, None)
            if known.state == "ended":
                raise LotteryNotEditable("抽奖已经结束，不能再发布")
            if known.state == "draft":
                if known.ends_at <= now:
                    raise Invalid("结束时间已经过去，请先修改", field="endsAt")
                prizes = await self._store.prizes(tx, lottery_id)
                check(known, prizes)
                known = replace(known, state="published", odds_version=1, version=known.version + 1)
                await self._store.save(tx, known)
                await self._store.publish_odds(tx, known, shares_of(prizes), now)
                await self._rounds.current(tx, known, now)
                await self._record(tx, actor, "members.lottery_publish", known, _odds_words(prizes))
            return tx.answered(await self._view(tx, known))

    async def adjust(
        self, actor: Actor, lottery_id: UUID, changes: Sequence[PrizeChange], version: int
    ) -> AdminLottery:
        """New odds and stock of a published one: the round in progress is closed, the next one has the new table.

        Raises LotteryNotFound, LotteryChanged, LotteryNotEditable, Invalid.
        """
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            known = await self._locked(tx, lottery_id, version)
            if known.state != "published":
                raise LotteryNotEditable("只有进行中的抽奖可以调整，草稿请直接修改")
            before = await self._store.prizes(tx, lottery_id)
            if len(changes) != len(before):
                raise Invalid("发布后不能增减奖品", field="prizes")
            prizes = [
                replace(prize, odds_ppm=change.odds_ppm, stock=change.stock)
                for prize, change in zip(before, changes, strict=True)
            ]
            check_prizes(prizes)
            row = replace(known, odds_version=known.odds_version + 1, version=known.version + 1)
            await self._rounds.close_open(tx, known, now)
            await self._store.adjust(tx, lottery_id, prizes)
            await self._store.save(tx, row)
            await self._store.publish_odds(tx, row, shares_of(prizes), now)
            await self._rounds.current(tx, row, now)
            detail = f"{_odds_words(before)} 改为 {_odds_words(prizes)}"
            await self._record(tx, actor, "members.lottery_adjust", row, detail)
            return tx.answered(await self._view(tx, row))

    async def end(self, actor: Actor, lottery_id: UUID, reason: str) -> AdminLottery:
        """No more draws; the open round is closed, and its seed told. Raises LotteryNotFound."""
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            known = await self._locked(tx, lottery_id, None)
            if known.state != "ended":
                known = replace(known, state="ended", version=known.version + 1)
                await self._store.save(tx, known)
                await self._rounds.close_open(tx, known, now)
                entry = AuditEntry(actor, "members.lottery_end", known.name, known.id, reason)
                await self._audit.record(tx, entry)
            return tx.answered(await self._view(tx, known))

    async def _locked(self, tx: Tx, lottery_id: UUID, version: int | None) -> LotteryRow:
        row = await self._store.lock(tx, lottery_id)
        if row is None:
            raise LotteryNotFound
        if version is not None and row.version != version:
            raise LotteryChanged
        return row

    async def _view(self, tx: Tx, row: LotteryRow) -> AdminLottery:
        prizes = await self._store.prizes(tx, row.id)
        figures = await self._views.figures(tx, row.id)
        expected = _expected(
            figures, {v: [s.odds_ppm for s in t] for v, t in (await self._store.odds(tx, row.id)).items()}
        )
        current = await self._store.open_round(tx, row.id)
        return AdminLottery(
            id=row.id,
            name=row.name,
            words=row.words,
            state=row.state,
            state_text=state_text(row, self._clock.now()),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            cost_points=row.cost_points,
            free_per_day=row.free_per_day,
            draws_per_day_max=row.draws_per_day_max,
            odds_version=row.odds_version,
            version=row.version,
            prizes=[_admin_prize(prize, figures, expected) for prize in prizes],
            draws=figures.draws,
            members=figures.members,
            points_spent=figures.points_spent,
            points_won=sum(prize.points * prize.won for prize in prizes),
            round=round_brief(current) if current else None,
        )

    async def _record(self, tx: Tx, actor: Actor, action: str, row: LotteryRow, detail: str) -> None:
        await self._audit.record(tx, AuditEntry(actor, action, row.name, row.id, None, detail))


def _row(lottery_id: UUID, draft: LotteryDraft, version: int) -> LotteryRow:
    return LotteryRow(
        id=lottery_id,
        name=draft.name,
        words=draft.words,
        state="draft",
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        cost_points=draft.cost_points,
        free_per_day=draft.free_per_day,
        draws_per_day_max=draft.draws_per_day_max,
        odds_version=0,
        version=version,
    )


def _prizes(draft: LotteryDraft) -> list[PrizeRow]:
    return [
        PrizeRow(position, one.kind, one.name, one.points, one.template_id, one.odds_ppm, one.stock)
        for position, one in enumerate(draft.prizes)
    ]


def _expected(figures: LotteryFigures, odds: dict[int, list[int]]) -> dict[int, int]:
    """Thousandths of a piece that each position would have by its odds, over all tables."""
    found: dict[int, int] = {}
    for version, draws in figures.by_version.items():
        for position, ppm in enumerate(odds[version]):
            found[position] = found.get(position, 0) + draws * ppm
    return {position: product // 1000 for position, product in found.items()}


def _admin_prize(prize: PrizeRow, figures: LotteryFigures, expected: dict[int, int]) -> AdminPrize:
    return AdminPrize(
        position=prize.position,
        kind=prize.kind,
        name=prize.name,
        points=prize.points,
        template_id=prize.template_id,
        odds_ppm=prize.odds_ppm,
        stock=prize.stock,
        won=prize.won,
        rolled=figures.rolled.get(prize.position, 0),
        expected_milli=expected.get(prize.position, 0),
    )


def _told(row: AdminLotteryBrief, now: datetime) -> AdminLotteryBrief:
    words = {"draft": "草稿", "ended": "已结束"}.get(row.state)
    if words is None:
        words = "还没开始" if now < row.starts_at else "进行中" if now < row.ends_at else "已结束"
    return replace(row, state_text=words)


def _odds_words(prizes: Sequence[PrizeRow]) -> str:
    return "、".join(
        f"{prize.name} {percent(prize.odds_ppm)}" + (f"（{prize.stock} 份）" if prize.stock is not None else "")
        for prize in prizes
    )
