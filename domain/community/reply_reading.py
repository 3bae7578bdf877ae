"""Yesterday's figures of every guide are read from WeCom, once a day; what an outage left out is read after it (G4)."""

from datetime import date, datetime, timedelta

import structlog

from domain.community.periods import day_of
from domain.community.reply_rules import empty_days, spans_to_read
from ports.community.replies import Reading, ReplyStore
from ports.kernel import Clock, OutsideUnavailable, UnitOfWork
from ports.outside.wecom import WecomForbidden, WecomRefused, WecomThrottled
from ports.outside.wecom_behaviour import WecomBehaviour

GUIDES_MAX = 50
LEASE = timedelta(minutes=5)
FORBIDDEN_FOR = timedelta(hours=1)
MORNING = timedelta(hours=6)
"""Yesterday is asked for from six o'clock on: WeCom adds it up during the night (UNCONFIRMED when)."""
log = structlog.get_logger("siyu.wecom")


class ReplyReading:
    def __init__(
        self, uow: UnitOfWork, store: ReplyStore, behaviour: WecomBehaviour, clock: Clock, *, is_on: bool
    ) -> None:
        """`is_on`: the shop has papers of WeCom."""
        self._uow = uow
        self._store = store
        self._behaviour = behaviour
        self._clock = clock
        self._is_on = is_on

    async def read_due(self) -> int:
        """Sweep: how many guides were read. Nobody is read twice a day.

        Raises OutsideUnavailable: the next one goes on.
        """
        if not self._is_on:
            return 0
        for count in range(GUIDES_MAX):
            now = self._clock.now()
            today = day_of(now - MORNING)
            async with self._uow.begin() as tx:
                reading = await self._store.claim(tx, today, now, now + LEASE)
            if reading is None or not await self._read(reading, today):
                return count
        return GUIDES_MAX

    async def _read(self, reading: Reading, today: date) -> bool:
        """False: WeCom says no to all of it, and the others need not be tried."""
        user_id, problem = reading.user_id, None
        try:
            for span in spans_to_read(reading.through, today, self._behaviour.limits):
                await self._read_span(user_id, span, today)
        except WecomThrottled as refused:
            return await self._hold(user_id, self._clock.now() + timedelta(seconds=refused.seconds), None)
        except WecomForbidden as refused:
            log.error("figures of chats are refused", errcode=refused.errcode)
            return await self._hold(user_id, self._clock.now() + FORBIDDEN_FOR, refused.text)
        except WecomRefused as refused:
            # Whoever has just left, before we heard of it, has no figures any more.
            log.info("no figures of a guide's chats", guide=user_id, errcode=refused.errcode)
            problem = refused.text
        except OutsideUnavailable:
            await self._hold(user_id, self._clock.now(), None)
            raise
        async with self._uow.begin() as tx:
            await self._store.done(tx, user_id, today, problem)
        return True

    async def _read_span(self, user_id: str, span: tuple[date, date], today: date) -> None:
        asked_at = self._clock.now()
        told = await self._behaviour.days(user_id, *span)
        async with self._uow.begin() as tx:
            await self._store.keep(tx, user_id, told, asked_at)
            await self._store.fill(tx, user_id, empty_days(told, span, today), asked_at)
            await self._store.came_to(tx, user_id, span[1])

    async def _hold(self, user_id: str, until: datetime, problem: str | None) -> bool:
        async with self._uow.begin() as tx:
            await self._store.hold(tx, user_id, until, problem)
        return False
