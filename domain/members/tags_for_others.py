"""Tags of members as other modules ask for them."""

from domain.members.tag_book import TagLibrary
from ports.kernel import Clock, MemberId, Tx
from ports.members.tag_store import ManualTagStore
from ports.members.tag_views import TagViews


class TagsForOthers:
    """Implements `ports.members.api.MemberTagsApi`."""

    def __init__(self, stores: tuple[TagViews, ManualTagStore], library: TagLibrary, clock: Clock) -> None:
        self._views, self._manual = stores
        self._library = library
        self._clock = clock

    async def name(self, tx: Tx, tag_id: int, *, by_hand: bool) -> str | None:
        families = self._library.families(await self._views.slots(tx), await self._views.manual_tags(tx))
        for family in families:
            for tag in family.tags:
                if tag.id == tag_id and not tag.is_retired and (not by_hand or tag.kind == "manual"):
                    return tag.name
        return None

    async def set_by_hand(self, tx: Tx, member_id: MemberId, tag_id: int, *, has: bool, by: str) -> None:
        if has:
            await self._manual.add(tx, member_id, tag_id, by, self._clock.now())
        else:
            await self._manual.remove(tx, member_id, tag_id)
