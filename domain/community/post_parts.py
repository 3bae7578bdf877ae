"""A post as WeCom takes it: text, pictures, and the card with the code of its touch."""

from domain.community.cards import Cards
from ports.community.group_posts import GroupPostStore, PostContent
from ports.kernel import DomainError, UnitOfWork
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom import MessagePart, PicturePart, TextPart


class PostIncomplete(DomainError):
    """A post without what it is about is worse than none."""

    code = "community.post_incomplete"
    kind = "conflict"
    message = "内容不完整，没有发送"


class PostParts:
    def __init__(
        self, uow: UnitOfWork, store: GroupPostStore, cards: Cards, files: tuple[BlobStore, CoverMaker]
    ) -> None:
        self._uow = uow
        self._store = store
        self._cards = cards
        self._blobs, self._covers = files

    async def made(self, content: PostContent, code: str) -> tuple[MessagePart, ...]:
        """Raises PostIncomplete: a picture is gone, or the product of the card is not on sale."""
        async with self._uow.reading() as tx:
            urls = await self._store.pictures(tx, content.picture_ids)
        parts: list[MessagePart] = [TextPart(content.text)]
        for picture_id in content.picture_ids:
            if picture_id not in urls:
                raise PostIncomplete("有图片已被删除，没有发送")
            parts.append(PicturePart(await self._picture(urls[picture_id])))
        if content.card is not None:
            card = await self._cards.made(content.card, code)
            if card is None:
                raise PostIncomplete("卡片的商品不在售或封面读不出来，没有发送")
            parts.append(card)
        return tuple(parts)

    async def _picture(self, url: str) -> bytes:
        name = url.rsplit("/", 1)[-1]
        about = await self._blobs.about(name)
        if about is None:
            raise PostIncomplete("有图片读不出来，没有发送")
        return await self._covers.whole(await self._blobs.part(name, 0, about[0]))
