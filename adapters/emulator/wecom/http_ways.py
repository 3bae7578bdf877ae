"""Routes of qyapi.weixin.qq.com: contact ways, media, welcome messages."""

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from adapters.emulator.wechat.gate import WireRequest
from adapters.emulator.wecom.errors import WecomError, checked
from adapters.emulator.wecom.gate import Answer
from adapters.emulator.wecom.ways import PICTURES, ChangedWay, NewWay, WayId, WayList, picture
from adapters.emulator.wecom.welcomes import Welcome
from adapters.emulator.world import LiveWorld


def origin_of(request: WireRequest) -> str:
    """Where the caller reaches the emulator, without a trailing slash."""
    return str(request.base_url).rstrip("/")


@post("/externalcontact/add_contact_way", status_code=200)
async def add_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    way = await world.wecom.gate.body(request, NewWay)
    return world.wecom.gate.answer(world.wecom.ways.add(way, origin_of(request)))


@post("/externalcontact/get_contact_way", status_code=200)
async def get_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, WayId)
    return world.wecom.gate.answer({"contact_way": world.wecom.ways.get(asked.config_id, origin_of(request))})


@post("/externalcontact/update_contact_way", status_code=200)
async def update_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.ways.update(await world.wecom.gate.body(request, ChangedWay))
    return world.wecom.gate.answer()


@post("/externalcontact/del_contact_way", status_code=200)
async def delete_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.ways.delete((await world.wecom.gate.body(request, WayId)).config_id)
    return world.wecom.gate.answer()


@post("/externalcontact/list_contact_way", status_code=200)
async def list_ways(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.ways.page(await world.wecom.gate.body(request, WayList)))


@get(PICTURES + "/{config_id:str}/0")
async def way_picture(config_id: FromPath[str], request: WireRequest, world: LiveWorld) -> Response[bytes]:
    """What `qr_code` points at: a PNG, without any token."""
    known = world.db.one(
        "SELECT 1 FROM wecom_ways WHERE config_id = ? UNION ALL SELECT 1 FROM wecom_join_ways WHERE config_id = ?",
        *(config_id, config_id),
    )
    if known is None:
        return Response(b"", status_code=404)
    return Response(picture(origin_of(request), config_id), media_type="image/png")


@get("/play/wecom/media/{media_id:str}")
async def show_media(media_id: FromPath[str], world: LiveWorld) -> Response[bytes]:
    """A picture that the shop has uploaded, as the console shows it in a chat."""
    row = world.wecom.media.found(media_id)
    if row is None:
        return Response(b"", status_code=404)
    kind = "image/png" if row["content"].startswith(b"\x89PNG") else "image/jpeg"
    return Response(row["content"], media_type=kind if row["kind"] == "image" else "application/octet-stream")


async def _uploaded(request: WireRequest) -> bytes:
    try:
        form = await request.form()
    except Exception as error:
        raise WecomError(41005, "media data missing") from error
    file = form.get("media")
    if not isinstance(file, UploadFile):
        raise WecomError(41005, "media data missing")
    return await file.read()


@post("/media/upload", status_code=200)
async def upload(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    kept = world.wecom.media.keep(request.query_params.get("type", ""), "temporary", await _uploaded(request))
    # A text here, a number below: both are WeCom's own.
    return world.wecom.gate.answer(kept | {"created_at": str(kept["created_at"])})


@post("/media/upload_attachment", status_code=200)
async def upload_attachment(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    query = request.query_params
    checked(query.get("attachment_type") in ("1", "2"), 40058, "invalid attachment_type")
    kept = world.wecom.media.keep(query.get("media_type", ""), "attachment", await _uploaded(request))
    return world.wecom.gate.answer(kept)


@post("/externalcontact/send_welcome_msg", status_code=200)
async def send_welcome(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    await world.wecom.welcomes.send(await world.wecom.gate.body(request, Welcome))
    return world.wecom.gate.answer()


handlers = [add_way, get_way, update_way, delete_way, list_ways, upload, upload_attachment, send_welcome]
open_handlers = [way_picture, show_media]
"""What is not under /cgi-bin."""
