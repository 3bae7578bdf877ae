"""Edits of the catalogue over HTTP stand in the audit under the operator who made them."""

from typing import Any
from uuid import uuid4

from tests.http.shop import Shop


def _edited(product: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The product as the editor sends it back."""
    left_out = {"id", "status", "publishAt", "updatedAt", "media", "detailMedia", "skus"}
    body = {name: value for name, value in product.items() if name not in left_out}
    skus = [{name: value for name, value in sku.items() if name != "imageUrl"} for sku in product["skus"]]
    pictures = {
        name: [{"mediaId": one["mediaId"], "kind": one["kind"]} for one in product[name]]
        for name in ("media", "detailMedia")
    }
    return body | pictures | {"skus": skus} | changed


async def test_every_edit_names_its_operator(shop: Shop) -> None:
    person, goods = await shop.operator(), await shop.goods()
    name = uuid4().hex[:12]
    body = {"name": name, "parentId": None, "iconMediaId": None, "attributeNames": []}
    category = await person.post("/categories", body)
    path = f"/categories/{category['id']}"
    assert (await person.ask("PUT", path, body | {"name": f"{name}2"})).status_code == 200
    assert (await person.ask("POST", "/categories/order", {"parentId": None, "ids": []})).status_code == 204
    assert (await person.ask("DELETE", path)).status_code == 204
    product = await person.get(f"/products/{goods.product_id}")
    saved = await person.ask("PUT", f"/products/{goods.product_id}", _edited(product, title="改过的标题"))
    assert saved.status_code == 200, saved.text
    await person.post(f"/products/{goods.product_id}/unpublish")
    await person.post(f"/products/{goods.product_id}/publish", {"at": None})
    fresh = _edited(product)
    del fresh["version"]
    fresh["skus"] = [sku | {"id": None, "code": uuid4().hex} for sku in fresh["skus"]]
    made = await person.ask("POST", "/products", fresh)
    assert made.status_code == 201, made.text
    rows = await shop.rows(
        """select a.action, a.ip from governance.audit a join governance.operator o on o.id = a.operator_id
           where o.username = $1 and a.action <> 'session.open' order by a.place""",
        person.device,
    )
    assert [action for action, _ in rows] == [
        "category.create",
        "category.change",
        "category.order",
        "category.delete",
        "product.change",
        "product.unpublish",
        "product.publish",
        "product.create",
    ]
    assert {ip for _, ip in rows} == {"203.0.113.7"}
