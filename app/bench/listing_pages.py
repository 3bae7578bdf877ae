"""The pages that `siyu bench listing` asks for, by kind; each kind goes round several addresses."""

from urllib.parse import urlencode
from uuid import uuid4

import httpx

from app.bench import catalogue_words as words
from app.bench.catalogue import Catalogue
from app.wiring import Built
from domain.governance.sign_in import SignInAttempt

Paths = dict[str, list[str]]
PAGES_DEEP = 60
SORTS = ("recommended", "sales", "newest", "price_asc", "price_desc")
DEPARTMENT_WORDS = ("女装", "厨具", "数码", "食品")
LEAVES_ASKED = 20
_MINI, _ADMIN = "/api/mini", "/api/admin"


def _list(**query: object) -> str:
    return f"{_MINI}/products?{urlencode({'limit': 20} | query)}"


def _admin(path: str, **query: object) -> str:
    return f"{_ADMIN}/{path}?{urlencode({'limit': 20} | query)}"


async def shop_pages(client: httpx.AsyncClient, catalogue: Catalogue) -> Paths:
    leaves = catalogue.leaves[:: len(catalogue.leaves) // LEAVES_ASKED]
    roots = sorted({str(leaf.department_id) for leaf in catalogue.leaves})
    pages: Paths = {f"first.{sort}": [_list(sort=sort)] for sort in SORTS}
    for sort in SORTS:
        pages[f"deep.{sort}"] = [await _deep(client, sort)]
    pages["home"] = [f"{_MINI}/home"]
    pages["leaf"] = [_list(sort=sort, categoryId=leaf.id) for leaf in leaves for sort in SORTS]
    pages["root"] = [_list(sort=sort, categoryId=root) for root in roots for sort in SORTS]
    broad = {"minPriceFen": 5_000, "maxPriceFen": 15_000}
    pages["filter.price"] = [_list(sort=sort, **broad) for sort in SORTS]
    pages["filter.price_narrow"] = [
        _list(sort=sort, minPriceFen=fen, maxPriceFen=fen + 20) for sort in SORTS for fen in (8_000, 19_900, 52_000)
    ]
    pages["filter.price_none"] = [_list(sort=sort, minPriceFen=10**9) for sort in SORTS]
    pages["filter.stock"] = [_list(sort=sort, inStock="true") for sort in SORTS]
    pages["filter.leaf"] = [_list(sort="sales", categoryId=leaf.id, inStock="true", **broad) for leaf in leaves]
    return pages


def facet_pages(catalogue: Catalogue) -> Paths:
    """What a list can be narrowed by, and lists that are narrowed by an attribute."""
    leaves = catalogue.leaves[:: len(catalogue.leaves) // LEAVES_ASKED]
    roots = sorted({str(leaf.department_id) for leaf in catalogue.leaves})
    materials = {name: text.split() for name, text in words.MATERIALS.items()}
    chosen = [f"材质:{materials[leaf.department][place % 6]}" for place, leaf in enumerate(leaves)]
    broad = {"minPriceFen": 5_000, "maxPriceFen": 15_000}
    return {
        "facet.whole": [_facets()],
        "facet.root": [_facets(categoryId=root) for root in roots],
        "facet.leaf": [_facets(categoryId=leaf.id) for leaf in leaves],
        "facet.searched": [_facets(q=leaf.name) for leaf in leaves],
        "facet.list": [_list(sort="sales", attributes=key) for key in chosen],
        "facet.list_leaf": [
            _list(sort="sales", categoryId=leaf.id, attributes=key) for leaf, key in zip(leaves, chosen, strict=True)
        ],
        "facet.list_priced": [_list(sort="newest", attributes=key, **broad) for key in chosen],
    }


def _facets(**query: object) -> str:
    return f"{_MINI}/products/facets?{urlencode(query)}"


async def _deep(client: httpx.AsyncClient, sort: str) -> str:
    """The page after PAGES_DEEP others, reached as a shopper reaches it."""
    path = _list(sort=sort)
    for _ in range(PAGES_DEEP):
        answer = await client.get(path)
        answer.raise_for_status()
        path = _list(sort=sort, cursor=answer.json()["nextCursor"])
    return path


def search_pages(catalogue: Catalogue) -> Paths:
    leaves = catalogue.leaves[:: len(catalogue.leaves) // LEAVES_ASKED]
    materials = {name: text.split() for name, text in words.MATERIALS.items()}
    some = [materials[leaf.department][place % 6] for place, leaf in enumerate(leaves)]
    return {
        "search.frequent": [_list(q=words.COMMON), _list(q=words.COMMON, sort="price_asc")],
        "search.department": [_list(q=word) for word in DEPARTMENT_WORDS],
        "search.material": [_list(q=word) for word in some],
        "search.noun": [_list(q=leaf.name) for leaf in leaves],
        "search.rare": [_list(q=words.RARE)],
        "search.brand": [_list(q=f"{a}{b}") for a in words.BRAND_FIRST[:5] for b in words.BRAND_SECOND[:4]],
        "search.two": [_list(q=f"{word} {leaf.name}") for word, leaf in zip(some, leaves, strict=True)],
        "search.two_frequent": [_list(q=f"{words.COMMON} {word}") for word in words.FEATURES.split()],
        "search.never_together": [_list(q=f"{word} 氮化镓") for word in ("女装", "厨具", "冬季 母婴")],
        "search.character": [_list(q=character) for character in "裙锅茶新"],
        "search.unknown": [_list(q=words.UNKNOWN)],
        "search.code": [_list(q=f"s{number:07d}00") for number in range(0, 2000, 100)],
        "search.in_category": [_list(q=words.COMMON, categoryId=leaf.id) for leaf in leaves],
        "search.priced": [_list(q=words.COMMON, sort="price_asc", minPriceFen=20_000, maxPriceFen=20_020)],
        "suggest": [
            f"{_MINI}/search/suggestions?{urlencode({'q': text})}"
            for text in (words.COMMON, "裙", "保温", "纯棉", words.RARE, words.UNKNOWN, "女装 氮化镓")
        ],
    }


async def operator_token(built: Built) -> str:
    """Of an operator who may do everything."""
    services, secret = built.services, uuid4().hex
    await services.operators.ensure_built_in_roles()
    await services.operators.ensure("bench", "测量", "店主", secret)
    session = await services.operator_sign_in.sign_in(SignInAttempt("bench", secret, None, "127.0.0.1", "bench"))
    return session.token


async def admin_pages(client: httpx.AsyncClient, catalogue: Catalogue, token: str) -> Paths:
    leaves = catalogue.leaves[:: len(catalogue.leaves) // LEAVES_ASKED]
    roots = sorted({str(leaf.department_id) for leaf in catalogue.leaves})
    answer = await client.get(_admin("warehouses"), headers={"authorization": f"Bearer {token}"})
    warehouse = answer.json()["items"][0]["id"]
    texts = (words.COMMON, "连衣裙", words.RARE, words.UNKNOWN, "S000010000")
    return {
        "admin.products": [_admin("products")],
        "admin.products.status": [_admin("products", status=status) for status in ("on_sale", "draft", "off_sale")],
        "admin.products.leaf": [_admin("products", categoryId=leaf.id) for leaf in leaves],
        "admin.products.root": [_admin("products", categoryId=root) for root in roots],
        "admin.products.search": [_admin("products", q=text) for text in texts],
        "admin.search": [f"{_ADMIN}/search?{urlencode({'q': text})}" for text in texts],
        "admin.categories": [f"{_ADMIN}/categories"],
        "admin.stock": [_admin("stock"), _admin("stock", warehouseId=warehouse)],
        "admin.stock.low": [_admin("stock", low="true")],
        "admin.stock.search": [_admin("stock", q=text) for text in texts],
        "admin.orders": [_admin("orders"), _admin("orders", status="completed")],
        "admin.orders.search": [_admin("orders", q=text) for text in ("16000001234", "202601010000000001")],
    }
