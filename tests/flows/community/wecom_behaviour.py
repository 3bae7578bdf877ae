"""What WeCom counts of guides' chats, as a test tells it."""

from datetime import date, timedelta

from ports.kernel import DomainError
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_behaviour import BehaviourDay, BehaviourLimits
from tests.flows.orders.conftest import HandClock


class Chatting:
    """Implements the port. Of a day that is not told, WeCom tells nothing; `quiet` ones are told as zeros."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.told: dict[tuple[str, date], BehaviourDay] = {}
        self.asked: list[tuple[str, date, date]] = []
        self.gone: set[str] = set()
        self.trouble: DomainError | None = None
        self.fails_after: int | None = None

    @property
    def limits(self) -> BehaviourLimits:
        return BehaviourLimits(30, 60)

    def says(self, user_id: str, day: date, **figures: int | None) -> None:
        known = {"chats": 0, "messages": 0, "reply_rate": None, "reply_seconds": None}
        rest = {"blocked": 0, "applied": 0, "gained": 0}
        self.told[user_id, day] = BehaviourDay(day, **(known | rest | figures))  # type: ignore[arg-type]

    async def days(self, user_id: str, first: date, last: date) -> tuple[BehaviourDay, ...]:
        assert first <= last < first + timedelta(days=30)
        if self.trouble is not None and (self.fails_after is None or len(self.asked) >= self.fails_after):
            raise self.trouble
        self.asked.append((user_id, first, last))
        if user_id in self.gone:
            raise WecomRefused(60111)
        return tuple(one for (own, day), one in sorted(self.told.items()) if own == user_id and first <= day <= last)
