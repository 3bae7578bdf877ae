"""Pictures that a shopper shows with a request."""

from uuid import UUID

from litestar import post
from msgspec import Struct

from app.http.context import AnyRequest, services, shopper
from app.http.uploads import FileUpload, read_upload


class UploadedImage(Struct, frozen=True):
    id: UUID
    url: str
    width: int
    height: int


@post("/uploads", operation_id="uploadImage", opt={"natural_key": True})
async def upload_image(request: AnyRequest, data: FileUpload) -> UploadedImage:
    shopper(request)
    medium = await services(request).shopper_pictures.upload(await read_upload(data))
    return UploadedImage(medium.id, medium.url, medium.width, medium.height)


ROUTES = [upload_image]
