"""Pages of the shop as links that carry the code of a touch."""

from ports.kernel import ProductId

HOME = "features/catalogue/home/index"
PRODUCT = "features/product/detail/index"


def page_of(product_id: ProductId | None, code: str) -> str:
    """Path and query of a page of the mini-program: of a product, or the home page."""
    if product_id is None:
        return f"{HOME}?t={code}"
    return f"{PRODUCT}?id={product_id}&t={code}"
