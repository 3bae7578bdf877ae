"""How guides answered in a period, out of the days that were read."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from domain.community.reply_rules import day_by_day, summed, unread_days
from ports.community.performance import Period
from ports.community.replies import GuideReplies, KnownGuide, Replies, ReplyViews
from ports.kernel import Tx
from ports.outside.wecom_behaviour import BehaviourDay


class ReplyFigures:
    def __init__(self, views: ReplyViews) -> None:
        self._views = views

    async def of_all(self, tx: Tx, period: Period, today: date) -> tuple[Mapping[str, Replies], str | None]:
        """By guide; and what WeCom says where it refuses one who serves."""
        read, known = await self._read(tx, period, None)
        found = {one.user_id: _replies(period, one, read[one.user_id], today) for one in known}
        problems = sorted(one.problem for one in known if one.is_read and one.problem)
        return found, problems[0] if problems else None

    async def of_one(self, tx: Tx, period: Period, user_id: str, today: date) -> GuideReplies:
        """Nothing at all of somebody who is unknown."""
        read, known = await self._read(tx, period, user_id)
        if not known:
            return GuideReplies(Replies(), (), None)
        [guide], days = known, read[user_id]
        unread = unread_days(period, guide, days, today)
        problem = guide.problem if guide.is_read else None
        return GuideReplies(summed(days.values(), len(unread)), day_by_day(days, unread), problem)

    async def _read(
        self, tx: Tx, period: Period, user_id: str | None
    ) -> tuple[Mapping[str, Mapping[date, BehaviourDay]], tuple[KnownGuide, ...]]:
        read: dict[str, dict[date, BehaviourDay]] = defaultdict(dict)
        for row in await self._views.days(tx, period.first_day, period.last_day, user_id):
            read[row.user_id][row.figures.day] = row.figures
        return read, await self._views.guides(tx, user_id)


def _replies(period: Period, guide: KnownGuide, days: Mapping[date, BehaviourDay], today: date) -> Replies:
    return summed(days.values(), len(unread_days(period, guide, days, today)))
