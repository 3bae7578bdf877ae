"""Reading one uploaded file out of a multipart body."""

from typing import Annotated

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body as BodyOf
from msgspec import Struct

from ports.outside.images import UPLOAD_BYTES_MAX, PictureTooLarge


class FileForm(Struct, frozen=True, forbid_unknown_fields=True):
    file: UploadFile


FileUpload = Annotated[FileForm, BodyOf(media_type=RequestEncodingType.MULTI_PART)]


async def read_upload(form: FileForm) -> bytes:
    """Raises PictureTooLarge without reading more than is allowed."""
    content = await form.file.read(UPLOAD_BYTES_MAX + 1)
    if len(content) > UPLOAD_BYTES_MAX:
        raise PictureTooLarge(field="file")
    return content
