"""The card of a welcome: it leads to the shop by a touch of its own, and never keeps a welcome back (G1)."""

import io
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from PIL import Image

from ports.community.cards import CardWish
from ports.kernel import Invalid, ProductId
from ports.outside.wecom import CardPart, TextPart
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_live_codes import RULES, made, scanned


def _picture(size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#BF4027").save(out, "PNG")
    return out.getvalue()


async def _product(circle: Circle, picture: bytes | None) -> ProductId:
    sku_id = await circle.shop.sku()
    [(product_id,)] = await circle.shop.rows("select product_id from commerce.sku where id = $1", sku_id)
    if picture is not None:
        medium = await circle.shop.services.media.upload(picture)
        await circle.shop.rows("update commerce.product set cover_url = $2 where id = $1", product_id, medium.url)
    return ProductId(product_id)


async def test_a_card_to_a_product_carries_the_code_of_its_touch(circle: Circle) -> None:
    product_id = await _product(circle, _picture())
    row = await made(circle, replace(RULES, card=CardWish("", product_id, None)))
    await scanned(circle, row, "wm1", told=2)
    [(_, (words, card))] = circle.wecom.door.sent
    [(code, guide, contact_id)] = await circle.shop.rows("select code, guide, contact_id from community.touches")
    assert words == TextPart("欢迎来到暖禾") and isinstance(card, CardPart)
    assert (guide, contact_id) == ("mei", "wm1")
    assert (card.title, card.page) == ("有机棉连体衣", f"features/product/detail/index?id={product_id}&t={code}")
    with Image.open(io.BytesIO(card.picture)) as cover:
        assert (cover.format, cover.size) == ("JPEG", (520, 416))


async def test_a_card_to_the_home_page_has_its_own_words_and_picture(circle: Circle) -> None:
    medium = await circle.shop.services.media.upload(_picture((300, 900)))
    row = await made(circle, replace(RULES, welcome="", card=CardWish("进店逛逛", None, medium.id)))
    await scanned(circle, row, "wm1")
    [(_, (card,))] = circle.wecom.door.sent
    assert isinstance(card, CardPart) and card.title == "进店逛逛"
    assert card.page.startswith("features/catalogue/home/index?t=")


@pytest.mark.parametrize("what", ["withdrawn", "no_file"])
async def test_a_welcome_goes_out_without_its_card(circle: Circle, what: str) -> None:
    product_id = await _product(circle, _picture())
    row = await made(circle, replace(RULES, card=CardWish("", product_id, None)))
    if what == "withdrawn":
        await circle.shop.rows("update commerce.product set status = 'off_sale' where id = $1", product_id)
    else:
        await circle.shop.rows("update commerce.product set cover_url = '/files/gone.webp' where id = $1", product_id)
    await scanned(circle, row, "wm1")
    assert circle.wecom.door.sent == [("w-wm1", (TextPart("欢迎来到暖禾"),))]


@pytest.mark.parametrize(
    "card",
    [
        CardWish("首页", None, None),
        CardWish("", None, UUID(int=1)),
        CardWish("标题" * 11, ProductId(UUID(int=1)), None),
        CardWish("", ProductId(uuid4()), None),
        CardWish("首页", None, uuid4()),
    ],
)
async def test_a_card_that_leads_nowhere_is_refused(circle: Circle, card: CardWish) -> None:
    with pytest.raises(Invalid) as refused:
        await circle.parts.live_code_desk.create(OPERATOR, replace(RULES, card=card))
    assert refused.value.field == "card"
    assert await circle.shop.rows("select count(*) from community.live_code") == [(0,)]
