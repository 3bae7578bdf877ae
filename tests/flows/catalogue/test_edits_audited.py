"""Who changed what of the catalogue stands in the audit, and nothing that did not happen does (V2)."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from adapters.postgres.sql import Statement
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import SkuDraft
from domain.commerce.window import BannerDraft
from ports.commerce.admin_views import AdminProduct
from ports.commerce.catalogue_store import CategoryInUse, VersionConflict
from ports.governance.api import Actor
from ports.kernel import OperatorId
from tests.flows.catalogue.conftest import Shop

_OF = Statement(text("select action, target, detail from governance.audit where target_id = :target_id order by place"))
_BY = Statement(text("select action, target, detail from governance.audit where operator_id = :id order by place"))


def _editor(shop: Shop) -> Actor:
    return Actor(OperatorId(shop.ids.new()), "小周", frozenset({"catalogue.write"}), "127.0.0.1")


async def _of(shop: Shop, target_id: UUID) -> list[tuple[str, str, str]]:
    async with shop.uow.reading() as tx:
        return [(row["action"], row["target"], row["detail"]) for row in await _OF.all(tx, target_id=target_id)]


def _kept(product: AdminProduct, **changed: object) -> tuple[SkuDraft, ...]:
    """The product's SKUs as the editor sends them back; `changed` is of the first."""
    names = set(SkuDraft.__struct_fields__) & set(product.skus[0].__struct_fields__)
    drafts = [SkuDraft(**{name: getattr(sku, name) for name in names}) for sku in product.skus]
    return (replace(drafts[0], **changed), *drafts[1:])


async def test_a_product_s_life_is_written_down(shop: Shop) -> None:
    by, category_id, picture_id = _editor(shop), await shop.category(), await shop.picture()
    product = await shop.catalogue.create_product(shop.draft(category_id, picture_id), by)
    cheaper = shop.draft(category_id, picture_id, title="婴儿润肤霜", skus=_kept(product, price_fen=4900))
    saved = await shop.catalogue.save_product(product.id, cheaper, product.version, by)
    with pytest.raises(VersionConflict):
        await shop.catalogue.save_product(product.id, cheaper, product.version, by)
    await shop.catalogue.save_product(product.id, cheaper, saved.version, by)
    await shop.catalogue.publish(product.id, shop.clock.now() + timedelta(hours=1), by)
    await shop.catalogue.publish(product.id, None, by)
    await shop.catalogue.unpublish(product.id, by)
    code = product.skus[0].code
    entries = await _of(shop, product.id)
    assert entries[:3] == [
        ("product.create", "婴儿柔护面霜", "2 个规格"),
        ("product.change", "婴儿润肤霜", f"标题，{code} 售价 ¥59.00 → ¥49.00"),
        ("product.change", "婴儿润肤霜", "没有变化"),
    ]
    assert [(action, detail[-4:]) for action, _, detail in entries[3:]] == [
        ("product.publish", "C 上架"),
        ("product.publish", "立即上架"),
        ("product.unpublish", ""),
    ]


async def test_skus_that_come_and_go_are_named(shop: Shop) -> None:
    by, category_id, picture_id = _editor(shop), await shop.category(), await shop.picture()
    product = await shop.catalogue.create_product(shop.draft(category_id, picture_id))
    first, second = _kept(product, enabled=False, weight_g=300)
    new = replace(shop.sku("100g", 8800), id=None)
    draft = shop.draft(category_id, picture_id, skus=(first, new))
    await shop.catalogue.save_product(product.id, draft, product.version, by)
    expected = f"停用 {first.code}，规格 {first.code}，新增规格 {new.code} ¥88.00，删除规格 {second.code}"
    assert await _of(shop, product.id) == [("product.change", "婴儿柔护面霜", expected)]


async def test_categories_and_the_window_too(shop: Shop) -> None:
    by, name = _editor(shop), shop.ids.new().hex[-12:]
    top = (await shop.categories.add(CategoryDraft(name), by)).id
    leaf = (await shop.categories.add(CategoryDraft("奶瓶", top), by)).id
    await shop.categories.save(leaf, CategoryDraft("玻璃奶瓶", top), by)
    await shop.categories.order(top, [leaf], by)
    with pytest.raises(CategoryInUse):
        await shop.categories.remove(top, by)
    await shop.categories.remove(leaf, by)
    banner = BannerDraft("新品", "", await shop.picture(), "/category/1")
    await shop.window.dress([banner], ["奶瓶", "面霜"], by)
    async with shop.uow.reading() as tx:
        rows = await _BY.all(tx, id=by.id)
    assert [(row["action"], row["target"], row["detail"]) for row in rows] == [
        ("category.create", name, ""),
        ("category.create", "奶瓶", ""),
        ("category.change", "玻璃奶瓶", "原名 奶瓶"),
        ("category.order", name, ""),
        ("category.delete", "玻璃奶瓶", ""),
        ("window.dress", "首页", "1 张横幅，热词：奶瓶、面霜"),
    ]


async def test_the_clock_and_the_set_up_are_no_operators(shop: Shop) -> None:
    product = await shop.on_sale(await shop.category())
    assert await _of(shop, product.id) == []
