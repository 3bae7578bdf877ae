"""Who serves a live code at a moment."""

from collections.abc import Mapping, Set
from datetime import datetime
from zoneinfo import ZoneInfo

from ports.community.live_codes import LiveCodeRules, Shift

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTES_OF_DAY = 1440


def on_duty(rules: LiveCodeRules, at: datetime, serving: Set[str], added_today: Mapping[str, int]) -> tuple[str, ...]:
    """Guides of the shifts that run, else the spare ones; without whoever does not serve or has had enough today.

    When all have had enough, the spare ones take more, rather than that nobody is there. Empty: nobody serves at all.
    """
    ready = [user_id for user_id in _of_shifts(rules, at) if user_id in serving]
    spare = [user_id for user_id in dict.fromkeys(rules.spare_user_ids) if user_id in serving]
    for group in (ready, spare):
        if free := [one for one in group if _has_room(rules, added_today.get(one, 0))]:
            return tuple(free)
    return tuple(spare or ready)


def _of_shifts(rules: LiveCodeRules, at: datetime) -> list[str]:
    local = at.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    found = [shift for shift in rules.shifts if _runs(shift, local.isoweekday(), minute)]
    return list(dict.fromkeys(user_id for shift in found for user_id in shift.user_ids))


def _runs(shift: Shift, weekday: int, minute: int) -> bool:
    return weekday in shift.weekdays and shift.from_minute <= minute < shift.to_minute


def _has_room(rules: LiveCodeRules, added: int) -> bool:
    return rules.daily_max is None or added < rules.daily_max
