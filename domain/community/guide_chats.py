"""The sidebar beside a group: who of it is known, and what they look at now (G2, G3)."""

from datetime import timedelta

from ports.community.chat_cards import ChatCard, ChatCardReads
from ports.kernel import Clock, NotFound, UnitOfWork

NOW = timedelta(minutes=30)


class ChatNotYours(NotFound):
    code = "community.chat_not_yours"
    message = "您不在这个群里，或这个群还没有同步"


class GuideChats:
    def __init__(self, uow: UnitOfWork, reads: ChatCardReads, clock: Clock) -> None:
        self._uow = uow
        self._reads = reads
        self._clock = clock

    async def card(self, guide: str, chat_id: str) -> ChatCard:
        """Raises ChatNotYours."""
        async with self._uow.reading() as tx:
            found = await self._reads.card(tx, guide, chat_id, self._clock.now() - NOW)
        if found is None:
            raise ChatNotYours
        return found
