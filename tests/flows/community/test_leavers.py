"""Whoever leaves takes along what guides have written of them, here and, when it answers, in WeCom (V9)."""

import asyncio

import pytest

from domain.community.leaver_desk import RemarkNotRefused
from domain.community.leavers import AGAIN_AFTER, FORBIDDEN_FOR, NEUTRAL
from ports.community.jobs import FetchContact
from ports.community.leavers import NeutraliseRemark
from ports.community.store import Pair
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import DomainError, OutsideUnavailable
from ports.members.api import Contact
from ports.outside.wecom import WecomForbidden, WecomRefused, WecomThrottled
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.wecom import CORP
from tests.flows.orders.conftest import Shopper

READER = Actor(OPERATOR.id, "小何", frozenset({"community.read"}), "127.0.0.1")
_KEPT = """
    select (select count(*) from community.guide_note where contact_id = $1),
           (select count(*) from community.draft where contact_id = $1),
           (select count(*) from community.guide_task where contact_id = $1
            and (state = 'open' or title <> '会员已注销' or text <> ''))
"""


async def contact_of(circle: Circle, buyer: Shopper, *guides: str, contact_id: str = "wm-1") -> None:
    """The member is a contact of these guides, who have written about them."""
    for guide in guides:
        more = {"remark": "小满妈妈", "description": "爱问成分", "remark_company": "某公司"}
        circle.wecom.befriend(guide, contact_id, **more, remark_phones=("16600000091",))
    await circle.compare()
    async with circle.shop.uow.begin() as tx:
        await circle.shop.modules.members.identity.contact_seen(tx, Contact("wecom", CORP, contact_id))
    await circle.shop.rows("update members.identity set member_id = $1 where subject = $2", buyer.id, contact_id)
    for guide in guides:
        await circle.shop.rows(
            "insert into community.guide_note (id, guide, contact_id, sealed, made_at)"
            " values (gen_random_uuid(), $1, $2, 'x', now())",
            guide,
            contact_id,
        )
        await circle.shop.rows(
            "insert into community.draft (id, kind, guide, contact_id, name, text, made_at)"
            " values (gen_random_uuid(), 'script', $1, $2, '问候', '小满妈妈您好', now())",
            guide,
            contact_id,
        )
        for state in ("open", "done"):
            await circle.shop.rows(
                "insert into community.guide_task (id, cause, kind, guide, contact_id, title, text, link, state,"
                " made_at, due_at, ended_at, result)"
                " values (gen_random_uuid(), $1, 'follow_up', $2, $3, '回访小满妈妈', '问问尺码',"
                " '', $4, now(), now(), case when $4 = 'done' then now() end, '')",
                f"{guide}:{contact_id}:{state}",
                guide,
                contact_id,
                state,
            )


async def leaves(circle: Circle, buyer: Shopper) -> None:
    privacy = circle.shop.modules.members.privacy
    await privacy.ask_to_leave(buyer.id)
    circle.shop.clock.pass_(days=7, minutes=1)
    assert await privacy.leave_due() == 1
    await circle.shop.settle()


async def written(circle: Circle, contact_id: str = "wm-1") -> set[tuple[str, str, str, bool]]:
    rows = await circle.shop.rows(
        "select remark, description, remark_company, sealed_phones is not null from community.follow"
        " where contact_id = $1",
        contact_id,
    )
    return {(row[0], row[1], row[2], row[3]) for row in rows}


async def states(circle: Circle) -> list[tuple[str, str, str | None]]:
    rows = await circle.shop.rows("select user_id, state, problem from community.leaver_contact order by user_id")
    return [(row[0], row[1], row[2]) for row in rows]


async def kept(circle: Circle, contact_id: str = "wm-1") -> tuple[int, int, int]:
    [row] = await circle.shop.rows(_KEPT, contact_id)
    return row[0], row[1], row[2]


NEUTRAL_ROW = (NEUTRAL.remark, NEUTRAL.description, NEUTRAL.company, False)


