"""Banners and hot words."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.window_store import BannerRow
from ports.kernel import Tx

_CLEAR_BANNERS = Statement(text("delete from commerce.banner"))
_ADD_BANNERS = Statement(
    text("""
    insert into commerce.banner (id, title, subtitle, image_url, link, sort)
    select * from unnest(cast(:ids as uuid[]), cast(:titles as text[]), cast(:subtitles as text[]),
                         cast(:image_urls as text[]), cast(:links as text[])) with ordinality
    """)
)
_CLEAR_WORDS = Statement(text("delete from commerce.hot_word"))
_ADD_WORDS = Statement(
    text("""
    insert into commerce.hot_word (word, sort)
    select * from unnest(cast(:words as text[])) with ordinality
    """)
)


class PostgresWindowStore:
    """Implements `ports.commerce.window_store.WindowStore`."""

    async def set_banners(self, tx: Tx, banners: Sequence[BannerRow]) -> None:
        await _CLEAR_BANNERS.run(tx)
        await _ADD_BANNERS.run(
            tx,
            ids=[banner.id for banner in banners],
            titles=[banner.title for banner in banners],
            subtitles=[banner.subtitle for banner in banners],
            image_urls=[banner.image_url for banner in banners],
            links=[banner.link for banner in banners],
        )

    async def set_hot_words(self, tx: Tx, words: Sequence[str]) -> None:
        await _CLEAR_WORDS.run(tx)
        await _ADD_WORDS.run(tx, words=list(words))
