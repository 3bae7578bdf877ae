"""Days in a row and what they are worth. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from ports.kernel import Invalid
from ports.members.check_in import CYCLE_DAYS, RewardStep, StepState

REWARD_MAX = 10_000


def streak_until(days: Sequence[date], until: date) -> int:
    """How many of `days` stand in a row, the last of them being `until`; 0 when `until` is none of them."""
    known = set(days)
    count = 0
    while until - timedelta(days=count) in known:
        count += 1
    return count


def place(streak: int) -> int:
    """Which day of the cycle it is: 1 … 7, then 1 again. A streak of 0 stands before the first."""
    return (streak - 1) % CYCLE_DAYS + 1 if streak else 0


def reward(streak: int, rewards: Sequence[int]) -> int:
    """Points of the day that makes it `streak` days in a row."""
    assert streak > 0
    return rewards[place(streak) - 1]


def steps(streak: int, is_checked: bool, rewards: Sequence[int]) -> list[RewardStep]:
    """The cycle that today belongs to. `streak` ends today if it `is_checked`, else yesterday."""
    today = place(streak) if is_checked else place(streak + 1)
    found: list[RewardStep] = []
    for ordinal, points in enumerate(rewards, 1):
        state: StepState = "done" if ordinal < today else "today" if ordinal == today else "coming"
        found.append(RewardStep(ordinal, points, state))
    return found


def checked_rewards(points: Sequence[int]) -> tuple[int, ...]:
    """Raises Invalid unless they are seven whole numbers within bounds."""
    if len(points) != CYCLE_DAYS:
        raise Invalid(f"请填写 {CYCLE_DAYS} 天的奖励", field="points")
    for ordinal, one in enumerate(points, 1):
        if not 0 <= one <= REWARD_MAX:
            raise Invalid(f"第 {ordinal} 天的奖励要在 0 到 {REWARD_MAX} 积分之间", field=f"points.{ordinal - 1}")
    return tuple(points)
