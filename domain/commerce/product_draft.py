"""A product as an editor fills it in, its checks, and the rows that follow from it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from msgspec import Struct

from domain.commerce.facets import attribute_key, category_key
from domain.commerce.media import rendition_url
from domain.commerce.search_tokens import tokens_of
from ports.commerce.catalogue_store import MediaCopy, MediaRow, ProductRow, SkuRow
from ports.commerce.pricing import ProductKind
from ports.commerce.views import Attribute, Option
from ports.kernel import DomainError, Fen, Invalid, ProductId, SkuId

COVER_WIDTH = 400
SKUS_MAX = 200
OPTIONS_MAX = 3


class NotSellable(DomainError):
    code = "commerce.not_sellable"
    message = "商品至少要有一张图片和一个启用的规格才能上架"


class MediaPick(Struct, frozen=True):
    media_id: UUID
    kind: Literal["image", "video"] = "image"


class SkuDraft(Struct, frozen=True, kw_only=True):
    """`id` None: a new one."""

    id: SkuId | None = None
    option_values: tuple[str, ...] = ()
    code: str
    barcode: str | None = None
    price_fen: Fen
    market_price_fen: Fen | None = None
    cost_fen: Fen | None = None
    weight_g: int
    volume_cm3: int = 0
    media_id: UUID | None = None
    limit_per_order: int = 99
    enabled: bool = True


class ProductDraft(Struct, frozen=True, kw_only=True):
    kind: ProductKind
    category_id: UUID
    title: str
    subtitle: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[MediaPick, ...] = ()
    detail_media: tuple[MediaPick, ...] = ()
    detail_text: str = ""
    attributes: tuple[Attribute, ...] = ()
    options: tuple[Option, ...] = ()
    no_reason_return: bool = True
    skus: tuple[SkuDraft, ...]

    @property
    def media_ids(self) -> list[UUID]:
        picked = [pick.media_id for pick in (*self.media, *self.detail_media)]
        return [*picked, *(sku.media_id for sku in self.skus if sku.media_id is not None)]


def check(draft: ProductDraft, known: set[SkuId]) -> None:
    """The SKU matrix is that of the options, each combination at most once. Raises Invalid, naming the field."""
    names = [option.name for option in draft.options]
    if len(names) > OPTIONS_MAX or len(set(names)) < len(names):
        raise Invalid(f"规格项最多 {OPTIONS_MAX} 个，且不能重名", field="options")
    for option in draft.options:
        if not option.values or len(set(option.values)) < len(option.values):
            raise Invalid(f"规格「{option.name}」的取值不能为空或重复", field="options")
    if not 1 <= len(draft.skus) <= SKUS_MAX:
        raise Invalid(f"规格组合需要 1 到 {SKUS_MAX} 个", field="skus")
    seen: set[tuple[str, ...]] = set()
    for place, sku in enumerate(draft.skus):
        _check_sku(sku, draft.options, known, f"skus[{place}]")
        if sku.option_values in seen:
            raise Invalid(f"规格组合「{' '.join(sku.option_values)}」重复", field=f"skus[{place}].optionValues")
        seen.add(sku.option_values)
    if len({sku.code for sku in draft.skus}) < len(draft.skus):
        raise Invalid("规格编码不能重复", field="skus")
    ids = [sku.id for sku in draft.skus if sku.id is not None]
    if len(set(ids)) < len(ids):
        raise Invalid("同一个规格出现了两次", field="skus")


def check_media(draft: ProductDraft, media: Mapping[UUID, MediaRow]) -> None:
    """At most one video, among the main media and beside a picture. Raises Invalid, naming the field."""
    kinds = [media[pick.media_id].kind for pick in draft.media]
    if kinds.count("video") > 1:
        raise Invalid("主图里最多放一个视频", field="media")
    if kinds == ["video"]:
        raise Invalid("只有视频还不够，请再上传至少一张图片作封面", field="media")
    if any(media[pick.media_id].kind == "video" for pick in draft.detail_media):
        raise Invalid("图文详情里只能放图片", field="detailMedia")
    for place, sku in enumerate(draft.skus):
        if sku.media_id is not None and media[sku.media_id].kind == "video":
            raise Invalid("规格图只能是图片", field=f"skus[{place}].mediaId")


def _check_sku(sku: SkuDraft, options: Sequence[Option], known: set[SkuId], field: str) -> None:
    if len(sku.option_values) != len(options) or any(
        value not in option.values for value, option in zip(sku.option_values, options, strict=False)
    ):
        raise Invalid("规格组合与规格项不符", field=f"{field}.optionValues")
    if sku.id is not None and sku.id not in known:
        raise Invalid("规格不属于这件商品", field=f"{field}.id")
    if sku.market_price_fen is not None and sku.market_price_fen < sku.price_fen:
        raise Invalid("划线价不能低于售价", field=f"{field}.marketPriceFen")


def sku_rows(skus: Sequence[SkuDraft], ids: Sequence[SkuId], media: Mapping[UUID, MediaRow]) -> list[SkuRow]:
    """`ids` gives the id of each, parallel to `skus`."""
    return [
        SkuRow(
            id=sku_id,
            position=position,
            option_values=sku.option_values,
            code=sku.code,
            barcode=sku.barcode,
            price_fen=sku.price_fen,
            market_price_fen=sku.market_price_fen,
            cost_fen=sku.cost_fen,
            weight_g=sku.weight_g,
            volume_cm3=sku.volume_cm3,
            media_id=sku.media_id,
            image_url=rendition_url(media[sku.media_id], COVER_WIDTH) if sku.media_id else None,
            limit_per_order=sku.limit_per_order,
            enabled=sku.enabled,
        )
        for position, (sku, sku_id) in enumerate(zip(skus, ids, strict=True))
    ]


def product_row(
    product_id: ProductId,
    draft: ProductDraft,
    skus: Sequence[SkuRow],
    media: Mapping[UUID, MediaRow],
    category_names: Sequence[str],
) -> ProductRow:
    """With what lists and search derive: price range, cover, the SKU to buy from a list, tokens."""
    enabled = [sku for sku in skus if sku.enabled]
    prices = [sku.price_fen for sku in enabled or skus]
    cheapest = min(enabled or skus, key=lambda sku: sku.price_fen)
    cover = next((media[pick.media_id] for pick in draft.media if media[pick.media_id].kind == "image"), None)
    words = (
        *(draft.subtitle, *draft.tags, *category_names),
        *(value for option in draft.options for value in option.values),
        *(attribute.value for attribute in draft.attributes),
        *(sku.code for sku in skus),
    )
    return ProductRow(
        id=product_id,
        kind=draft.kind,
        category_id=draft.category_id,
        title=draft.title,
        subtitle=draft.subtitle,
        tags=draft.tags,
        media=_gallery([media[pick.media_id] for pick in draft.media]),
        detail_media=tuple(_copy(media[pick.media_id]) for pick in draft.detail_media),
        detail_text=draft.detail_text,
        attributes=draft.attributes,
        options=draft.options,
        no_reason_return=draft.no_reason_return and draft.kind == "physical",
        cover_url=rendition_url(cover, COVER_WIDTH) if cover else "",
        cover_width=cover.width if cover else 0,
        cover_height=cover.height if cover else 0,
        price_fen=min(prices),
        price_fen_max=max(prices),
        market_price_fen=cheapest.market_price_fen,
        sku_count=len(enabled),
        default_sku_id=enabled[0].id if len(enabled) == 1 else None,
        title_tokens=tokens_of([draft.title]),
        tokens=tokens_of([draft.title, *words]),
        filter_keys=_filter_keys(draft),
    )


def _gallery(rows: Sequence[MediaRow]) -> tuple[MediaCopy, ...]:
    """A video comes first; the pictures keep their order."""
    return tuple(_copy(row) for row in sorted(rows, key=lambda row: row.kind != "video"))


def _filter_keys(draft: ProductDraft) -> tuple[str, ...]:
    """The category, and the attributes that a shopper can filter by, each once."""
    keys = (attribute_key(attribute) for attribute in draft.attributes)
    return tuple(dict.fromkeys((category_key(draft.category_id), *(key for key in keys if key is not None))))


def _copy(row: MediaRow) -> MediaCopy:
    return MediaCopy(row.id, row.kind, row.url, row.width, row.height, row.poster_url)
