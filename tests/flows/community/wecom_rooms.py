"""Groups of WeCom."""

from ports.outside.wecom import WecomRefused
from ports.outside.wecom_groups import GroupFacts, GroupPage


class Rooms:
    """Implements `ports.outside.wecom_groups.WecomGroups` as far as it is asked."""

    async def page(self, owners: tuple[str, ...], cursor: str | None) -> GroupPage:
        return GroupPage((), None)

    async def one(self, chat_id: str) -> GroupFacts:
        raise WecomRefused(49008)
