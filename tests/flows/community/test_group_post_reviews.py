"""A review that a post is about: one that a person has chosen, when it is written and when it is due (G5 into G2)."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from ports.community.group_posts import PostAttachment
from ports.kernel import Invalid
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import CONTENT, Calendar

_REVIEW = """
    insert into community.ugc (id, kind, member_id, option_text, body, is_anonymous, picture_count, state, reason,
        made_at, check_by, shown_at, version, featured_at)
    values ($1, 'post', $2, '', '宝宝穿着很舒服，洗了几次也不变形', false, 0, 'visible', '',
        now(), now(), now(), 1, now())
"""


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def review(calendar: Calendar) -> UUID:
    ugc_id, shopper = uuid4(), await calendar.shop.shopper()
    await calendar.shop.rows(_REVIEW, ugc_id, shopper.id)
    return ugc_id


async def test_a_featured_review_is_picked_and_named(calendar: Calendar) -> None:
    ugc_id = await review(calendar)
    assert ugc_id in [one.id for one in await calendar.desk.reviews(OPERATOR)]
    made = await calendar.write(replace(CONTENT, attachment=PostAttachment("review", str(ugc_id))))
    assert made.post.attachment_name == "宝宝穿着很舒服，洗了几次也不变形"


@pytest.mark.parametrize("change", ["featured_at = null", "state = 'hidden'"])
async def test_one_that_is_not_to_be_shown_is_refused_and_not_sent(calendar: Calendar, change: str) -> None:
    ugc_id = await review(calendar)
    content = replace(CONTENT, attachment=PostAttachment("review", str(ugc_id)))
    post_id = await calendar.planned(content)
    await calendar.shop.rows(f"update community.ugc set {change} where id = $1", ugc_id)
    before = await calendar.shop.rows("select count(*) from community.group_post")
    with pytest.raises(Invalid) as refused:
        await calendar.write(replace(content, text="另一条"))
    assert refused.value.field == "attachment"
    assert await calendar.shop.rows("select count(*) from community.group_post") == before
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, calendar.said(), seen.chats) == ("failed", {}, ())
    assert seen.post.problem == "关联的评价已不是精选，没有发送"


@pytest.mark.parametrize("ref", [None, "no id", str(UUID(int=7))])
async def test_nobodys_review_is_refused(calendar: Calendar, ref: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        await calendar.write(replace(CONTENT, attachment=PostAttachment("review", ref)))
    assert refused.value.field == "attachment"
