"""One's children on the phone: told, put right, born, and taken away again."""

import re
from datetime import UTC, date, datetime, timedelta

from playwright.async_api import expect

from domain.members.shanghai_days import day_of
from tests.browser.conftest import Phones, Shop
from tests.browser.people import KnownShopper, known_shopper
from tests.browser.stage import Phone

CHILDREN = "packages/members/pages/children"


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before this day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def month_name(day: date) -> str:
    return f"{day.year} 年 {day.month} 月"


async def test_children_are_told_changed_and_removed(shop: Shop, phones: Phones) -> None:
    today = day_of(datetime.now(UTC))
    phone = await phones("children")
    await phone.open("features/mine/index")
    await phone.shot("mine")
    await phone.tap("我的宝宝")
    await phone.sign_in()
    await phone.at(CHILDREN)
    await phone.sees("还没有宝宝信息", "可以随时修改或删除，删除后不再使用。")
    await phone.shot("empty")
    await add_born(phone, months_before(today, 38))
    await phone.sees("3 岁 2 个月")
    due = today + timedelta(days=112)
    await add_expected(phone, today, due)
    await phone.sees("孕 24 周", re.compile("还有 112 天"))
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await phone.shot("two")
    await phone.tap("修改3 岁 2 个月的宝宝")
    await phone.sees("修改宝宝")
    born = months_before(today, 8)
    await phone.tap(f"{born.year} 年", "tab")
    await phone.tick(month_name(born))
    await phone.shot("changing")
    await phone.tap("保存")
    await phone.sees("8 个月")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.tap("删除孕 24 周的宝宝")
    await phone.sees("删除「孕 24 周」的这条信息吗？删除后可以重新添加。")
    await phone.shot("asking")
    await phone.answer("删除")
    await expect(phone.page.locator(".children__card").filter(visible=True)).to_have_count(1)
    await phone.shot("one")


async def add_born(phone: Phone, month: date) -> None:
    await phone.tap("添加宝宝")
    await phone.sees("哪年哪月出生的，不用填日期")
    await phone.tap("保存")
    await phone.sees("请选择出生年月")
    await phone.tap(f"{month.year} 年", "tab")
    await phone.tick(month_name(month))
    await phone.shot("born")
    await phone.tap("保存")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)


async def add_expected(phone: Phone, today: date, due: date) -> None:
    """From this month on the calendar is turned to the due one."""
    await phone.tap("添加宝宝")
    await phone.tap("怀孕中", "tab")
    await phone.sees("预产期是哪一天")
    for _ in range((due.year - today.year) * 12 + due.month - today.month):
        await phone.tap("下个月")
    await phone.tick(due.isoformat())
    await phone.shot("expected")
    await phone.tap("保存")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)


async def test_a_due_date_that_has_passed_is_asked_about(shop: Shop, phones: Phones) -> None:
    today = day_of(datetime.now(UTC))
    due = today - timedelta(days=6)
    async with known_shopper(shop) as member:
        (await member.ask("POST", "/me/children", {"dueOn": due.isoformat()})).raise_for_status()
        phone = await phones("children-born")
        await phone.be(member.device, member.token)
        await phone.open(f"{CHILDREN}/index")
        await phone.sees("预产期已过", "宝宝出生了吗？记下出生月份，月龄才算得准")
        await phone.shot("overdue")
        await phone.tap(re.compile(f"{due.month} 月出生$"))
        await phone.sees(re.compile("^(新生儿|1 个月)$"))
        [child] = await told(member)
        assert child["bornMonth"] == due.replace(day=1).isoformat() and child["dueOn"] is None
        await phone.shot("born")


async def test_six_are_enough_and_what_went_meanwhile_is_no_fault(shop: Shop, phones: Phones) -> None:
    today = day_of(datetime.now(UTC))
    async with known_shopper(shop) as member:
        for number in range(6):
            body = {"bornMonth": months_before(today, 1 + number * 25).isoformat()}
            (await member.ask("POST", "/me/children", body)).raise_for_status()
        phone = await phones("children-many")
        await phone.be(member.device, member.token)
        await phone.open(f"{CHILDREN}/index")
        await phone.sees("最多填写 6 个宝宝", "10 岁 6 个月")
        await phone.shot("six")
        youngest = next(
            child for child in await told(member) if child["bornMonth"] == months_before(today, 1).isoformat()
        )
        (await member.ask("DELETE", f"/me/children/{youngest['id']}")).raise_for_status()
        phone.expects(404, f"/me/children/{youngest['id']}")
        await phone.tap("修改1 个月的宝宝")
        await phone.tap("保存")
        await phone.sees("这一条已经被删除了", "添加宝宝")
        await phone.shot("gone")
        await phone.page.context.set_offline(True)
        await phone.tap("添加宝宝")
        await phone.tick(month_name(today))
        await phone.tap("保存")
        await phone.sees(re.compile("网络没有连上"))
        await phone.shot("offline")
        await phone.page.context.set_offline(False)
        await phone.tap("保存")
        await phone.sees("新生儿")
        phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
        assert len(await told(member)) == 6


async def told(member: KnownShopper) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = (await member.ask("GET", "/me/children")).json()["items"]
    return found
