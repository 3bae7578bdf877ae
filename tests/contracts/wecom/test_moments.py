"""Moments: what is written, what is read back, and what is never said twice (C.10)."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from adapters.wecom.moments import CorpMoments
from ports.kernel import Invalid, OutsideUnavailable
from ports.outside.wecom import WecomForbidden, WecomRefused, WecomThrottled
from ports.outside.wecom_moments import ListedMoment, Moment, MomentJob, MomentLink, MomentTask
from tests.contracts.wecom.canned import Office

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20
ADD = "externalcontact/add_moment_task"
JOB = "externalcontact/get_moment_task_result"
UPLOAD = "media/upload_attachment"
WORDS = Moment("周五上新", ("lan", "bei"))
LINK = MomentLink("安抚兔", "https://shop.example/mini/#/p?t=k1", JPEG)


def moments(office: Office) -> CorpMoments:
    uploads = iter(range(1, 100))
    office.corp.says(UPLOAD, lambda _: {"type": "image", "media_id": f"M{next(uploads)}", "created_at": 1})
    office.corp.says(ADD, {"errcode": 0, "jobid": "job1"})
    return CorpMoments(office.client)


async def test_a_moment_with_pictures_and_one_with_a_link(office: Office) -> None:
    asked = moments(office)
    assert await asked.add(replace(WORDS, pictures=(PNG, JPEG), tag_ids=("t1",))) == "job1"
    assert office.corp.body(ADD) == {
        "text": {"content": "周五上新"},
        "attachments": [
            {"msgtype": "image", "image": {"media_id": "M1"}},
            {"msgtype": "image", "image": {"media_id": "M2"}},
        ],
        "visible_range": {
            "sender_list": {"user_list": ["lan", "bei"]},
            "external_contact_list": {"tag_list": ["t1"]},
        },
    }
    query = office.corp.calls(UPLOAD)[0].url.params
    assert (query["media_type"], query["attachment_type"]) == ("image", "1")
    await asked.add(replace(WORDS, link=LINK))
    body = office.corp.body(ADD)
    link = {"title": "安抚兔", "url": LINK.url, "media_id": "M2"}
    assert body["attachments"] == [{"msgtype": "link", "link": link}]
    assert body["visible_range"] == {"sender_list": {"user_list": ["lan", "bei"]}}
    # A picture that is known is not sent again.
    assert len(office.corp.calls(UPLOAD)) == 2


async def test_the_scene_of_pictures_is_a_setting(office: Office) -> None:
    moments(office)
    other = CorpMoments(office.process(moment_attachment_type=2))
    await other.add(replace(WORDS, pictures=(PNG,)))
    assert office.corp.calls(UPLOAD)[-1].url.params["attachment_type"] == "2"


@pytest.mark.parametrize("errcode", [40007, 41072])
async def test_a_picture_that_is_not_taken_is_sent_again_once(office: Office, errcode: int) -> None:
    asked = moments(office)
    office.corp.says(ADD, {"errcode": errcode, "errmsg": ""}, {"errcode": 0, "jobid": "job2"})
    assert await asked.add(replace(WORDS, pictures=(PNG,))) == "job2"
    assert len(office.corp.calls(UPLOAD)) == 2
    office.corp.says(ADD, {"errcode": errcode, "errmsg": ""})
    before = len(office.corp.calls(ADD))
    with pytest.raises(WecomRefused):
        await asked.add(replace(WORDS, pictures=(PNG,)))
    assert len(office.corp.calls(ADD)) == before + 2


async def test_it_is_never_said_twice(office: Office) -> None:
    asked = moments(office)
    for lost in (httpx.ReadTimeout("late"), {"errcode": -1, "errmsg": "busy"}, 502):
        office.corp.says(ADD, lost, {"errcode": 0, "jobid": "job1"})
        before = len(office.corp.calls(ADD))
        with pytest.raises(OutsideUnavailable):
            await asked.add(WORDS)
        assert len(office.corp.calls(ADD)) == before + 1


@pytest.mark.parametrize(
    ("errcode", "words"),
    [(41076, "导购太多"), (41078, "太多"), (41080, "太大"), (41081, "尺寸"), (41082, "太长"), (41089, "都为空")],
)
async def test_why_it_is_refused_is_said(office: Office, errcode: int, words: str) -> None:
    asked = moments(office)
    office.corp.says(ADD, {"errcode": errcode, "errmsg": ""})
    with pytest.raises(WecomRefused, match=f"{words}.*{errcode}") as caught:
        await asked.add(WORDS)
    assert caught.value.errcode == errcode


async def test_limits_and_rights(office: Office) -> None:
    moments(office)
    client = office.process(moment_tasks_per_day=3)
    asked = CorpMoments(client)
    office.corp.says(ADD, {"errcode": 45009, "errmsg": ""})
    with pytest.raises(WecomThrottled) as caught:
        await asked.add(WORDS)
    assert caught.value.seconds == 60
    office.corp.says(ADD, {"errcode": 48002, "errmsg": ""})
    with pytest.raises(WecomForbidden):
        await asked.add(WORDS)
    counted = {(one.name, one.window): one.used for one in await client.budgets.budgets()}
    assert counted["externalcontact/add_moment_task", "minute"] == 2
    [day] = [one for one in await client.budgets.budgets() if one.window == "day"]
    assert (day.name, day.used, day.allowed) == ("externalcontact/add_moment_task", 2, 3)


async def test_what_no_moment_may_be(office: Office) -> None:
    asked = moments(office)
    for wrong in (
        Moment("周五上新", ()),
        Moment("", ("lan",)),
        Moment("字" * 2001, ("lan",)),
        replace(WORDS, pictures=(PNG,) * 10),
        replace(WORDS, pictures=(PNG,), link=LINK),
    ):
        with pytest.raises(Invalid):
            await asked.add(wrong)
    assert office.corp.requests == []


async def test_a_job_from_its_beginning_to_its_end(office: Office) -> None:
    asked = moments(office)
    done = {"errcode": 0, "errmsg": "ok", "moment_id": "mom1", "invalid_sender_list": {"user_list": ["bei"]}}
    office.corp.says(
        JOB,
        {"errcode": 0, "status": 1, "type": "add_moment_task"},
        {"errcode": 0, "status": 2},
        {"errcode": 0, "status": 3, "result": done},
    )
    assert await asked.job("job1") == MomentJob(False)
    assert await asked.job("job1") == MomentJob(False)
    assert await asked.job("job1") == MomentJob(True, "mom1", left_out=("bei",))
    assert office.corp.calls(JOB)[0].url.params["jobid"] == "job1"
    office.corp.says(JOB, {"errcode": 0, "status": 3, "result": {"errcode": 41081, "errmsg": ""}})
    refused = await asked.job("job1")
    assert (refused.is_done, refused.moment_id, refused.errcode) == (True, None, 41081) and "尺寸" in refused.words


async def test_it_is_found_and_followed(office: Office) -> None:
    asked = moments(office)
    listed = "externalcontact/get_moment_list"
    stamp = int(AT.timestamp())
    office.corp.says(
        listed,
        {
            "moment_list": [
                {"moment_id": "m1", "create_time": str(stamp), "text": {"content": "上新"}, "link": {"url": "u"}}
            ],
            "next_cursor": "n",
        },
        {"moment_list": [{"moment_id": "m2", "create_time": stamp}]},
    )
    assert await asked.between(AT, AT) == (ListedMoment("m1", AT, "上新", "u"), ListedMoment("m2", AT, "", ""))
    assert (office.corp.body(listed)["filter_type"], office.corp.body(listed)["cursor"]) == (0, "n")
    with pytest.raises(Invalid):
        await asked.between(AT, AT + timedelta(days=31))
    office.corp.says(
        "externalcontact/get_moment_task",
        {"task_list": [{"userid": "lan", "publish_status": 1}, {"userid": "bei", "publish_status": 0}]},
    )
    assert await asked.tasks("m1") == (MomentTask("lan", True), MomentTask("bei", False))
    office.corp.says(
        "externalcontact/get_moment_send_result",
        {"customer_list": [{"external_userid": "wmA"}, {"external_userid": "wmB"}], "next_cursor": "n"},
        {"customer_list": [{"external_userid": "wmB"}, {"external_userid": "wmC"}]},
    )
    assert await asked.reached("m1", "lan") == 3
    body = json.loads(office.corp.calls("externalcontact/get_moment_send_result")[0].content)
    assert (body["moment_id"], body["userid"]) == ("m1", "lan")
    cancel = "externalcontact/cancel_moment_task"
    office.corp.says(cancel, httpx.ReadTimeout("late"), {"errcode": 41093, "errmsg": ""})
    await asked.cancel("m1")
    office.corp.says(cancel, {"errcode": 40058, "errmsg": ""})
    with pytest.raises(WecomRefused):
        await asked.cancel("m1")
