"""Cards as a guide, a welcome or a post sends them: the page with the code of its touch, and a cover."""

import structlog

from domain.community.links import page_of
from ports.community.cards import CardFacts, CardReads, CardWish
from ports.kernel import DomainError, Invalid, Tx, UnitOfWork
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom import CardPart

TITLE_MAX = 21
"""WeCom takes 64 bytes."""

log = structlog.get_logger("siyu.wecom")


class CoverMissing(DomainError):
    """The file of a picture is not in the store."""

    code = "community.cover_missing"
    kind = "unavailable"
    message = "封面图片读不出来，请重新上传"


class Cards:
    def __init__(self, uow: UnitOfWork, reads: CardReads, files: tuple[BlobStore, CoverMaker]) -> None:
        self._uow = uow
        self._reads = reads
        self._blobs, self._covers = files

    async def check(self, tx: Tx, wish: CardWish) -> None:
        """Raises Invalid, naming the field."""
        if len(wish.title) > TITLE_MAX:
            raise Invalid(f"卡片标题最多 {TITLE_MAX} 个字", field="card")
        if wish.product_id is None and (not wish.title.strip() or wish.media_id is None):
            raise Invalid("打开首页的卡片要有标题和封面", field="card")
        if await self._reads.facts(tx, wish) is None:
            raise Invalid("卡片的商品不在售，或图片已不在", field="card")

    async def made(self, wish: CardWish, code: str) -> CardPart | None:
        """None, and logged: the product is not on sale any more, or its picture cannot be read.

        A message goes out without its card rather than not at all.
        """
        async with self._uow.reading() as tx:
            facts = await self._reads.facts(tx, wish)
        if facts is None:
            log.warning("a card leads nowhere", product=str(wish.product_id), picture=str(wish.media_id))
            return None
        try:
            picture = await self._cover(facts)
        except DomainError as error:
            log.error("a card has no cover", picture=facts.picture_url, words=error.text)
            return None
        return CardPart(facts.title, page_of(wish.product_id, code), picture)

    async def _cover(self, facts: CardFacts) -> bytes:
        name = facts.picture_url.rsplit("/", 1)[-1]
        about = await self._blobs.about(name)
        if about is None:
            raise CoverMissing
        return await self._covers.cover(await self._blobs.part(name, 0, about[0]))
