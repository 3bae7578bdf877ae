"""What becomes of a moment: its job at WeCom, who of the guides has published it, and whom it reached."""

from datetime import timedelta

import structlog

from domain.community.moment_sending import NOT_YET
from domain.community.moments import turned
from ports.community.moments import (
    FollowMoment,
    MomentGuide,
    MomentProgress,
    MomentStore,
    PlannedMoment,
    RemindOfMoment,
)
from ports.kernel import Clock, UnitOfWork
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_app import AppMessage, WecomApp
from ports.outside.wecom_moments import WecomMoments

COUNT_AGAIN_AFTER = timedelta(hours=1)
"""Customers are counted when a guide has published, and once more after this."""
NO_RESULT = "企业微信查不到创建结果，请到企业微信确认是否已创建"

log = structlog.get_logger("siyu.wecom")


class MomentFollowing:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[MomentStore, MomentProgress],
        wecom: tuple[WecomMoments, WecomApp, str],
        clock: Clock,
    ) -> None:
        """`wecom`: and the address of the sidebar, where a message to a guide leads to."""
        self._uow = uow
        self._store, self._progress = stores
        self._wecom, self._app, self._sidebar_url = wecom
        self._clock = clock

    async def on_follow(self, job: FollowMoment) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        async with self._uow.reading() as tx:
            moment = await self._store.one(tx, job.moment_id)
            guides = await self._store.guides(tx, job.moment_id)
        if moment is None:
            return
        if moment.state == "making" and moment.job_id is not None:
            await self._follow_job(moment, moment.job_id)
        elif moment.state in ("running", "stopping", "stopped") and moment.wecom_id is not None:
            await self._follow_guides(moment.wecom_id, (moment, guides))

    async def _follow_job(self, moment: PlannedMoment, job_id: str) -> None:
        try:
            job = await self._wecom.job(job_id)
        except WecomRefused as refused:
            log.error("a moment's job is not told", moment=str(moment.id), errcode=refused.errcode)
            async with self._uow.begin() as tx:
                await turned(tx, self._store, moment.id, "making", state="unknown", problem=NO_RESULT)
            return
        if not job.is_done:
            return
        async with self._uow.begin() as tx:
            if job.moment_id is None:
                log.error("a moment was refused", moment=str(moment.id), errcode=job.errcode)
                await turned(tx, self._store, moment.id, "making", state="failed", problem=job.words)
                return
            after = await turned(tx, self._store, moment.id, "making", state="running", wecom_id=job.moment_id)
            if after is not None:
                await self._progress.leave_out(tx, moment.id, job.left_out)

    async def _follow_guides(self, wecom_id: str, at: tuple[PlannedMoment, tuple[MomentGuide, ...]]) -> None:
        moment, guides = at
        try:
            tasks = await self._wecom.tasks(wecom_id)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                log.error("guides of a moment are not told", moment=str(moment.id), errcode=refused.errcode)
            return
        ours = {one.user_id: one for one in guides}
        published = [task.user_id for task in tasks if task.is_published and task.user_id in ours]
        now = self._clock.now()
        async with self._uow.begin() as tx:
            await self._progress.published(tx, moment.id, published, now)
        for user_id in published:
            if self._is_to_count(ours[user_id]):
                await self._count(moment, wecom_id, user_id)

    def _is_to_count(self, guide: MomentGuide) -> bool:
        if guide.published_at is None or guide.counted_at is None:
            return True
        again = guide.published_at + COUNT_AGAIN_AFTER
        return guide.counted_at < again <= self._clock.now()

    async def _count(self, moment: PlannedMoment, wecom_id: str, user_id: str) -> None:
        try:
            customers = await self._wecom.reached(wecom_id, user_id)
        except WecomRefused as refused:
            # One guide whom WeCom does not tell of keeps nobody else from being counted.
            log.error("customers of a moment are not told", moment=str(moment.id), errcode=refused.errcode)
            return
        async with self._uow.begin() as tx:
            await self._progress.counted(tx, (moment.id, user_id), customers, self._clock.now())

    async def on_remind(self, job: RemindOfMoment) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and WeCom passes over the same key."""
        async with self._uow.reading() as tx:
            moment = await self._store.one(tx, job.moment_id)
            guides = await self._store.guides(tx, job.moment_id)
        waits = any(one.user_id == job.user_id and one.state == "waiting" for one in guides)
        if moment is None or moment.state != "running" or not waits:
            return
        message = AppMessage(
            (job.user_id,),
            "有一条朋友圈待您发表",
            f"请在企业微信“客户朋友圈”中发表\n{moment.content.text[:60]}",
            self._sidebar_url,
            f"moment:{moment.id}:{job.user_id}",
        )
        try:
            await self._app.tell(message)
        except WecomRefused as refused:
            log.error("a guide is not reminded", moment=str(moment.id), guide=job.user_id, words=refused.text)
