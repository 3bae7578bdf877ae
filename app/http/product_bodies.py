"""A product as the editor sends it."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from app.http.bodies import Body
from domain.commerce.product_draft import SKUS_MAX, MediaPick, ProductDraft, SkuDraft
from ports.commerce.pricing import QUANTITY_MAX, ProductKind
from ports.commerce.views import Attribute, Option
from ports.kernel import SkuId

PriceFen = Annotated[int, Meta(ge=0, le=10_000_000_000)]
Short = Annotated[str, Meta(min_length=1, max_length=40)]
Code = Annotated[str, Meta(min_length=1, max_length=64)]


class MediaBody(Body, frozen=True):
    """A saved medium may be sent back whole: only the id and the kind count."""

    media_id: UUID
    kind: Literal["image", "video"] = "image"
    url: str | None = None
    width: int | None = None
    height: int | None = None
    poster_url: str | None = None

    def pick(self) -> MediaPick:
        return MediaPick(self.media_id, self.kind)


class NameValue(Body, frozen=True):
    name: Short
    value: Annotated[str, Meta(max_length=200)]


class OptionBody(Body, frozen=True):
    name: Short
    values: Annotated[list[Short], Meta(min_length=1, max_length=50)]


class SkuBody(Body, frozen=True, kw_only=True):
    id: UUID | None
    option_values: Annotated[list[Short], Meta(max_length=3)]
    code: Code
    barcode: Code | None
    price_fen: PriceFen
    market_price_fen: PriceFen | None
    cost_fen: PriceFen | None
    weight_g: Annotated[int, Meta(ge=0, le=1_000_000)]
    volume_cm3: Annotated[int, Meta(ge=0, le=10_000_000)]
    media_id: UUID | None
    limit_per_order: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    enabled: bool

    def draft(self) -> SkuDraft:
        return SkuDraft(
            id=SkuId(self.id) if self.id else None,
            option_values=tuple(self.option_values),
            code=self.code.strip(),
            barcode=self.barcode,
            price_fen=self.price_fen,
            market_price_fen=self.market_price_fen,
            cost_fen=self.cost_fen,
            weight_g=self.weight_g,
            volume_cm3=self.volume_cm3,
            media_id=self.media_id,
            limit_per_order=self.limit_per_order,
            enabled=self.enabled,
        )


class ProductBody(Body, frozen=True, kw_only=True):
    kind: ProductKind
    category_id: UUID
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    subtitle: Annotated[str, Meta(max_length=120)]
    tags: Annotated[list[Annotated[str, Meta(min_length=1, max_length=10)]], Meta(max_length=6)]
    media: Annotated[list[MediaBody], Meta(max_length=12)]
    detail_media: Annotated[list[MediaBody], Meta(max_length=40)]
    detail_text: Annotated[str, Meta(max_length=20_000)]
    attributes: Annotated[list[NameValue], Meta(max_length=40)]
    options: Annotated[list[OptionBody], Meta(max_length=3)]
    no_reason_return: bool
    skus: Annotated[list[SkuBody], Meta(min_length=1, max_length=SKUS_MAX)]

    def draft(self) -> ProductDraft:
        return ProductDraft(
            kind=self.kind,
            category_id=self.category_id,
            title=self.title.strip(),
            subtitle=self.subtitle.strip(),
            tags=tuple(self.tags),
            media=tuple(item.pick() for item in self.media),
            detail_media=tuple(item.pick() for item in self.detail_media),
            detail_text=self.detail_text,
            attributes=tuple(Attribute(item.name, item.value) for item in self.attributes),
            options=tuple(Option(item.name, tuple(item.values)) for item in self.options),
            no_reason_return=self.no_reason_return,
            skus=tuple(sku.draft() for sku in self.skus),
        )


class ProductChange(ProductBody, frozen=True, kw_only=True):
    """`version` is the one that was edited."""

    version: Annotated[int, Meta(ge=1)]
