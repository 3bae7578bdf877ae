"""Coupon centre and wallet, what runs for a product, and bundles."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from domain.promotion.coupons import Claimed
from ports.kernel import Page, ProductId
from ports.promotion.coupon_views import CouponCentre, CouponShelf, WalletCoupon
from ports.promotion.views import BundleView, ProductOffers

PUBLIC = {"public": True}
Shelf = Annotated[CouponShelf, QueryParameter(description="usable ones include those that an unpaid order holds")]


class ClaimBody(Body, frozen=True):
    template_id: UUID


class CodeBody(Body, frozen=True):
    code: Annotated[str, Meta(min_length=1, max_length=32)]


class BundleList(Struct, frozen=True, rename="camel"):
    items: tuple[BundleView, ...]


@get("/coupons/centre", operation_id="getCouponCentre", opt=PUBLIC)
async def coupon_centre(request: AnyRequest) -> CouponCentre:
    return await services(request).coupons.centre(shopper_or_none(request))


@post("/coupons/claim", operation_id="claimCoupon")
async def claim_coupon(request: AnyRequest, data: JSONBody[ClaimBody]) -> Claimed:
    return await services(request).coupons.claim(shopper(request), data.template_id)


@post("/coupons/claim-code", operation_id="claimCouponByCode")
async def claim_coupon_by_code(request: AnyRequest, data: JSONBody[CodeBody]) -> Claimed:
    return await services(request).coupons.claim_by_code(shopper(request), data.code.strip())


@get("/coupons", operation_id="listCoupons")
async def list_coupons(
    request: AnyRequest, shelf: Shelf = "usable", cursor: Cursor = None, limit: Limit = 20
) -> Page[WalletCoupon]:
    return await services(request).coupons.wallet(shopper(request), shelf, cursor, limit)


@get("/products/{product_id:uuid}/offers", operation_id="getProductOffers", opt=PUBLIC)
async def product_offers(request: AnyRequest, product_id: FromPath[UUID]) -> ProductOffers:
    return await services(request).offers_page.product(ProductId(product_id), shopper_or_none(request))


@get("/bundles", operation_id="listBundles", opt=PUBLIC)
async def list_bundles(request: AnyRequest) -> BundleList:
    return BundleList(await services(request).offers_page.bundles(shopper_or_none(request)))


ROUTES = [coupon_centre, claim_coupon, claim_coupon_by_code, list_coupons, product_offers, list_bundles]
