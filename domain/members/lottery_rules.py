"""What a lottery must be like to be published, and what stands in the way of a draw. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime

from domain.members.lottery_draw import ODDS_WHOLE
from ports.kernel import DomainError, Invalid, NotFound
from ports.members.lottery import DrawsToday, LotteryRow, LotteryState, PrizeRow, Share

PRIZES_MIN, PRIZES_MAX = 2, 12
ROUND_DRAWS_MAX = 2_000
"""A round is closed after so many draws, so that its record can be fetched and verified whole."""

NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
STATE_TEXTS: dict[LotteryState, str] = {"draft": "草稿", "published": "进行中", "ended": "已结束"}


class LotteryNotFound(NotFound):
    code = "members.lottery_not_found"
    message = "没有找到这个抽奖活动"


class LotteryNotRunning(DomainError):
    code = "members.lottery_not_running"
    message = "抽奖活动还没有开始或已经结束"


class DrawsUsedUp(DomainError):
    code = "members.draws_used_up"
    message = "今天的抽奖次数已经用完，明天再来"


class RoundOver(DomainError):
    code = "members.lottery_round_over"
    message = "新的一轮刚刚开始，请再抽一次"


class LotteryChanged(DomainError):
    code = "members.lottery_changed"
    message = "抽奖活动刚刚被其他人修改，请刷新后再改"


class LotteryNotEditable(DomainError):
    code = "members.lottery_not_editable"
    message = "抽奖已发布，只能调整中奖概率和奖品数量"


def running_problem(row: LotteryRow, now: datetime) -> DomainError | None:
    if row.state == "published" and row.starts_at <= now < row.ends_at:
        return None
    if row.state == "published" and now < row.starts_at:
        return LotteryNotRunning("抽奖活动还没有开始")
    return LotteryNotRunning("抽奖活动已经结束")


def is_over(row: LotteryRow, now: datetime) -> bool:
    return row.state == "ended" or row.ends_at <= now


def state_text(row: LotteryRow, now: datetime) -> str:
    if row.state != "published":
        return STATE_TEXTS[row.state]
    return "还没开始" if now < row.starts_at else "进行中" if now < row.ends_at else "已结束"


def cost(row: LotteryRow, today: DrawsToday) -> int:
    """Points of the next draw. Free ones come first."""
    return 0 if today.free < row.free_per_day else row.cost_points


def draws_left(row: LotteryRow, today: DrawsToday) -> int:
    return max(0, row.draws_per_day_max - today.draws)


def shares_of(prizes: Sequence[PrizeRow]) -> tuple[Share, ...]:
    """The table of odds that is published."""
    return tuple(Share(prize.position, prize.name, prize.odds_ppm, prize.stock) for prize in prizes)


def check(row: LotteryRow, prizes: Sequence[PrizeRow]) -> None:
    """Raises Invalid, naming the field."""
    if row.ends_at <= row.starts_at:
        raise Invalid("结束时间要晚于开始时间", field="endsAt")
    if row.free_per_day > row.draws_per_day_max:
        raise Invalid("每天免费的次数不能超过每天最多的次数", field="freePerDay")
    if row.cost_points == 0 and row.free_per_day < row.draws_per_day_max:
        raise Invalid("超出免费次数后要消耗积分，请填写每次的积分", field="costPoints")
    check_prizes(prizes)


def check_prizes(prizes: Sequence[PrizeRow]) -> None:
    """Raises Invalid, naming the field."""
    if not PRIZES_MIN <= len(prizes) <= PRIZES_MAX:
        raise Invalid(f"奖品要有 {PRIZES_MIN} 到 {PRIZES_MAX} 种，包括「谢谢参与」", field="prizes")
    assert [prize.position for prize in prizes] == list(range(len(prizes)))
    for prize in prizes:
        _check_prize(prize, is_last=prize.position == len(prizes) - 1)
    whole = sum(prize.odds_ppm for prize in prizes)
    if whole != ODDS_WHOLE:
        raise Invalid(f"中奖概率合计要等于 100%，现在是 {percent(whole)}", field="prizes")


def _check_prize(prize: PrizeRow, *, is_last: bool) -> None:
    field = f"prizes.{prize.position}"
    if is_last != (prize.kind == "thanks"):
        raise Invalid("最后一项要是「谢谢参与」，而且只有这一项", field=f"{field}.kind")
    if not 0 <= prize.odds_ppm <= ODDS_WHOLE:
        raise Invalid("中奖概率要在 0 到 100% 之间", field=f"{field}.oddsPpm")
    if (prize.kind == "points") != (prize.points > 0):
        raise Invalid("积分奖品要填写积分，其他奖品不填", field=f"{field}.points")
    if (prize.kind == "coupon") != (prize.template_id is not None):
        raise Invalid("优惠券奖品要选择优惠券", field=f"{field}.templateId")
    if prize.kind == "thanks" and prize.stock is not None:
        raise Invalid("「谢谢参与」不限数量", field=f"{field}.stock")
    if prize.kind in ("coupon", "goods") and prize.stock is None:
        raise Invalid("请填写奖品数量", field=f"{field}.stock")
    if prize.stock is not None and prize.stock < prize.won:
        raise Invalid(f"已经抽出 {prize.won} 份，数量不能更少", field=f"{field}.stock")


def percent(ppm: int) -> str:
    """12.5%; as exact as the odds are."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "%"
