"""Scripts, notes, tasks and the hand of a guide."""

import asyncio
from datetime import timedelta

import pytest

from domain.community.guide_task_book import GuideTaskDesk
from ports.commerce.cart_store import WantedLine
from ports.community.guide_tasks import GuideTaskEnded, GuideTaskNotFound, NewGuideTask, TaskQuery
from ports.community.scripts import (
    CartLeftAlone,
    OrderDelivered,
    QuietFor,
    ScriptChanged,
    ScriptRules,
    ScriptUnfit,
    ViewedOften,
)
from ports.community.sidebar import GuideSession, LoginAnswer, LoginNotBegun
from ports.kernel import Invalid
from tests.flows.community.beside import did, follows, product_of, seen, willing
from tests.flows.community.conftest import OPERATOR, Circle

GUIDE = "mei"
CART = ScriptRules("购物车提醒", CartLeftAlone(), "{称呼}，您选的{商品}等 {件数} 件还在购物车", "product", 80)
VIEWS = ScriptRules("看过多次", ViewedOften(3), "{称呼}，看您关注{商品}", "product", 60)
QUIET = ScriptRules("久未下单", QuietFor(30), "{称呼}，{天数} 天没见了", "home", 40)
ARRIVED = ScriptRules("签收关怀", OrderDelivered(7), "{商品}用着还好吗", "none", 50)


async def test_scripts_follow_the_facts(circle: Circle) -> None:
    shop, scripts = circle.shop, circle.parts.sidebar.scripts
    made = [await circle.parts.sidebar.script_desk.create(OPERATOR, one) for one in (QUIET, VIEWS, CART, ARRIVED)]
    buyer = await willing(shop, await shop.shopper())
    contact_id, sku_id = await follows(shop, GUIDE, buyer.id), await shop.sku()
    assert (await scripts.tab(GUIDE, contact_id)).items == ()
    product_id = await product_of(shop, sku_id)
    await did(shop, buyer.id, *(seen(shop, "product_view", product_id=product_id) for _ in range(3)))
    await shop.services.carts.add(buyer.id, [WantedLine(sku_id, 2, True)])
    [first] = (await scripts.tab(GUIDE, contact_id)).items
    assert (first.name, first.why) == ("看过多次", "近 7 天看了 3 次「有机棉连体衣」")
    # Half an hour later the cart is left alone.
    shop.clock.pass_(minutes=31)
    first, second = (await scripts.tab(GUIDE, contact_id)).items
    assert first.text == "小满妈妈，您选的有机棉连体衣等 2 件还在购物车" and second.name == "看过多次"
    draft = await scripts.draft(GUIDE, contact_id, first.template_id, None)
    [(code, kind, product)] = await shop.rows("select code, kind, product_id from community.touches")
    assert draft.card is not None and draft.card.path.endswith(f"id={product_id}&t={code}")
    assert (kind, product) == ("script", product_id)
    sent = await scripts.sent(GUIDE, contact_id, draft.id, (draft.text, True))
    assert (sent.is_edited, sent.with_card, sent.template_name) == (False, True, "购物车提醒")
    # What was sent lately comes after what was not.
    tab = await scripts.tab(GUIDE, contact_id)
    assert [one.name for one in tab.items] == ["看过多次", "购物车提醒"] and len(tab.sent) == 1
    await shop.services.carts.remove(buyer.id, [sku_id])
    with pytest.raises(ScriptUnfit):
        await scripts.draft(GUIDE, contact_id, made[2].id, None)


async def test_scripts_are_kept_by_operators(circle: Circle) -> None:
    desk = circle.parts.sidebar.script_desk
    row = await desk.create(OPERATOR, CART)
    changed = await desk.change(OPERATOR, row.id, QUIET, (False, row.version))
    assert (changed.rules.name, changed.is_active, changed.version) == ("久未下单", False, 2)
    with pytest.raises(ScriptChanged):
        await desk.change(OPERATOR, row.id, CART, (True, row.version))
    with pytest.raises(Invalid, match=r"不能用「\{件数\}」"):
        await desk.create(OPERATOR, ScriptRules("错", QuietFor(9), "{件数}", "none", 1))
    for rules in (CART, VIEWS, QUIET, ARRIVED):
        shown = desk.preview(OPERATOR, rules)
        assert "{" not in shown.text and shown.why
    rows = await circle.shop.rows("select count(*) from governance.audit where action like 'community.script%'")
    assert rows[0][0] >= 2


