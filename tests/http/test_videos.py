"""Videos over HTTP: who may upload one, how large it may be, and the parts that a player fetches."""

import io
from typing import Any

import httpx
from PIL import Image

from ports.outside.video import VIDEO_BYTES_MAX
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem
from tests.videos import Film, box


def _picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, "PNG")
    return out.getvalue()


def _form(film: bytes, poster: bytes) -> dict[str, Any]:
    # Names and types are no more than what a browser claims.
    return {"file": ("a.txt", film, "text/plain"), "poster": ("b.txt", poster, "text/plain")}


async def _upload(person: Person, film: bytes, poster: bytes | None = None) -> httpx.Response:
    return await person.ask("POST", "/videos", files=_form(film, poster or _picture()))


def _padded(size: int) -> bytes:
    ftyp, moov, _ = Film().parts()
    return ftyp + moov + box(b"mdat", bytes(size - len(ftyp) - len(moov) - 8))


async def test_an_operator_uploads_a_video_twice_and_has_one(owner: Person) -> None:
    film = Film().content()
    first, second = await _upload(owner, film), await _upload(owner, film)
    assert first.status_code == 201, first.text
    assert second.json() == first.json()
    assert first.json()["url"].endswith(".mp4")
    assert (first.json()["width"], first.json()["height"]) == (720, 1280)


async def test_who_may_not_edit_the_catalogue_uploads_nothing(shop: Shop, shopper: Person) -> None:
    reader = await shop.operator(permissions=["catalogue.read"])
    before = await shop.picture()
    assert_problem(await _upload(reader, Film().content()), 403, "governance.permission_missing")
    assert_problem(await _upload(Person(shop.client, "/api/admin", shopper.token), b""), 401, "auth.required")
    assert await shop.picture() == before


async def test_refusals_name_the_file_at_fault(shop: Shop, owner: Person) -> None:
    before = await shop.picture()
    film = Film().content()
    slow = b"".join(Film().parts()[at] for at in (0, 2, 1))
    assert_problem(await _upload(owner, _picture()), 400, "commerce.not_a_video", "file")
    assert_problem(await _upload(owner, slow), 400, "commerce.video_starts_slowly", "file")
    assert_problem(await _upload(owner, Film(seconds=61).content()), 400, "commerce.video_too_long", "file")
    assert_problem(await _upload(owner, Film(codec=b"hvc1").content()), 400, "commerce.video_codec_unplayable", "file")
    assert_problem(await _upload(owner, film, film), 400, "commerce.not_a_picture", "poster")
    assert_problem(await owner.ask("POST", "/videos", files={"file": ("a.mp4", film)}), 400, "request.invalid")
    assert_problem(await owner.ask("POST", "/media", files={"file": ("a.mp4", film)}), 400, "commerce.not_a_picture")
    assert await shop.picture() == before


async def test_twenty_megabytes_pass_on_this_route_alone(shop: Shop, owner: Person, shopper: Person) -> None:
    largest = _padded(VIDEO_BYTES_MAX)
    assert (await _upload(owner, largest)).status_code == 201
    before = await shop.picture()
    assert_problem(await _upload(owner, largest + b"\x00"), 400, "commerce.video_too_large", "file")
    assert_problem(await _upload(owner, bytes(2 * VIDEO_BYTES_MAX)), 413, "request.too_large")
    for person, path in ((owner, "/media"), (shopper, "/uploads")):
        assert_problem(await person.ask("POST", path, files={"file": ("a.mp4", largest)}), 413, "request.too_large")
    assert await shop.picture() == before


async def test_a_player_fetches_parts(shop: Shop, owner: Person) -> None:
    film = _padded(700_000)
    url = (await _upload(owner, film)).json()["url"]

    async def part(asked: str | None, **more: str) -> httpx.Response:
        headers = {"range": asked} if asked else {}
        return await shop.client.get(url, headers=headers | {name.replace("_", "-"): more[name] for name in more})

    whole = await part(None)
    assert (whole.status_code, whole.content) == (200, film)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-length"] == "700000"
    for asked, start, end in (
        ("bytes=0-1", 0, 2),
        ("bytes=0-", 0, 700_000),
        ("bytes=100000-599999", 100_000, 600_000),
        ("bytes=699999-", 699_999, 700_000),
        ("bytes=-10", 699_990, 700_000),
        ("bytes=5-9000000", 5, 700_000),
    ):
        answer = await part(asked)
        assert (answer.status_code, answer.content) == (206, film[start:end])
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/700000"
        assert answer.headers["content-length"] == str(end - start)
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.headers["etag"] == whole.headers["etag"]
    for asked in ("bytes=700000-", "bytes=9-5", "bytes=-0", "bytes=x"):
        refused = await part(asked)
        assert_problem(refused, 416, "request.range_unsatisfiable")
        assert refused.headers["content-range"] == "bytes */700000"
    assert (await part("bytes=0-1,5-6")).content == film
    assert (await part("pages=1-2")).content == film
    assert (await part("bytes=0-1", if_range=whole.headers["etag"])).status_code == 206
    assert (await part("bytes=0-1", if_range='"another"')).status_code == 200
    assert (await part("bytes=0-1", if_none_match=whole.headers["etag"])).status_code == 304


async def test_a_picture_has_parts_too_and_no_file_has_none(shop: Shop, owner: Person) -> None:
    picture = await owner.ask("POST", "/media", files={"file": ("a.png", _picture("navy"))})
    url = picture.json()["url"]
    whole = await shop.client.get(url)
    part = await shop.client.get(url, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, whole.content[:4])
    missing = await shop.client.get("/files/none.mp4", headers={"range": "bytes=0-3"})
    assert_problem(missing, 404, "request.no_such_route")


async def test_a_shopper_sees_the_video_first(shop: Shop, owner: Person) -> None:
    goods = await shop.goods()
    product = await owner.get(f"/products/{goods.product_id}")
    video = (await _upload(owner, Film().content())).json()
    picks = [{"mediaId": one["mediaId"], "kind": one["kind"]} for one in product["media"]]
    detail = [{"mediaId": one["mediaId"], "kind": one["kind"]} for one in product["detailMedia"]]
    left_out = {"id", "status", "publishAt", "updatedAt"}
    skus = [{name: value for name, value in sku.items() if name != "imageUrl"} for sku in product["skus"]]
    body = {name: value for name, value in product.items() if name not in left_out}
    body |= {"skus": skus, "detailMedia": detail, "media": [*picks, {"mediaId": video["id"], "kind": "video"}]}
    saved = await owner.ask("PUT", f"/products/{goods.product_id}", body)
    assert saved.status_code == 200, saved.text
    first, *others = (await shop.guest.get(f"/products/{goods.product_id}"))["media"]
    assert (first["kind"], first["url"], first["posterUrl"]) == ("video", video["url"], video["posterUrl"])
    assert others and all(one["kind"] == "image" for one in others)
