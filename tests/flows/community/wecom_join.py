"""Join codes as WeCom keeps them: it lists none."""

from ports.kernel import OutsideUnavailable
from ports.outside.wecom import CodeWayUnknown, WecomRefused, WecomThrottled
from ports.outside.wecom_groups import JoinCode
from tests.flows.community.wecom_rooms import Rooms
from tests.flows.orders.conftest import HandClock


class JoinableRooms(Rooms):
    """`lose_made`: the next code is made, and the answer does not arrive."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(clock)
        self.ways: dict[str, JoinCode] = {}
        self.lose_made = self.full_of_us = False
        self.refuses_ways: int | None = None
        self.dead_pictures = False

    async def add_join_code(self, code: JoinCode) -> str:
        if self.refuses_ways is not None:
            raise WecomRefused(self.refuses_ways)
        if self.full_of_us:
            self.full_of_us = False
            raise WecomThrottled(60)
        assert 1 <= len(code.chat_ids) <= 5
        config_id = f"way{len(self.ways)}"
        self.ways[config_id] = code
        if self.lose_made:
            self.lose_made = False
            raise OutsideUnavailable
        return config_id

    async def join_code(self, config_id: str) -> tuple[JoinCode, str]:
        if self.dead_pictures:
            raise OutsideUnavailable
        return self._way(config_id), f"https://wecom.test/{config_id}.png"

    async def change_join_code(self, config_id: str, code: JoinCode) -> None:
        self._way(config_id)
        self.ways[config_id] = code

    async def delete_join_code(self, config_id: str) -> None:
        self._way(config_id)
        del self.ways[config_id]

    def _way(self, config_id: str) -> JoinCode:
        if config_id not in self.ways:
            raise CodeWayUnknown(41044)
        return self.ways[config_id]
