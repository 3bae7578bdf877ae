"""A moment handed to WeCom at most once, found again after a lost answer, and stopped."""

from datetime import timedelta

import structlog

from domain.community.moments import UNKNOWN, turned
from domain.community.post_parts import PostParts
from ports.community.group_posts import PostContent, PostTarget
from ports.community.moments import (
    FindMoment,
    FollowMoment,
    HandOverMoment,
    MomentGuide,
    MomentStore,
    PlannedMoment,
    StopMoment,
)
from ports.kernel import Clock, DomainError, OutsideUnavailable, UnitOfWork
from ports.outside.wecom import CardPart, PicturePart, WecomRefused, WecomThrottled
from ports.outside.wecom_moments import Moment, MomentLink, WecomMoments

CLOCKS = timedelta(minutes=5)
"""WeCom's clock may be ahead of ours, or behind."""
ANSWER_SPAN = timedelta(minutes=10)
NOT_YET = 41079
"""WeCom is still giving it out."""

log = structlog.get_logger("siyu.wecom")


class MomentSending:
    def __init__(
        self,
        uow: UnitOfWork,
        store: MomentStore,
        wecom: tuple[WecomMoments, str],
        parts: PostParts,
        clock: Clock,
    ) -> None:
        """`wecom`: and the address of the shop's pages, which what follows `#` is put behind."""
        self._uow = uow
        self._store = store
        self._wecom, self._shop_url = wecom
        self._parts = parts
        self._clock = clock

    async def on_hand_over(self, job: HandOverMoment) -> None:
        """What a person wants to be said again is looked for once more.

        Raises WecomThrottled, OutsideUnavailable when that cannot be looked for: the job comes again.
        """
        moment, guides = await self._looked_at(job)
        if moment is None or moment.state != "queued":
            return
        if moment.started_at is not None and await self._found(moment, guides):
            return
        try:
            made = await self._made(moment, guides)
        except DomainError as error:
            async with self._uow.begin() as tx:
                await turned(tx, self._store, moment.id, "queued", state="failed", problem=error.text)
            return
        async with self._uow.begin() as tx:
            now = self._clock.now()
            if await turned(tx, self._store, moment.id, "queued", state="starting", started_at=now) is None:
                return
        await self._handed(moment, made)

    async def _made(self, moment: PlannedMoment, guides: tuple[MomentGuide, ...]) -> Moment:
        content = moment.content
        about = PostContent(content.text, content.picture_ids, content.link, None, PostTarget("all"))
        parts = await self._parts.made(about, moment.code or "")
        link = next(
            (
                MomentLink(part.title, f"{self._shop_url}#/{part.page}", part.picture)
                for part in parts
                if isinstance(part, CardPart)
            ),
            None,
        )
        pictures = tuple(part.picture for part in parts if isinstance(part, PicturePart))
        return Moment(content.text, tuple(one.user_id for one in guides), pictures, link, content.tag_ids)

    async def _handed(self, moment: PlannedMoment, made: Moment) -> None:
        again = None
        try:
            changes: dict[str, object] = {"state": "making", "job_id": await self._wecom.add(made)}
        except WecomThrottled as full:
            # Nothing was said: it waits as before, for what it had to wait for then.
            changes = {"state": "queued", "started_at": moment.started_at}
            again = self._clock.now() + timedelta(seconds=full.seconds)
        except WecomRefused as refused:
            log.error("a moment was refused", moment=str(moment.id), errcode=refused.errcode)
            changes = {"state": "failed", "problem": refused.text}
        except OutsideUnavailable:
            changes = {"state": "unknown", "problem": UNKNOWN}
        async with self._uow.begin() as tx:
            after = await turned(tx, self._store, moment.id, "starting", **changes)
            if after is None:
                # It took us for dead: what WeCom has made is found in its list.
                log.info("a moment was settled by somebody else", moment=str(moment.id))
            elif after.state == "queued":
                tx.enqueue(HandOverMoment(moment.id), again)
            elif after.state == "making":
                tx.enqueue(FollowMoment(moment.id), self._clock.now() + timedelta(seconds=5))

    async def on_find(self, job: FindMoment) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        moment, guides = await self._looked_at(job)
        if moment is not None and moment.wecom_id is None and moment.state in ("unknown", "running"):
            await self._found(moment, guides)

    async def _found(self, moment: PlannedMoment, guides: tuple[MomentGuide, ...]) -> bool:
        """Several of the same words are nobody's: a person looks which is ours."""
        found = await self._searched(moment, guides)
        if found is None:
            return False
        async with self._uow.begin() as tx:
            changes: dict[str, object] = {"state": "running", "wecom_id": found, "problem": None}
            return await turned(tx, self._store, moment.id, moment.state, **changes) is not None

    async def _searched(self, moment: PlannedMoment, guides: tuple[MomentGuide, ...]) -> str | None:
        assert moment.started_at is not None
        start, end = moment.started_at - CLOCKS, moment.started_at + ANSWER_SPAN
        found = []
        for listed in await self._wecom.between(start, end):
            # A link carries a code that no other moment has.
            same = listed.url.endswith(f"t={moment.code}") if moment.code else listed.url == ""
            if not same or listed.text != moment.content.text:
                continue
            async with self._uow.reading() as tx:
                if await self._store.is_taken(tx, listed.moment_id, moment.id):
                    continue
            if await self._goes_to(listed.moment_id, guides):
                found.append(listed.moment_id)
        if len(found) > 1:
            log.warning("several moments of the same words", moment=str(moment.id), found=len(found))
        return found[0] if len(found) == 1 else None

    async def _goes_to(self, wecom_id: str, guides: tuple[MomentGuide, ...]) -> bool:
        """To some of these guides, and to nobody else."""
        try:
            tasks = await self._wecom.tasks(wecom_id)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                return False
            # Whose it is cannot be read yet: it must not be said again meanwhile.
            raise OutsideUnavailable from refused
        return bool(tasks) and {task.user_id for task in tasks} <= {one.user_id for one in guides}

    async def on_stop(self, job: StopMoment) -> None:
        """One that WeCom is still making is stopped when it is made. Raises WecomThrottled, OutsideUnavailable."""
        moment, guides = await self._looked_at(job)
        if moment is None or moment.state != "stopping":
            return
        try:
            changes = await self._stopped(moment, guides)
        except WecomRefused as refused:
            if refused.errcode == NOT_YET:
                return
            changes = {"state": "running" if moment.wecom_id else "making", "problem": f"没有停止成功：{refused.text}"}
        if changes:
            async with self._uow.begin() as tx:
                await turned(tx, self._store, moment.id, "stopping", **changes)

    async def _stopped(self, moment: PlannedMoment, guides: tuple[MomentGuide, ...]) -> dict[str, object]:
        """What changes; nothing while WeCom makes it."""
        wecom_id = moment.wecom_id
        if wecom_id is None and moment.job_id is not None:
            job = await self._wecom.job(moment.job_id)
            if not job.is_done:
                return {}
            if job.moment_id is None:
                return {"state": "failed", "problem": job.words}
            wecom_id = job.moment_id
        if wecom_id is None:
            wecom_id = await self._searched(moment, guides)
        if wecom_id is None:
            return {"state": "running", "problem": "在企业微信里找不到这条朋友圈，请到企业微信停止"}
        await self._wecom.cancel(wecom_id)
        return {"state": "stopped", "wecom_id": wecom_id, "problem": None}

    async def _looked_at(
        self, job: HandOverMoment | FindMoment | StopMoment
    ) -> tuple[PlannedMoment | None, tuple[MomentGuide, ...]]:
        async with self._uow.reading() as tx:
            return await self._store.one(tx, job.moment_id), await self._store.guides(tx, job.moment_id)
