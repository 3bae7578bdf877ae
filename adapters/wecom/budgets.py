"""How much of WeCom's limits is used (C.1), as `ports.outside.wecom_app.WecomBudgets`; the counts lie in Valkey.

The limits are the corporation's: calls of its other applications count too, and we do not see them. So this tells what
we did, and for how long a block may last; only WeCom knows when one begins.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.tencent.brief import briefly
from adapters.wecom.config import WecomConfig
from ports.kernel import Clock
from ports.outside.wecom_app import Budget

type Window = Literal["minute", "hour", "day"]

CHINA = ZoneInfo("Asia/Shanghai")
WINDOWS: tuple[Window, ...] = ("minute", "hour", "day")
PER_MINUTE = 10_000
PER_HOUR = 150_000
CORP_TICKETS_PER_HOUR = 400
AGENT_TICKETS_PER_HOUR = 100
REST_SECONDS = 10.0
NEARLY = 0.8
"""Of a limit, by our own count, which is the lower bound of WeCom's."""
_KEPT_SECONDS: Mapping[Window, int] = {"minute": 180, "hour": 2 * 3600, "day": 26 * 3600}

log = structlog.get_logger("siyu.wecom")


class _Span(Struct, frozen=True):
    """A natural minute, hour or day in China. `ends_at` is aware."""

    window: Window
    key: str
    ends_at: datetime


class CorpBudgets:
    def __init__(self, config: WecomConfig, valkey: Redis, clock: Clock) -> None:
        self._config = config
        self._valkey = valkey
        self._clock = clock
        self._rests_until = 0.0

    async def count(self, api: str, people: int = 1) -> None:
        """One more call of `api`; a day counts `people`. Never fails, and never keeps a call waiting for long."""
        if time.monotonic() < self._rests_until:
            return
        try:
            pipe = self._valkey.pipeline(transaction=False)
            for span in self._spans(self._clock.now()):
                if span.window in self._limits(api):
                    pipe.hincrby(span.key, api, people if span.window == "day" else 1)
                    pipe.expire(span.key, _KEPT_SECONDS[span.window])
            await briefly(pipe.execute())
        except (RedisError, OSError) as error:  # a time-out is an OSError
            self._rest("calls are not counted", error)

    async def budgets(self) -> tuple[Budget, ...]:
        """Empty when the counts cannot be read."""
        found = []
        for span in self._spans(self._clock.now()):
            for api, used in (await self._used(span)).items():
                if (allowed := self._limits(api).get(span.window)) is not None:
                    found.append(Budget(api, span.window, used, allowed, span.ends_at.astimezone(UTC)))
        return tuple(sorted(found, key=lambda one: (-one.used / one.allowed, one.name, one.window)))

    async def block_seconds(self, api: str) -> int:
        """How long a refusal of `api` may last: 60 by a minute's limit, 3600 by an hour's, until midnight by a day's.

        Which one it was is not said. The longest that we have nearly used up, else the shortest that there is: who
        comes too early is told again, and that is cheaper than an hour of waiting for nothing.
        """
        limits = self._limits(api)
        now = self._clock.now()
        # The block of a minute or an hour goes on into the next one.
        before = {span.window: span for span in self._spans(now - timedelta(minutes=1))[:1]}
        before |= {span.window: span for span in self._spans(now - timedelta(hours=1))[1:2]}
        for span in reversed(self._spans(now)):
            if span.window not in limits:
                continue
            lately = [span, before.get(span.window, span)]
            used = max([(await self._used(one)).get(api, 0) for one in lately])
            if used >= limits[span.window] * NEARLY:
                return _block(span, now)
        return 60 if "minute" in limits else 3600

    def _rest(self, words: str, error: Exception) -> None:
        """A Valkey that is away is not asked at every call."""
        self._rests_until = time.monotonic() + REST_SECONDS
        log.warning(words, reason=str(error) or type(error).__name__)

    def _limits(self, api: str) -> Mapping[Window, int]:
        if api == "get_jsapi_ticket":
            return {"hour": CORP_TICKETS_PER_HOUR}
        if api == "ticket/get":
            return {"hour": AGENT_TICKETS_PER_HOUR}
        limits: dict[Window, int] = {"minute": PER_MINUTE, "hour": PER_HOUR}
        by_day = {
            "message/send": self._config.app_messages_per_day,
            "externalcontact/add_msg_template": self._config.mass_messages_per_day,
            "externalcontact/add_moment_task": self._config.moment_tasks_per_day,
        }
        if daily := by_day.get(api):
            limits["day"] = daily
        return limits

    def _spans(self, at: datetime) -> tuple[_Span, ...]:
        """Those of WINDOWS around a time, in that order."""
        minute = at.astimezone(CHINA).replace(second=0, microsecond=0)
        hour = minute.replace(minute=0)
        day = hour.replace(hour=0)
        starts = {"minute": minute, "hour": hour, "day": day}
        lengths = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
        prefix = f"wecom:calls:{self._config.corp_id}"
        return tuple(
            _Span(one, f"{prefix}:{one}:{starts[one]:%Y%m%d%H%M}", starts[one] + lengths[one]) for one in WINDOWS
        )

    async def _used(self, span: _Span) -> dict[str, int]:
        if time.monotonic() < self._rests_until:
            return {}
        try:
            rows = await briefly(self._valkey.hgetall(span.key))
        except (RedisError, OSError) as error:
            self._rest("calls cannot be read", error)
            return {}
        return {_text(name): int(count) for name, count in rows.items()}


def _block(span: _Span, now: datetime) -> int:
    if span.window == "day":
        return max(60, int((span.ends_at - now).total_seconds()) + 1)
    return 60 if span.window == "minute" else 3600


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
