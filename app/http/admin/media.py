"""Picture upload for the catalogue."""

from litestar import post

from app.http.context import AnyRequest, actor, services
from app.http.uploads import FileUpload, read_upload
from ports.commerce.admin_views import MediaView


@post("/media", operation_id="uploadMedia", opt={"natural_key": True})
async def upload_media(request: AnyRequest, data: FileUpload) -> MediaView:
    actor(request).require("catalogue.write")
    medium = await services(request).media.upload(await read_upload(data))
    return MediaView(medium.id, medium.url, medium.width, medium.height, medium.renditions)


ROUTES = [upload_media]
