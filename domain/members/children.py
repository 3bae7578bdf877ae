"""The children that members tell of: expected on a day, or born in a month."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from domain.members.shanghai_days import day_of
from domain.members.tag_desk import TagDesk
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, NotFound, UnitOfWork
from ports.members.tag_store import CHILDREN_MAX, Child, ChildStore

PREGNANCY_DAYS = 280
AGE_YEARS_MAX = 18


class TooManyChildren(DomainError):
    code = "members.too_many_children"
    message = f"最多填写 {CHILDREN_MAX} 个宝宝"


class ChildList(Struct, frozen=True):
    items: tuple[Child, ...]


def checked(child: Child, today: date) -> Child:
    """Of eighteen years at most, or expected within a pregnancy. Raises Invalid, naming the field."""
    if (child.due_on is None) == (child.born_month is None):
        raise Invalid("请填写预产期或出生年月中的一项", field="dueOn")
    if child.due_on is not None:
        # A child may come later than expected, and be entered after that.
        if not today - timedelta(days=42) <= child.due_on <= today + timedelta(days=PREGNANCY_DAYS):
            raise Invalid("预产期应在今后 40 周以内", field="dueOn")
        return child
    assert child.born_month is not None
    if not (today.year - AGE_YEARS_MAX, today.month) <= (child.born_month.year, child.born_month.month):
        raise Invalid(f"只需填写 {AGE_YEARS_MAX} 岁以内的孩子", field="bornMonth")
    if child.born_month > today:
        raise Invalid("出生年月不能晚于今天", field="bornMonth")
    return Child(child.id, None, child.born_month.replace(day=1))


class Children:
    def __init__(self, uow: UnitOfWork, store: ChildStore, desk: TagDesk, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._desk = desk
        self._clock, self._ids = system

    async def all(self, member_id: MemberId) -> ChildList:
        async with self._uow.reading() as tx:
            return ChildList(tuple(await self._store.all(tx, member_id)))

    async def add(self, member_id: MemberId, due_on: date | None, born_month: date | None) -> Child:
        """Raises Invalid, TooManyChildren."""
        now = self._clock.now()
        child = checked(Child(self._ids.new(), due_on, born_month), day_of(now))
        async with self._uow.begin() as tx:
            if not await self._store.add(tx, member_id, child, now):
                raise TooManyChildren
            await self._desk.touched(tx, member_id)
            return tx.answered(child)

    async def change(self, member_id: MemberId, child: Child) -> Child:
        """An expected one that was born, or a mistake. Raises NotFound, Invalid."""
        async with self._uow.begin() as tx:
            if all(known.id != child.id for known in await self._store.all(tx, member_id)):
                raise NotFound
            child = checked(child, day_of(self._clock.now()))
            if not await self._store.change(tx, member_id, child):
                raise NotFound
            await self._desk.touched(tx, member_id)
        return child

    async def remove(self, member_id: MemberId, child_id: UUID) -> None:
        """Raises NotFound."""
        async with self._uow.begin() as tx:
            if not await self._store.delete(tx, member_id, child_id):
                raise NotFound
            await self._desk.touched(tx, member_id)
