"""Moments as WeCom keeps them: jobs, tasks that guides publish, answers that get lost."""

import asyncio
from datetime import datetime

from msgspec import Struct

from ports.kernel import OutsideUnavailable
from ports.outside.wecom import WecomRefused, WecomThrottled
from ports.outside.wecom_moments import ListedMoment, Moment, MomentJob, MomentTask
from tests.flows.orders.conftest import HandClock


class MadeMoment(Struct):
    """`published`: by whom, and how many see it of each."""

    id: str
    at: datetime
    moment: Moment
    published: dict[str, int]
    is_cancelled: bool = False


class Moments:
    """Implements `ports.outside.wecom_moments.WecomMoments`.

    `lose`: the next call arrives, and its answer does not; `dead`: it does not even arrive; `die`: the process that
    called dies. `unlisted`: the list lags behind. `is_making`: jobs are not done. `failing`: what the next job ends
    with. `gone`: guides whom WeCom does not know any more.
    """

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.made: list[MadeMoment] = []
        self.calls = 0
        self.lose = self.dead = self.die = self.unlisted = self.throttled = self.is_making = False
        self.refusing: int | None = None
        self.refusing_stop: int | None = None
        self.failing: int | None = None
        self.gone: set[str] = set()

    async def add(self, moment: Moment) -> str:
        await asyncio.sleep(0)
        self.calls += 1
        if self.throttled:
            self.throttled = False
            raise WecomThrottled(60)
        if self.refusing is not None:
            raise WecomRefused(self.refusing)
        if self.dead:
            self.dead = False
            raise OutsideUnavailable
        made = MadeMoment(f"mom{len(self.made)}", self._clock.now(), moment, {})
        self.made.append(made)
        if self.die:
            self.die = False
            raise SystemExit
        if self.lose:
            self.lose = False
            raise OutsideUnavailable
        return f"job-{made.id}"

    async def job(self, job_id: str) -> MomentJob:
        if self.is_making:
            return MomentJob(False)
        if self.failing is not None:
            return MomentJob(True, errcode=self.failing, words="图片尺寸不合要求")
        made = self._one(job_id.removeprefix("job-"))
        left_out = tuple(one for one in made.moment.senders if one in self.gone)
        return MomentJob(True, made.id, left_out=left_out)

    async def between(self, start: datetime, end: datetime) -> tuple[ListedMoment, ...]:
        return tuple(
            ListedMoment(one.id, one.at, one.moment.text, one.moment.link.url if one.moment.link else "")
            for one in self.made
            if start <= one.at <= end and not self.unlisted
        )

    async def tasks(self, moment_id: str) -> tuple[MomentTask, ...]:
        if self.is_making:
            raise WecomRefused(41079)
        made = self._one(moment_id)
        return tuple(MomentTask(one, one in made.published) for one in made.moment.senders if one not in self.gone)

    async def reached(self, moment_id: str, user_id: str) -> int:
        return self._one(moment_id).published.get(user_id, 0)

    async def cancel(self, moment_id: str) -> None:
        if self.refusing_stop is not None:
            raise WecomRefused(self.refusing_stop)
        self._one(moment_id).is_cancelled = True

    def publish(self, user_id: str, customers: int) -> None:
        """The guide publishes what waits for them."""
        for made in self.made:
            if user_id in made.moment.senders and not made.is_cancelled:
                made.published.setdefault(user_id, customers)

    def by_hand(self, moment: Moment) -> None:
        """Somebody makes one in WeCom's own console."""
        self.made.append(MadeMoment(f"mom{len(self.made)}", self._clock.now(), moment, {}))

    def _one(self, moment_id: str) -> MadeMoment:
        found = next((one for one in self.made if one.id == moment_id), None)
        if found is None:
            raise WecomRefused(40058)
        return found
