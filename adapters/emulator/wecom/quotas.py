"""How many mass messages a contact or a group may get; the rule is a switch, for it has changed over the years."""

from datetime import datetime, timedelta

from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wording import CHINA, now


class Quotas:
    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    def is_used_up(self, target: str) -> bool:
        start, allowed = self._span()
        sent = self._grounds.db.number(
            "SELECT count(*) FROM wecom_mass_targets WHERE target = ? AND status = 1 AND sent_at >= ?", target, start
        )
        return sent >= allowed

    def _span(self) -> tuple[float, int]:
        """Since when it is counted, by China's calendar, and how many."""
        day = datetime.fromtimestamp(now(), CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        month = day.replace(day=1)
        match self._grounds.faults.mass_rule:
            case "month_days":
                return month.timestamp(), ((month + timedelta(days=31)).replace(day=1) - month).days
            case "month_4":
                return month.timestamp(), 4
            case "week_7":
                return (day - timedelta(days=day.weekday())).timestamp(), 7
            case "day_1":
                return day.timestamp(), 1
