"""Products from draft to sale, as operators keep them and shoppers see them."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import NotSellable, SkuDraft
from domain.commerce.storefront import Shopper
from ports.commerce.admin_views import ProductFilter
from ports.commerce.catalogue_store import (
    CategoryInUse,
    CategoryNameTaken,
    CategoryNotFound,
    MediaNotFound,
    ProductNotFound,
    SkuCodeTaken,
    VersionConflict,
)
from ports.commerce.views import ListQuery, Option
from ports.kernel import Invalid, ProductId
from ports.members.api import Level
from tests.flows.catalogue.conftest import Shop


async def test_a_product_goes_from_draft_to_sale_and_off(shop: Shop) -> None:
    category_id = await shop.category()
    product = await shop.catalogue.create_product(shop.draft(category_id, await shop.picture()))
    assert (product.status, product.version, len(product.skus)) == ("draft", 1, 2)
    with pytest.raises(ProductNotFound):
        await shop.storefront.product(product.id, Shopper())

    published = await shop.catalogue.publish(product.id, None)
    detail = await shop.storefront.product(product.id, Shopper())
    assert (published.status, detail.status) == ("on_sale", "on_sale")
    assert (detail.price_fen, detail.max_price_fen, detail.member_price_fen) == (5900, 9900, None)
    assert [sku.available for sku in detail.skus] == [0, 0]
    listed = await shop.storefront.products(ListQuery(category_id=category_id), None)
    assert [(card.id, card.sold_out, card.default_sku_id) for card in listed.items] == [(product.id, True, None)]
    assert listed.total == 1
    assert f"product:{product.id}" in shop.told.topics

    await shop.catalogue.unpublish(product.id)
    assert (await shop.storefront.product(product.id, Shopper())).status == "off_sale"
    assert (await shop.storefront.products(ListQuery(category_id=category_id), None)).items == ()


async def test_the_member_price_is_of_the_level_that_looks(shop: Shop) -> None:
    product = await shop.on_sale(await shop.category())
    detail = await shop.storefront.product(product.id, Shopper(Level("gold", "黄金会员", 95), favourite=True))
    assert (detail.member_price_fen, detail.member_level_name, detail.favourite) == (5605, "黄金会员", True)
    assert [sku.member_price_fen for sku in detail.skus] == [5605, 9405]
    assert (await shop.storefront.product(product.id, Shopper())).member_price_fen is None


async def test_an_edit_of_an_old_version_changes_nothing(shop: Shop) -> None:
    category_id, picture_id = await shop.category(), await shop.picture()
    product = await shop.catalogue.create_product(shop.draft(category_id, picture_id))
    saved = await shop.catalogue.save_product(
        product.id, shop.draft(category_id, picture_id, title="婴儿护手霜"), version=1
    )
    assert (saved.title, saved.version) == ("婴儿护手霜", 2)
    with pytest.raises(VersionConflict):
        await shop.catalogue.save_product(product.id, shop.draft(category_id, picture_id, title="别的"), version=1)
    assert await shop.catalogue.product(product.id) == saved


async def test_a_sku_that_leaves_the_matrix_gives_its_code_free(shop: Shop) -> None:
    category_id, picture_id = await shop.category(), await shop.picture()
    product = await shop.catalogue.create_product(shop.draft(category_id, picture_id))
    kept, dropped = product.skus
    skus = (
        replace(shop.sku("50g", 6100), id=kept.id, code=kept.code),
        shop.sku("200g", 15900, code=dropped.code),
    )
    draft = shop.draft(category_id, picture_id, options=(Option("容量", ("50g", "200g")),), skus=skus)
    saved = await shop.catalogue.save_product(product.id, draft, product.version)
    assert [(sku.option_values, sku.price_fen, sku.code) for sku in saved.skus] == [
        (("50g",), 6100, kept.code),
        (("200g",), 15900, dropped.code),
    ]
    assert saved.skus[0].id == kept.id
    assert saved.skus[1].id != dropped.id


@pytest.mark.parametrize(
    ("skus", "field"),
    [
        ([("50g", 1), ("50g", 2)], "skus[1].optionValues"),
        ([("70g", 1)], "skus[0].optionValues"),
        ([(None, 1)], "skus[0].optionValues"),
    ],
)
async def test_a_matrix_that_is_none_is_refused(shop: Shop, skus: list[tuple[str | None, int]], field: str) -> None:
    category_id = await shop.category()
    drafts: tuple[SkuDraft, ...] = tuple(shop.sku(value, fen) for value, fen in skus)
    draft = shop.draft(category_id, await shop.picture(), skus=drafts)
    with pytest.raises(Invalid) as refused:
        await shop.catalogue.create_product(draft)
    assert refused.value.field == field
    assert (await shop.catalogue.rows(ProductFilter(category_id=category_id), None, None, 10)).items == ()


async def test_foreign_ids_are_refused(shop: Shop) -> None:
    category_id, picture_id = await shop.category(), await shop.picture()
    other = await shop.catalogue.create_product(shop.draft(category_id, picture_id))
    with pytest.raises(SkuCodeTaken):
        skus = (shop.sku("50g", 1, code=other.skus[0].code),)
        await shop.catalogue.create_product(shop.draft(category_id, picture_id, skus=skus))
    with pytest.raises(Invalid):
        skus = (shop.sku("50g", 1, id=other.skus[0].id),)
        await shop.catalogue.create_product(shop.draft(category_id, picture_id, skus=skus))
    with pytest.raises(CategoryNotFound):
        await shop.catalogue.create_product(shop.draft(shop.ids.new(), picture_id))
    with pytest.raises(MediaNotFound):
        await shop.catalogue.create_product(shop.draft(category_id, shop.ids.new()))
    with pytest.raises(ProductNotFound):
        await shop.catalogue.publish(ProductId(shop.ids.new()), None)
    rows = await shop.catalogue.rows(ProductFilter(category_id=category_id), None, None, 10)
    assert [row.id for row in rows.items] == [other.id]


async def test_nothing_is_published_without_a_picture_or_a_sku(shop: Shop) -> None:
    category_id = await shop.category()
    bare = await shop.catalogue.create_product(shop.draft(category_id, await shop.picture(), media=()))
    skus = (shop.sku("50g", 1, enabled=False),)
    empty = await shop.catalogue.create_product(shop.draft(category_id, await shop.picture(), skus=skus))
    for product in (bare, empty):
        with pytest.raises(NotSellable):
            await shop.catalogue.publish(product.id, None)
        assert (await shop.catalogue.product(product.id)).status == "draft"


async def test_a_planned_product_goes_on_sale_when_its_time_comes(shop: Shop) -> None:
    product = await shop.catalogue.create_product(shop.draft(await shop.category(), await shop.picture()))
    planned = await shop.catalogue.publish(product.id, shop.clock.now() + timedelta(hours=1))
    assert planned.status == "draft"
    assert planned.publish_at is not None
    await shop.catalogue.publish_due()
    assert (await shop.catalogue.product(product.id)).status == "draft"
    async with shop.uow.begin() as tx:
        await shop.products.plan(tx, product.id, shop.clock.now() - timedelta(seconds=1), shop.clock.now())
    assert await shop.catalogue.publish_due() == 1
    after = await shop.catalogue.product(product.id)
    assert (after.status, after.publish_at) == ("on_sale", None)
    assert await shop.catalogue.publish_due() == 0


async def test_rows_are_found_by_words_status_category_and_code(shop: Shop) -> None:
    top = await shop.category()
    below = await shop.category("", top)
    cream = await shop.on_sale(below, stock=3)
    draft = await shop.catalogue.create_product(shop.draft(top, await shop.picture(), title="恒温水杯"))
    all_rows = await shop.catalogue.rows(ProductFilter(category_id=top), None, None, 10)
    assert [row.id for row in all_rows.items] == [draft.id, cream.id]
    assert (all_rows.items[1].available, all_rows.items[1].sku_count) == (6, 2)
    first = await shop.catalogue.rows(ProductFilter(category_id=top), None, None, 1)
    rest = await shop.catalogue.rows(ProductFilter(category_id=top), None, first.next_cursor, 1)
    assert [row.id for row in (*first.items, *rest.items)] == [draft.id, cream.id]
    assert rest.next_cursor is None
    by_word = await shop.catalogue.rows(ProductFilter(category_id=top), "水杯", None, 10)
    by_code = await shop.catalogue.rows(ProductFilter(category_id=top), cream.skus[1].code, None, 10)
    on_sale = await shop.catalogue.rows(ProductFilter("on_sale", top), None, None, 10)
    assert [row.id for row in by_word.items] == [draft.id]
    assert [row.id for row in by_code.items] == [row.id for row in on_sale.items] == [cream.id]


async def test_categories_make_a_tree_of_three_levels(shop: Shop) -> None:
    top = await shop.category("母婴" + shop.ids.new().hex[-8:])
    first, second = await shop.category("喂养", top), await shop.category("洗护", top)
    third = await shop.category("奶瓶", first)
    with pytest.raises(Invalid):
        await shop.category("太深", third)
    with pytest.raises(CategoryNameTaken):
        await shop.category("喂养", top)
    with pytest.raises(CategoryInUse):
        await shop.categories.remove(top)
    await shop.categories.order(top, [second, first])
    tree = next(c for c in (await shop.storefront.categories()).items if c.id == top)
    assert [child.name for child in tree.children] == ["洗护", "喂养"]
    assert [child.name for child in tree.children[1].children] == ["奶瓶"]
    await shop.categories.save(third, CategoryDraft("玻璃奶瓶", first, None, ("材质",)))
    await shop.categories.remove(second)
    admin = next(c for c in (await shop.categories.all()).items if c.id == top)
    assert [child.name for child in admin.children] == ["喂养"]
    assert admin.children[0].children[0].attribute_names == ("材质",)


async def test_sales_are_counted_in_lists(shop: Shop) -> None:
    category_id = await shop.category()
    first, second = await shop.on_sale(category_id), await shop.on_sale(category_id)
    async with shop.uow.begin() as tx:
        await shop.products.add_sold(tx, [(second.id, 3), (first.id, 1)])
    listed = await shop.storefront.products(ListQuery(category_id=category_id, sort="sales"), None)
    assert [(card.id, card.sold_count) for card in listed.items] == [(second.id, 3), (first.id, 1)]
    # The score is of the listing, and follows.
    listed = await shop.storefront.products(ListQuery(category_id=category_id), None)
    assert [card.id for card in listed.items] == [second.id, first.id]
