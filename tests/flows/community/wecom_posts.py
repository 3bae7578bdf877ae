"""Messages to many as WeCom keeps them: tasks that owners confirm, answers that get lost."""

import asyncio
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import OutsideUnavailable
from ports.outside.wecom import TextPart, WecomRefused, WecomThrottled
from ports.outside.wecom_groups import (
    ListedMassMessage,
    MadeMassMessage,
    MassMessage,
    MassTask,
    SendResult,
    SendState,
)
from tests.flows.orders.conftest import HandClock


class Handed(Struct):
    """A message that WeCom has; `states` of its groups."""

    id: str
    at: datetime
    message: MassMessage
    states: dict[str, SendState]
    sent_at: datetime | None = None
    is_cancelled: bool = False


class Posts:
    """Implements `ports.outside.wecom_groups.WecomMassMessages` as far as it is asked.

    `lose`: the next call arrives, and its answer does not; `always_lost`: nor do those of all others; `dead`: it does
    not even arrive; `die`: the process that called dies. `unlisted`: the list lags behind. `failing`: groups that
    cannot be written to.

    `lose_cancel`: the next withdrawal arrives, and its answer does not; `keeping`: WeCom refuses to take anything back,
    with this code; `quick`: the owner confirms in the moment before a withdrawal arrives.
    """

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.handed: list[Handed] = []
        self.lose = self.dead = self.die = self.unlisted = self.throttled = False
        self.refusing: int | None = None
        self.is_giving_out = self.always_lost = self.lose_cancel = self.quick = False
        self.keeping: int | None = None
        self.cancels = 0
        self.failing: set[str] = set()

    async def add(self, message: MassMessage) -> MadeMassMessage:
        await asyncio.sleep(0)
        if self.throttled:
            self.throttled = False
            raise WecomThrottled(60)
        if self.refusing is not None:
            raise WecomRefused(self.refusing)
        if self.dead:
            self.dead = False
            raise OutsideUnavailable
        going = [one for one in message.chat_ids if one not in self.failing]
        made = Handed(f"msg{len(self.handed)}", self._clock.now(), message, dict.fromkeys(going, "unsent"))
        self.handed.append(made)
        if self.die:
            self.die = False
            raise SystemExit
        if self.lose or self.always_lost:
            self.lose = False
            raise OutsideUnavailable
        return MadeMassMessage(made.id, tuple(one for one in message.chat_ids if one in self.failing))

    async def between(self, start: datetime, end: datetime, *, to_groups: bool) -> tuple[ListedMassMessage, ...]:
        assert to_groups
        found = [one for one in self.handed if start <= one.at <= end and not self.unlisted]
        return tuple(ListedMassMessage(one.id, one.at, text_of(one.message)) for one in found)

    async def tasks(self, message_id: str) -> tuple[MassTask, ...]:
        one = self._one(message_id)
        return (MassTask(one.message.sender, one.sent_at is not None, one.sent_at),)

    async def results(self, message_id: str, user_id: str) -> tuple[SendResult, ...]:
        one = self._one(message_id)
        assert user_id == one.message.sender
        return tuple(
            SendResult(None, chat_id, state, one.sent_at if state == "sent" else None)
            for chat_id, state in one.states.items()
        )

    async def remind(self, message_id: str) -> None:
        raise NotImplementedError

    async def cancel(self, message_id: str) -> None:
        await asyncio.sleep(0)
        self.cancels += 1
        one = next(one for one in self.handed if one.id == message_id)
        if self.quick:
            self.confirm(one.message.sender)
        if self.keeping is not None:
            raise WecomRefused(self.keeping)
        one.is_cancelled = True
        if self.lose_cancel:
            self.lose_cancel = False
            raise OutsideUnavailable

    def confirm(self, owner: str, **states: SendState) -> None:
        """The owner sends what waits for them; `states` of groups that do not get it."""
        for one in self.handed:
            if one.message.sender == owner and one.sent_at is None and not one.is_cancelled:
                one.sent_at = self._clock.now()
                one.states = {chat_id: states.get(chat_id, "sent") for chat_id in one.states}

    def by_hand(self, owner: str, text: str, *chat_ids: str) -> None:
        """Somebody hands over a message of their own."""
        message = MassMessage(owner, (TextPart(text),), chat_ids=chat_ids)
        self.handed.append(
            Handed(f"msg{len(self.handed)}", self._clock.now(), message, dict.fromkeys(chat_ids, "unsent"))
        )

    def _one(self, message_id: str) -> Handed:
        if self.is_giving_out:
            raise WecomRefused(41063)
        return next(replace(one) for one in self.handed if one.id == message_id)


def text_of(message: MassMessage) -> str:
    return next((part.content for part in message.parts if isinstance(part, TextPart)), "")
