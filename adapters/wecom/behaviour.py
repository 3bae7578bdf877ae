"""What guides did in their chats, by day, as `ports.outside.wecom_behaviour.WecomBehaviour` (C.9)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from ports.outside.wecom_behaviour import BehaviourDay, BehaviourLimits

CHINA = ZoneInfo("Asia/Shanghai")
WHOLE = 10_000
DAYS = Call("externalcontact/get_user_behavior_data", repeatable=True)


class _Day(Struct, frozen=True):
    """Shares in percent with a fraction, times in minutes; both are left out where there was no chat."""

    stat_time: int
    chat_cnt: int = 0
    message_cnt: int = 0
    reply_percentage: float | None = None
    avg_reply_time: float | None = None
    negative_feedback_cnt: int = 0
    new_apply_cnt: int = 0
    new_contact_cnt: int = 0

    def figures(self) -> BehaviourDay:
        rate, minutes = self.reply_percentage, self.avg_reply_time
        return BehaviourDay(
            day=datetime.fromtimestamp(self.stat_time, CHINA).date(),
            chats=max(0, self.chat_cnt),
            messages=max(0, self.message_cnt),
            reply_rate=None if rate is None else min(WHOLE, max(0, round(rate * 100))),
            reply_seconds=None if minutes is None else max(0, round(minutes * 60)),
            blocked=max(0, self.negative_feedback_cnt),
            applied=max(0, self.new_apply_cnt),
            gained=max(0, self.new_contact_cnt),
        )


class _Days(Struct, frozen=True):
    behavior_data: tuple[_Day, ...] | None = None


class CorpBehaviour:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    @property
    def limits(self) -> BehaviourLimits:
        config = self._client.config
        return BehaviourLimits(config.behaviour_span_days, config.behaviour_kept_days)

    async def days(self, user_id: str, first: date, last: date) -> tuple[BehaviourDay, ...]:
        assert 0 <= (last - first).days < self.limits.span_days
        # Moments within a day are taken for its midnight, at both ends.
        body = {"userid": [user_id], "start_time": _midnight(first), "end_time": _midnight(last)}
        rows = decoded(await self._client.post(DAYS, body), _Days).behavior_data or ()
        found = {row.day: row for row in (one.figures() for one in rows) if first <= row.day <= last}
        return tuple(found[day] for day in sorted(found))


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), CHINA).timestamp())
