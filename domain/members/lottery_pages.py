"""Lotteries as they are shown. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from domain.members.lottery_draw import RECIPE
from domain.members.lottery_rules import cost, draws_left, running_problem, state_text
from ports.kernel import MemberId
from ports.members.lottery import DrawRow, DrawsToday, LotteryRow, PrizeRow, RoundRow, Share
from ports.members.lottery_views import (
    DrawView,
    LotteryBrief,
    LotteryPage,
    PrizeView,
    RecordedDraw,
    RecordedShare,
    RoundBrief,
    RoundRecord,
)


class Asker(Struct, frozen=True):
    """Who looks: nobody signed in, or a member with so many draws today and so many points."""

    member_id: MemberId | None
    today: DrawsToday
    points: int


GUEST = Asker(None, DrawsToday(0, 0), 0)


def round_brief(row: RoundRow) -> RoundBrief:
    return RoundBrief(
        id=row.id,
        number=row.number,
        day=row.day,
        commitment=row.commitment,
        seed=row.seed,
        draws=row.draws,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def brief(row: LotteryRow) -> LotteryBrief:
    return LotteryBrief(row.id, row.name, row.words, row.starts_at, row.ends_at)


def prize_view(prize: PrizeRow) -> PrizeView:
    left = None if prize.stock is None else prize.stock - prize.won
    return PrizeView(prize.position, prize.kind, prize.name, prize.odds_ppm, prize.stock, left)


def why_not(row: LotteryRow, asker: Asker, now: datetime) -> str:
    """What stands in the way of the asker's next draw; empty when nothing does."""
    if problem := running_problem(row, now):
        return problem.text
    if asker.member_id is None:
        return "登录后就可以参加"
    if draws_left(row, asker.today) == 0:
        return "今天的抽奖次数已经用完，明天再来"
    if (needed := cost(row, asker.today)) > asker.points:
        return f"每次需要 {needed} 积分，您有 {asker.points} 积分"
    return ""


def page(
    row: LotteryRow, prizes: Sequence[PrizeRow], current: RoundRow | None, asker: Asker, now: datetime
) -> LotteryPage:
    reason = why_not(row, asker, now)
    return LotteryPage(
        id=row.id,
        name=row.name,
        words=row.words,
        state=row.state,
        state_text=state_text(row, now),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cost_points=row.cost_points,
        free_per_day=row.free_per_day,
        draws_per_day_max=row.draws_per_day_max,
        free_left=min(max(0, row.free_per_day - asker.today.free), draws_left(row, asker.today)),
        draws_left=draws_left(row, asker.today),
        next_cost=cost(row, asker.today),
        points=asker.points,
        can_draw=not reason,
        why_not=reason,
        prizes=[prize_view(prize) for prize in prizes],
        round=round_brief(current) if current else None,
        now=now,
    )


def draw_view(draw: DrawRow, prize: PrizeRow, number: int) -> DrawView:
    return DrawView(
        id=draw.id,
        round_id=draw.round_id,
        number=number,
        n=draw.n,
        nonce=draw.nonce,
        roll=draw.roll,
        position=draw.given,
        kind=prize.kind,
        name=prize.name,
        fell_back=draw.rolled != draw.given,
        cost_points=draw.cost_points,
        at=draw.at,
    )


def draw_text(draw: DrawRow, prizes: Sequence[PrizeRow]) -> str:
    prize = prizes[draw.given]
    if draw.rolled != draw.given:
        return f"抽到的「{prizes[draw.rolled].name}」已经发完，这次是{prize.name}"
    match prize.kind:
        case "points":
            return f"抽中 {prize.points} 积分，已经到账"
        case "coupon":
            return f"抽中「{prize.name}」，稍后放入您的卡包"
        case "goods":
            return f"抽中「{prize.name}」，凭兑换码领取"
        case "thanks":
            return prize.name


def record(
    row: RoundRow, shares: Sequence[Share], won_before: Mapping[int, int], draws: Sequence[DrawRow], me: MemberId | None
) -> RoundRecord:
    """Others stand in it by a name that was made up for the draw."""
    return RoundRecord(
        recipe=RECIPE,
        lottery_id=row.lottery_id,
        round=round_brief(row),
        odds_version=row.odds_version,
        shares=[
            RecordedShare(one.position, one.name, one.odds_ppm, one.stock, won_before.get(one.position, 0))
            for one in shares
        ],
        draws=[
            RecordedDraw(draw.n, draw.nonce, draw.pseudonym, draw.member_id == me, draw.roll, draw.rolled, draw.given)
            for draw in draws
        ],
    )
