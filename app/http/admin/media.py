"""Pictures and videos for the catalogue."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from app.http.context import AnyRequest, actor, services
from app.http.uploads import FileUpload, VideoUpload, read_upload, read_video
from ports.commerce.admin_views import MediaView, VideoView
from ports.governance.api import Actor
from ports.outside.images import UPLOAD_BYTES_MAX
from ports.outside.video import VIDEO_BYTES_MAX

FORM_BYTES_MAX = 1 << 20
"""What a multipart body has besides its files."""
# A video is held whole while it is checked and stored: one at a time.
_one_video = asyncio.Semaphore(1)


def may_edit(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Stands before the body, which is not read for those who may not. Raises PermissionMissing."""
    found: Actor = connection.scope["state"]["actor"]
    found.require("catalogue.write")


@post("/media", operation_id="uploadMedia", opt={"natural_key": True})
async def upload_media(request: AnyRequest, data: FileUpload) -> MediaView:
    actor(request).require("catalogue.write")
    medium = await services(request).media.upload(await read_upload(data))
    return MediaView(medium.id, medium.url, medium.width, medium.height, medium.renditions)


@get("/media/{media_id:uuid}", operation_id="getMedia")
async def get_media(request: AnyRequest, media_id: FromPath[UUID]) -> MediaView:
    """A picture for whoever holds its id alone, for instance the cover of a card."""
    actor(request).require("catalogue.read")
    medium = await services(request).media.one(media_id)
    return MediaView(medium.id, medium.url, medium.width, medium.height, medium.renditions)


@post(
    "/videos",
    operation_id="uploadVideo",
    opt={"natural_key": True},
    guards=[may_edit],
    request_max_body_size=VIDEO_BYTES_MAX + UPLOAD_BYTES_MAX + FORM_BYTES_MAX,
)
async def upload_video(request: AnyRequest, data: VideoUpload) -> VideoView:
    async with _one_video:
        medium = await services(request).videos.upload(*await read_video(data))
    return VideoView(medium.id, medium.url, medium.width, medium.height, medium.poster_url or "")


ROUTES = [upload_media, get_media, upload_video]
