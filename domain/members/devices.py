"""The device that a member was last seen with: told by logins, and by behaviour of who wants to be followed."""

from ports.kernel import Clock, MemberId, UnitOfWork
from ports.members.devices import Device, DeviceStore


class Devices:
    def __init__(self, uow: UnitOfWork, store: DeviceStore, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._clock = clock

    async def seen(self, member_id: MemberId, device: Device) -> bool:
        """Whether it is another one than before. Tags follow at night, as those of logins do."""
        async with self._uow.single() as tx:
            return await self._store.seen(tx, member_id, device, self._clock.now())
