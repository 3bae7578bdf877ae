"""Pictures that shoppers add to an after-sale."""

from uuid import UUID

from litestar import post
from msgspec import Struct

from app.http.context import AnyRequest, services, shopper
from app.http.uploads import FileUpload, read_upload


class Uploaded(Struct, frozen=True, rename="camel"):
    id: UUID
    url: str
    width: int
    height: int


@post("/uploads", operation_id="uploadPicture", opt={"natural_key": True})
async def upload_picture(request: AnyRequest, data: FileUpload) -> Uploaded:
    shopper(request)
    medium = await services(request).media.upload(await read_upload(data))
    return Uploaded(medium.id, medium.url, medium.width, medium.height)


ROUTES = [upload_picture]
