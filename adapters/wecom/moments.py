"""Moments of the corporation, which guides publish, `ports.outside.wecom_moments.WecomMoments` (C.10)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from msgspec import Struct

from adapters.tencent.answers import Errcode, decoded
from adapters.wecom.attachments import Attachments
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.messages import LINK_TITLE_BYTES, cut
from adapters.wecom.paging import all_pages
from adapters.wecom.refusals import MEDIA_UNKNOWN, TASK_CANCELLED, WRONG_SCENE, refusal
from ports.kernel import Invalid, OutsideUnavailable
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_moments import ListedMoment, Moment, MomentJob, MomentTask

PICTURES_MAX = 9
TEXT_MAX = 2000
"""Characters (UNCONFIRMED)."""
SPAN_MAX = timedelta(days=30)
LIST_PAGE_MAX = 20
PAGE_MAX = 1000
BY_CORPORATION = 0
DONE = 3

ADD = Call("externalcontact/add_moment_task", repeatable=False)
JOB = Call("externalcontact/get_moment_task_result", repeatable=True)
LIST = Call("externalcontact/get_moment_list", repeatable=True)
TASKS = Call("externalcontact/get_moment_task", repeatable=True)
REACHED = Call("externalcontact/get_moment_send_result", repeatable=True)
CANCEL = Call("externalcontact/cancel_moment_task", repeatable=True)

log = structlog.get_logger("siyu.wecom")


class _Started(Struct, frozen=True):
    jobid: str


class _Senders(Struct, frozen=True):
    user_list: tuple[str, ...] | None = None


class _Result(Struct, frozen=True):
    errcode: int = 0
    errmsg: str = ""
    moment_id: str | None = None
    invalid_sender_list: _Senders | None = None


class _Job(Struct, frozen=True):
    status: int
    result: _Result | None = None


class _Text(Struct, frozen=True):
    content: str | None = None


class _Link(Struct, frozen=True):
    url: str | None = None


class _Listed(Struct, frozen=True):
    """The time is a text in some answers, a number in others (UNCONFIRMED)."""

    moment_id: str
    create_time: int | str = 0
    text: _Text | None = None
    link: _Link | None = None


class _ListedAll(Struct, frozen=True):
    moment_list: tuple[_Listed, ...] | None = None
    next_cursor: str | None = None


class _Task(Struct, frozen=True):
    userid: str
    publish_status: int = 0


class _Tasks(Struct, frozen=True):
    task_list: tuple[_Task, ...] | None = None
    next_cursor: str | None = None


class _Customer(Struct, frozen=True):
    external_userid: str


class _Customers(Struct, frozen=True):
    customer_list: tuple[_Customer, ...] | None = None
    next_cursor: str | None = None


class CorpMoments:
    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._attachments = Attachments(client, client.config.moment_attachment_type)

    async def add(self, moment: Moment) -> str:
        """A media id that WeCom has forgotten is made anew, once: the refused call did nothing."""
        _check(moment)
        try:
            return await self._added(moment)
        except WecomRefused as error:
            pictures = [*moment.pictures, *([moment.link.picture] if moment.link is not None else [])]
            if error.errcode not in (MEDIA_UNKNOWN, WRONG_SCENE) or not pictures:
                raise
            log.warning("an attachment is unknown, pictures are sent again", pictures=len(pictures))
            for picture in pictures:
                await self._attachments.forget(picture)
        return await self._added(moment)

    async def _added(self, moment: Moment) -> str:
        seen: dict[str, Any] = {"sender_list": {"user_list": moment.senders}}
        if moment.tag_ids:
            seen["external_contact_list"] = {"tag_list": moment.tag_ids}
        body: dict[str, Any] = {"visible_range": seen}
        if moment.text:
            body["text"] = {"content": moment.text}
        if attachments := [await self._image(picture) for picture in moment.pictures]:
            body["attachments"] = attachments
        elif moment.link is not None:
            link = {"title": cut(moment.link.title, LINK_TITLE_BYTES), "url": moment.link.url}
            link["media_id"] = await self._attachments.picture(moment.link.picture)
            body["attachments"] = [{"msgtype": "link", "link": link}]
        return decoded(await self._client.post(ADD, body), _Started).jobid

    async def _image(self, picture: bytes) -> dict[str, Any]:
        return {"msgtype": "image", "image": {"media_id": await self._attachments.picture(picture)}}

    async def job(self, job_id: str) -> MomentJob:
        told = decoded(await self._client.get(JOB, {"jobid": job_id}), _Job)
        if told.status != DONE:
            return MomentJob(is_done=False)
        result = told.result or _Result()
        if result.errcode != 0:
            found = refusal(Errcode(result.errcode, result.errmsg))
            return MomentJob(True, errcode=result.errcode, words=found.text)
        if not result.moment_id:
            raise OutsideUnavailable
        left_out = result.invalid_sender_list.user_list if result.invalid_sender_list else None
        return MomentJob(True, result.moment_id, left_out=left_out or ())

    async def between(self, start: datetime, end: datetime) -> tuple[ListedMoment, ...]:
        if end - start > SPAN_MAX:
            raise Invalid("一次最多查询 30 天的朋友圈", field="end")

        async def page(cursor: str) -> tuple[tuple[_Listed, ...], str]:
            body = {
                "start_time": int(start.timestamp()),
                "end_time": int(end.timestamp()),
                "filter_type": BY_CORPORATION,
                "limit": LIST_PAGE_MAX,
                "cursor": cursor,
            }
            found = decoded(await self._client.post(LIST, body), _ListedAll)
            return found.moment_list or (), found.next_cursor or ""

        return tuple(
            ListedMoment(
                row.moment_id,
                datetime.fromtimestamp(int(row.create_time), UTC),
                (row.text.content if row.text else None) or "",
                (row.link.url if row.link else None) or "",
            )
            for row in await all_pages(page)
        )

    async def tasks(self, moment_id: str) -> tuple[MomentTask, ...]:
        async def page(cursor: str) -> tuple[tuple[_Task, ...], str]:
            body = {"moment_id": moment_id, "limit": PAGE_MAX, "cursor": cursor}
            found = decoded(await self._client.post(TASKS, body), _Tasks)
            return found.task_list or (), found.next_cursor or ""

        return tuple(MomentTask(row.userid, row.publish_status == 1) for row in await all_pages(page))

    async def reached(self, moment_id: str, user_id: str) -> int:
        async def page(cursor: str) -> tuple[tuple[_Customer, ...], str]:
            body = {"moment_id": moment_id, "userid": user_id, "limit": PAGE_MAX, "cursor": cursor}
            found = decoded(await self._client.post(REACHED, body), _Customers)
            return found.customer_list or (), found.next_cursor or ""

        return len({row.external_userid for row in await all_pages(page)})

    async def cancel(self, moment_id: str) -> None:
        try:
            await self._client.post(CANCEL, {"moment_id": moment_id})
        except WecomRefused as error:
            if error.errcode != TASK_CANCELLED:
                raise


def _check(moment: Moment) -> None:
    """To WeCom no senders means everybody: that is never meant here."""
    if not moment.senders:
        raise Invalid("请选择由哪些导购发表", field="senders")
    if not (moment.text or moment.pictures or moment.link):
        raise Invalid("朋友圈的文字和附件不能都为空", field="text")
    if len(moment.text) > TEXT_MAX:
        raise Invalid(f"朋友圈文字最多 {TEXT_MAX} 字", field="text")
    if len(moment.pictures) > PICTURES_MAX or (moment.pictures and moment.link is not None):
        raise Invalid("朋友圈最多九张图片，或者一个链接，二者选一", field="pictures")
