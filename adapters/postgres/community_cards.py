"""What stands on a card, over PostgreSQL."""

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.cards import CardFacts, CardWish
from ports.kernel import Tx

_FACTS = Statement(
    text("""
    select coalesce(nullif(:title, ''), p.title) as title, coalesce(m.url, p.cover_url) as picture_url
    from (select 1) one
    left join commerce.product p on p.id = :product_id and p.status = 'on_sale'
    left join commerce.media m on m.id = :media_id and m.kind = 'image'
    where (cast(:product_id as uuid) is null or p.id is not null)
      and (cast(:media_id as uuid) is null or m.id is not null)
    """)
)


class PostgresCardReads:
    """Implements `ports.community.cards.CardReads`."""

    async def facts(self, tx: Tx, wish: CardWish) -> CardFacts | None:
        row = await _FACTS.one(tx, title=wish.title, product_id=wish.product_id, media_id=wish.media_id)
        if row is None or row["title"] is None or not row["picture_url"]:
            return None
        return CardFacts(row["title"], row["picture_url"])