async def test_who_leaves_takes_notes_drafts_and_remarks_along(circle: Circle) -> None:
    buyer, other = await circle.shop.shopper(), await circle.shop.shopper()
    await contact_of(circle, buyer, "mei", "lan")
    await contact_of(circle, other, "mei", contact_id="wm-2")
    before = await kept(circle, "wm-2"), await written(circle, "wm-2")
    assert await kept(circle) == (2, 2, 4)
    await leaves(circle, buyer)
    assert await kept(circle) == (0, 0, 0)
    for guide in ("mei", "lan"):
        facts = circle.wecom.pairs[guide, "wm-1"]
        assert (facts.remark, facts.description) == (NEUTRAL.remark, NEUTRAL.description)
        assert (facts.remark_company, facts.remark_phones) == (NEUTRAL.company, ())
    assert await written(circle) == {NEUTRAL_ROW}
    assert await states(circle) == [("lan", "done", None), ("mei", "done", None)]
    # Nothing of anybody else's.
    assert (await kept(circle, "wm-2"), await written(circle, "wm-2")) == before
    assert circle.wecom.pairs["mei", "wm-2"].remark == "小满妈妈"


async def test_the_comparison_finds_nothing_new_and_makes_nobody_of_them(circle: Circle) -> None:
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei")
    await leaves(circle, buyer)
    await circle.compare()
    assert (await circle.run())[1:] == (0, 0, 0)
    assert await circle.shop.rows("select from members.identity where subject = 'wm-1'") == []
    assert await written(circle) == {NEUTRAL_ROW}


@pytest.mark.parametrize(
    ("trouble", "minutes"),
    [
        (OutsideUnavailable(), AGAIN_AFTER.total_seconds() / 60),
        (WecomThrottled(60), 1),
        (WecomForbidden(48002), FORBIDDEN_FOR.total_seconds() / 60),
    ],
)
async def test_while_wecom_does_not_answer_nothing_comes_back(
    circle: Circle, trouble: DomainError, minutes: float
) -> None:
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei")
    circle.wecom.remark_trouble = trouble
    await leaves(circle, buyer)
    assert await written(circle) == {("", "", "", False)} and await kept(circle) == (0, 0, 0)
    assert await states(circle) == [("mei", "waiting", trouble.text)]
    # A comparison and an event read the old words, and do not write them down.
    await circle.compare()
    await circle.parts.mirroring.on_fetch_contact(FetchContact("wm-1"))
    assert await written(circle) == {("", "", "", False)}
    circle.shop.clock.pass_(minutes=int(minutes))
    assert await circle.parts.leavers.neutralise_due() == 1
    assert await circle.parts.leavers.neutralise_due() == 0, "not before its time again"
    circle.wecom.remark_trouble = None
    circle.shop.clock.pass_(minutes=int(minutes))
    assert await circle.parts.leavers.neutralise_due() == 1
    assert circle.wecom.pairs["mei", "wm-1"].remark == NEUTRAL.remark
    assert await written(circle) == {NEUTRAL_ROW}
    assert await states(circle) == [("mei", "done", None)]
    assert await circle.parts.leavers.neutralise_due() == 0


async def test_what_a_guide_writes_afterwards_is_theirs_again(circle: Circle) -> None:
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei")
    await leaves(circle, buyer)
    circle.wecom.befriend("mei", "wm-1", remark="新客户")
    await circle.parts.mirroring.on_fetch_contact(FetchContact("wm-1"))
    # The same job once more changes nothing: it has been done.
    await circle.parts.leavers.on_neutralise(NeutraliseRemark("mei", "wm-1"))
    assert circle.wecom.pairs["mei", "wm-1"].remark == "新客户"
    assert {row[0] for row in await written(circle)} == {"新客户"}


