"""WeChat judges what was written before anybody else sees it; what it does not judge goes to a person (G5, A.6)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from msgspec import Struct

from domain.community import ugc_rules as rules
from domain.community.ugc_moving import UgcMover
from domain.community.ugc_rules import Decision
from ports.community.ugc import Check, CheckUgc, Traced, Ugc, UgcStore
from ports.community.ugc_words import DOUBTS
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.members.api import MembersApi
from ports.outside.content_check import CheckRefused, ContentCheck, Scene, Suggest, Verdict
from ports.payments.api import MediaJudged

AGAIN_AFTER = (timedelta(seconds=30), timedelta(minutes=3), timedelta(minutes=10))
BATCH_MAX = 100
_STATES: dict[Suggest, Suggest] = {"pass": "pass", "review": "review", "risky": "risky"}

log = structlog.get_logger("siyu.ugc")


class _Asked(Struct, frozen=True):
    """What came of one call: a verdict at once, or a trace of one to come."""

    check: Check
    trace_id: str | None = None


def answered(check: Check, verdict: Verdict) -> Check:
    """The check once the verdict is there. One without a result is a failed one: a person looks."""
    if verdict.failure:
        return Check(check.id, check.place, "failed", verdict.label, f"微信没能检测：{verdict.failure}")
    return Check(check.id, check.place, _STATES[verdict.suggest], verdict.label)


class UgcChecking:
    """`public_url` is where WeChat fetches pictures whose address has no host."""

    def __init__(
        self,
        uow: UnitOfWork,
        store: UgcStore,
        mover: UgcMover,
        outside: tuple[ContentCheck, MembersApi, str],
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._mover = store, mover
        self._check, self._members, self._public_url = outside
        self._clock = clock

    async def on_check(self, job: CheckUgc) -> None:
        """Job: asks for what was not asked yet. Done twice, WeChat judges twice, and the worse verdict counts."""
        async with self._uow.reading() as tx:
            ugc = await self._store.find(tx, job.ugc_id)
            if ugc is None or ugc.state not in rules.WAITS:
                return
            open_ones = [check for check in await self._store.checks(tx, ugc.id) if check.state == "open"]
            urls = await self._store.picture_urls(tx, ugc.id)
            openid = (await self._members.card(tx, ugc.member_id)).openid
        asked, is_away = await self._ask(ugc, open_ones, urls, openid)
        if is_away and job.attempt > len(AGAIN_AFTER):
            done = {one.check.id for one in asked}
            note = "微信多次没有应答"
            asked += [_Asked(Check(one.id, one.place, "failed", None, note)) for one in open_ones if one.id not in done]
        async with self._uow.begin() as tx:
            await self._noted(tx, ugc.id, asked)
            if is_away and job.attempt <= len(AGAIN_AFTER):
                again_at = self._clock.now() + AGAIN_AFTER[job.attempt - 1]
                tx.enqueue(CheckUgc(ugc.id, job.attempt + 1), again_at)

    async def on_judged(self, tx: Tx, event: MediaJudged) -> None:
        """A verdict on a picture, perhaps before its trace is known here; then whoever notes the trace finds it."""
        verdict = Verdict(event.suggest, event.label, event.failure)
        traced = await self._store.judged(tx, event.trace_id, verdict, self._clock.now())
        if traced is not None:
            await self._told(tx, [traced])

    async def hand_over(self) -> int:
        """Sweep: what WeChat has not judged in time lies on a person's desk from now on."""
        async with self._uow.reading() as tx:
            overdue = await self._store.overdue(tx, self._clock.now(), BATCH_MAX)
        moved = 0
        for ugc_id in overdue:
            async with self._uow.begin() as tx:
                ugc = await self._mover.lock(tx, ugc_id)
                if ugc.state in rules.WAITS and ugc.check_by <= self._clock.now():
                    await self._mover.move(tx, ugc, "clock", Decision("in_review", DOUBTS["no_verdict"], "no_verdict"))
                    moved += 1
        return moved

    async def _ask(
        self, ugc: Ugc, checks: Sequence[Check], urls: dict[int, str], openid: str
    ) -> tuple[list[_Asked], bool]:
        """What WeChat has said, and whether it was away in the end. Outside of any transaction."""
        scene: Scene = "forum" if ugc.kind == "post" else "comment"
        asked: list[_Asked] = []
        for check in checks:
            try:
                if check.place == 0:
                    verdict = await self._check.text(openid, scene, ugc.body)
                    asked.append(_Asked(answered(check, verdict)))
                    if verdict.suggest == "risky":
                        break
                else:
                    trace_id = await self._check.picture(openid, scene, _address(self._public_url, urls[check.place]))
                    asked.append(_Asked(Check(check.id, check.place, "asked"), trace_id))
            except CheckRefused as refusal:
                asked.append(_Asked(Check(check.id, check.place, "failed", None, refusal.text)))
            except OutsideUnavailable:
                return asked, True
        return asked, False

    async def _noted(self, tx: Tx, ugc_id: UUID, asked: Sequence[_Asked]) -> None:
        """Traces first and in their order, then the row: verdicts that arrive meanwhile take the same way."""
        now, told = self._clock.now(), []
        for one in sorted((one for one in asked if one.trace_id), key=lambda one: one.trace_id or ""):
            traced = await self._store.asked(tx, one.trace_id or "", one.check.id, now)
            if traced is not None:
                told.append(traced)
        ugc = await self._mover.lock(tx, ugc_id)
        known = {check.id: check for check in await self._store.checks(tx, ugc_id)}
        for one in asked:
            if known[one.check.id].state == "open":
                await self._store.answer(tx, one.check, now)
        await self._apply(tx, ugc, told)

    async def _told(self, tx: Tx, told: Sequence[Traced]) -> None:
        await self._apply(tx, await self._mover.lock(tx, told[0].ugc_id), told)

    async def _apply(self, tx: Tx, ugc: Ugc, told: Sequence[Traced]) -> None:
        """Verdicts are written down whatever has become of the thing; it moves where that is the machine's to say."""
        now = self._clock.now()
        known = {check.id: check for check in await self._store.checks(tx, ugc.id)}
        for traced in told:
            after = answered(known[traced.check_id], traced.verdict)
            if _badness(after) > _badness(known[traced.check_id]):
                await self._store.answer(tx, after, now)
                known[after.id] = after
        decision = rules.by_machine(ugc, tuple(known.values()))
        if decision is None and ugc.state == "submitted" and all(check.state != "open" for check in known.values()):
            decision = Decision("checking", "已送微信检测")
        if decision is not None:
            await self._mover.move(tx, ugc, "machine", decision)
            log.info("judged", ugc_id=str(ugc.id), state=decision.state)


def _address(public_url: str, url: str) -> str:
    """A file of our own has an address without a host."""
    return url if "://" in url else f"{public_url.rstrip('/')}/{url.lstrip('/')}"


def _badness(check: Check) -> int:
    return ("open", "asked", "pass", "failed", "review", "risky").index(check.state)
