"""The adapter against the emulator: moments that guides publish and customers see."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.wecom.moments import CorpMoments
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import WecomRefused, WecomThrottled
from ports.outside.wecom_moments import Moment, MomentJob, MomentLink, MomentTask
from tests.contracts.wecom.shop import Shop

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
LINK = MomentLink("安抚兔", "https://shop.example/mini/#/p?t=k1", PNG)


def moments(shop: Shop) -> CorpMoments:
    return CorpMoments(shop.clients[0])


async def made(shop: Shop, moment: Moment) -> str:
    job = await moments(shop).job(await moments(shop).add(moment))
    assert job.is_done and job.moment_id is not None
    return job.moment_id


async def test_it_is_seen_when_the_guide_publishes_it(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    await shop.faults(momentJobSeconds=0)
    for number in range(2):
        await shop.befriend(f"phone-{number}", "lan")
    moment_id = await made(shop, Moment("周五上新", ("lan", "bei"), link=LINK))
    assert await moments(shop).tasks(moment_id) == (MomentTask("bei", False), MomentTask("lan", False))
    assert await moments(shop).reached(moment_id, "lan") == 0
    told = await shop.outside.in_wecom(f"moments/{moment_id}/lan/publish")
    assert told == {"seen": 2, "overLimit": 0}
    assert await moments(shop).tasks(moment_id) == (MomentTask("bei", False), MomentTask("lan", True))
    assert await moments(shop).reached(moment_id, "lan") == 2


async def test_a_job_takes_its_time(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.outside.faults(timeScale=1, wecom={"momentJobSeconds": 60})
    start = datetime.now(UTC) - timedelta(seconds=2)
    job_id = await moments(shop).add(Moment("周五上新", ("lan", "gone"), pictures=(PNG,)))
    assert await moments(shop).job(job_id) == MomentJob(False)
    assert await moments(shop).between(start, datetime.now(UTC) + timedelta(seconds=2)) == ()
    await shop.faults(momentJobSeconds=0)
    job = await moments(shop).job(job_id)
    assert job.moment_id and job.left_out == ("gone",)
    with pytest.raises(WecomRefused):
        await moments(shop).job("no-such-job")
    nobody = await moments(shop).job(await moments(shop).add(Moment("周五上新", ("gone",))))
    assert nobody.is_done and nobody.moment_id is None and nobody.errcode


async def test_one_whose_answer_was_lost_is_found(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(momentJobSeconds=0)
    start = datetime.now(UTC) - timedelta(seconds=2)
    await shop.contacts.guides()
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await moments(shop).add(Moment("周五上新", ("lan",)))
    shop.outside.wire.cut = None
    (found,) = await moments(shop).between(start, datetime.now(UTC) + timedelta(seconds=2))
    assert (found.text, found.url) == ("周五上新", "")
    assert await moments(shop).tasks(found.moment_id) == (MomentTask("lan", False),)


async def test_a_cancelled_one_can_be_published_no_more(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    await shop.faults(momentJobSeconds=0)
    moment_id = await made(shop, Moment("周五上新", ("lan", "bei")))
    await shop.outside.in_wecom(f"moments/{moment_id}/lan/publish")
    await moments(shop).cancel(moment_id)
    await moments(shop).cancel(moment_id)
    assert await moments(shop).tasks(moment_id) == (MomentTask("bei", False), MomentTask("lan", True))
    with pytest.raises(WecomRefused):
        await moments(shop).cancel("no-such-moment")


async def test_the_limits_of_the_corporation(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.outside.faults(timeScale=1, wecom={"momentJobSeconds": 60, "momentsRunningMax": 1})
    await moments(shop).add(Moment("第一条", ("lan",)))
    with pytest.raises(WecomRefused, match="41078"):
        await moments(shop).add(Moment("第二条", ("lan",)))
    await shop.faults(quotaExceeded=True)
    with pytest.raises(WecomThrottled):
        await moments(shop).add(Moment("第三条", ("lan",)))