async def test_a_task_is_told_when_it_is_due_and_once(circle: Circle) -> None:
    shop, work = circle.shop, circle.wecom.app
    desk: GuideTaskDesk = circle.parts.sidebar.tasks
    contact_id = await follows(shop, GUIDE, None)
    due = shop.clock.now() + timedelta(hours=2)
    task = await desk.add(GUIDE, contact_id, ("回访", "问问奶瓶", due))
    assert await desk.tell_due() == 0
    shop.clock.pass_(hours=2, minutes=1)
    work.lose = True
    assert await desk.tell_due() == 1
    with pytest.raises(AssertionError):
        await shop.settle()
    await shop.rows("update kernel.delivery set last_error = null, status = 'pending', due_at = '2025-01-01'")
    await shop.settle()
    assert await desk.tell_due() == 0
    [message] = work.told
    assert (message.user_ids, message.title) == ((GUIDE,), "待办：回访")
    again = await desk.snooze(GUIDE, task.id, shop.clock.now() + timedelta(hours=1))
    assert not again.is_overdue
    shop.clock.pass_(hours=2)
    assert await desk.tell_due() == 1
    await shop.settle()
    assert len(work.told) == 2
    with pytest.raises(GuideTaskNotFound):
        await desk.done("lan", task.id, "")
    done = await desk.done(GUIDE, task.id, "已经换了大号")
    assert (done.state, done.result) == ("done", "已经换了大号")
    with pytest.raises(GuideTaskEnded):
        await desk.snooze(GUIDE, task.id, shop.clock.now() + timedelta(hours=1))
    assert [one.id for one in (await desk.page(TaskQuery(GUIDE, "done"), (None, 10))).items] == [task.id]
    assert (await desk.page(TaskQuery(GUIDE, "open"), (None, 10))).items == []


async def test_the_same_cause_is_the_same_task(circle: Circle) -> None:
    shop, book = circle.shop, circle.parts.sidebar.book
    new = NewGuideTask("welcome:1", "welcome_back", GUIDE, "欢迎回来", "", shop.clock.now())
    ids = set()
    for _ in range(3):
        async with shop.uow.begin() as tx:
            ids.add((await book.assign(tx, new)).id)
    assert len(ids) == 1
    async with shop.uow.begin() as tx:
        assert await book.finish(tx, "welcome:1", "已回复") and not await book.finish(tx, "welcome:1")
        assert not await book.cancel(tx, "welcome:2")
    async with shop.uow.begin() as tx:
        assert (await book.assign(tx, new)).state == "done"


async def test_notes_are_sealed_and_of_the_one_who_wrote_them(circle: Circle) -> None:
    shop, notes = circle.shop, circle.parts.sidebar.notes
    contact_id = await follows(shop, GUIDE, None)
    note = await notes.add(GUIDE, contact_id, "  二胎妈妈，上班族 ", None)
    [(sealed,)] = await shop.rows("select sealed from community.guide_note")
    assert "二胎".encode() not in sealed
    assert [one.text for one in (await notes.page(GUIDE, contact_id, (None, 10))).items] == ["二胎妈妈，上班族"]
    await notes.remove(GUIDE, contact_id, note.id)
    assert (await notes.page(GUIDE, contact_id, (None, 10))).items == []


async def test_a_lost_code_of_wecom_opens_nothing(circle: Circle) -> None:
    await follows(circle.shop, GUIDE, None)
    access, clock = circle.parts.sidebar.access, circle.shop.clock
    begun = await access.begin_login(None)
    session = await access.sign_in(LoginAnswer(f"code-{GUIDE}", begun.state, begun.secret))
    assert await access.session_guide(session.token) == GUIDE
    clock.pass_(hours=13)
    assert await access.session_guide(session.token) is None
    assert await access.forget_sessions() == 1


async def test_a_login_is_used_once_and_within_its_time(circle: Circle) -> None:
    await follows(circle.shop, GUIDE, None)
    access, clock = circle.parts.sidebar.access, circle.shop.clock
    begun = [await access.begin_login("/sidebar/?contact=wm1") for _ in range(3)]
    for guide in ("lan", "ning"):
        await follows(circle.shop, guide, None)
    codes = [f"code-{guide}" for guide in (GUIDE, "lan", "ning")]
    first, second, late = (LoginAnswer(code, one.state, one.secret) for code, one in zip(codes, begun, strict=True))
    clock.pass_(minutes=9)
    # The browser sent it twice: one of them signs in.
    done = await asyncio.gather(*(access.sign_in(first) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(one, GuideSession) for one in done) == 1
    assert sum(isinstance(one, LoginNotBegun) for one in done) == 5
    assert isinstance(await access.sign_in(second), GuideSession)
    clock.pass_(minutes=1)
    with pytest.raises(LoginNotBegun):
        await access.sign_in(late)
    assert await circle.shop.rows("select count(*) from community.guide_session") == [(2,)]
    await access.forget_sessions()
    assert await circle.shop.rows("select count(*) from community.guide_login") == [(0,)]