async def test_who_is_no_contact_any_more_cannot_be_told(circle: Circle) -> None:
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei", "lan")
    circle.wecom.part("mei", "wm-1")
    circle.wecom.remark_trouble = None
    await leaves(circle, buyer)
    assert await states(circle) == [("lan", "done", None), ("mei", "ended", None)]
    assert await written(circle) == {NEUTRAL_ROW, ("", "", "", False)}


async def test_a_refusal_is_kept_for_a_person_to_see(circle: Circle) -> None:
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei")
    circle.wecom.remark_trouble = WecomRefused(40058)
    await leaves(circle, buyer)
    [(_, state, problem)] = await states(circle)
    assert state == "refused" and problem
    assert await circle.parts.leavers.neutralise_due() == 0
    assert await written(circle) == {("", "", "", False)}


async def refused_remark(circle: Circle) -> None:
    """Of `mei`, about `wm-1`."""
    buyer = await circle.shop.shopper()
    await contact_of(circle, buyer, "mei")
    circle.wecom.remark_trouble = WecomRefused(40058)
    await leaves(circle, buyer)


async def audited(circle: Circle) -> int:
    [row] = await circle.shop.rows("select count(*) from governance.audit where action = 'community.leaver_remark'")
    return int(row[0])


async def test_an_operator_sees_a_refusal_and_asks_again(circle: Circle) -> None:
    before = await audited(circle)
    await refused_remark(circle)
    desk, dashboard = circle.parts.leaver_desk, circle.shop.services.dashboard
    [row] = await desk.refused(OPERATOR)
    assert (row.user_id, row.contact_id) == ("mei", "wm-1") and row.problem
    assert (await dashboard.attention(OPERATOR)).remarks_refused == 1
    # What WeCom has of them is read meanwhile, and not written down.
    circle.wecom.befriend("mei", "wm-1", remark="小满妈妈", description="新的说明")
    await circle.parts.mirroring.on_fetch_contact(FetchContact("wm-1"))
    assert await written(circle) == {("", "", "", False)}
    # It is refused once more, and stands there again.
    await desk.again(OPERATOR, Pair("mei", "wm-1"))
    assert await desk.refused(OPERATOR) == ()
    await circle.shop.settle()
    assert [one.user_id for one in await desk.refused(OPERATOR)] == ["mei"]
    circle.wecom.remark_trouble = None
    await desk.again(OPERATOR, Pair("mei", "wm-1"))
    await circle.shop.settle()
    assert circle.wecom.pairs["mei", "wm-1"].remark == NEUTRAL.remark
    assert await written(circle) == {NEUTRAL_ROW}
    assert await states(circle) == [("mei", "done", None)]
    assert await desk.refused(OPERATOR) == () and (await dashboard.attention(OPERATOR)).remarks_refused == 0
    assert await audited(circle) == before + 2


async def test_only_what_was_refused_is_asked_again_and_once(circle: Circle) -> None:
    before = await audited(circle)
    await refused_remark(circle)
    desk = circle.parts.leaver_desk
    with pytest.raises(PermissionMissing):
        await desk.again(READER, Pair("mei", "wm-1"))
    with pytest.raises(RemarkNotRefused):
        await desk.again(OPERATOR, Pair("lan", "wm-1"))
    assert [state for _, state, _ in await states(circle)] == ["refused"] and await audited(circle) == before
    tries = await asyncio.gather(*(desk.again(OPERATOR, Pair("mei", "wm-1")) for _ in range(4)), return_exceptions=True)
    assert sorted(str(type(one).__name__) for one in tries) == ["NoneType", *["RemarkNotRefused"] * 3]
    assert [state for _, state, _ in await states(circle)] == ["waiting"]
    assert await audited(circle) == before + 1


async def test_who_is_no_contact_any_more_is_no_work_for_anybody(circle: Circle) -> None:
    await refused_remark(circle)
    circle.wecom.part("mei", "wm-1")
    await circle.compare()
    assert await circle.parts.leaver_desk.refused(OPERATOR) == ()
    assert (await circle.shop.services.dashboard.attention(OPERATOR)).remarks_refused == 0
