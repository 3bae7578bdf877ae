"""Touches are issued by whoever sends something, and opened by members who come through its link."""

from ports.community.touch_store import TouchStore, Visit
from ports.community.touches import NewTouch, Touch
from ports.kernel import Clock, Ids, MemberId, NotFound, Rng, Tx, UnitOfWork
from ports.members.api import MemberLeft, MembersApi, MembersMerged, MembersParted

CODE_LENGTH = 10
TRIES_MAX = 3


class TouchNotFound(NotFound):
    code = "community.touch_not_found"
    message = "这个链接已经失效"


class Touches:
    """Implements `ports.community.touches.TouchIssuer`."""

    def __init__(self, uow: UnitOfWork, store: TouchStore, system: tuple[Clock, Ids, Rng]) -> None:
        self._uow = uow
        self._store = store
        self._clock, self._ids, self._rng = system

    async def issue(self, tx: Tx, new: NewTouch) -> Touch:
        """The touch of `new.cause`: the one that there is, or a new one."""
        for _ in range(TRIES_MAX):
            touch = Touch(self._ids.new(), new_code(self._rng), new, self._clock.now())
            if await self._store.add(tx, touch):
                return touch
            if (known := await self._store.by_cause(tx, new.cause)) is not None:
                return known
        raise AssertionError("codes of touches collide")

    async def take_back(self, tx: Tx, cause: str) -> bool:
        return await self._store.delete(tx, cause)

    async def open(self, member_id: MemberId, code: str) -> None:
        """The member has come through the link. Again within half an hour is the same visit. Raises TouchNotFound."""
        visit = Visit(self._ids.new(), code, member_id, self._clock.now())
        async with self._uow.begin() as tx:
            if not await self._store.open(tx, visit):
                raise TouchNotFound


class TouchMoves:
    """What members have opened goes with them, told twice and in any order."""

    def __init__(self, store: TouchStore, members: MembersApi) -> None:
        self._store = store
        self._members = members

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            await (self._store.give_back if step.is_undone else self._store.take_over)(tx, step)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        await self._store.forget(tx, event.member_id)


def new_code(rng: Rng) -> str:
    """Ten letters and digits, 62 to the power of 10: nobody finds one by trying."""
    code = ""
    while len(code) < CODE_LENGTH:
        code += "".join(letter for letter in rng.token(CODE_LENGTH) if letter.isalnum())
    return code[:CODE_LENGTH]
