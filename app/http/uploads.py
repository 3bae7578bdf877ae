"""Reading uploaded files out of a multipart body."""

from typing import Annotated

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body as BodyOf
from msgspec import Struct

from ports.kernel import DomainError
from ports.outside.images import UPLOAD_BYTES_MAX, PictureTooLarge
from ports.outside.video import VIDEO_BYTES_MAX, VideoTooLarge


class FileForm(Struct, frozen=True, forbid_unknown_fields=True):
    file: UploadFile


class VideoForm(Struct, frozen=True, forbid_unknown_fields=True):
    """An MP4, and the picture that stands for it until it plays."""

    file: UploadFile
    poster: UploadFile


FileUpload = Annotated[FileForm, BodyOf(media_type=RequestEncodingType.MULTI_PART)]


VideoUpload = Annotated[VideoForm, BodyOf(media_type=RequestEncodingType.MULTI_PART)]


async def read_upload(form: FileForm) -> bytes:
    """Raises PictureTooLarge without reading more than is allowed."""
    return await _read(form.file, UPLOAD_BYTES_MAX, PictureTooLarge(field="file"))


async def read_video(form: VideoForm) -> tuple[bytes, bytes]:
    """The video and its poster. Raises VideoTooLarge, PictureTooLarge without reading more than is allowed."""
    poster = await _read(form.poster, UPLOAD_BYTES_MAX, PictureTooLarge(field="poster"))
    return await _read(form.file, VIDEO_BYTES_MAX, VideoTooLarge(field="file")), poster


async def _read(file: UploadFile, bytes_max: int, too_large: DomainError) -> bytes:
    content = await file.read(bytes_max + 1)
    if len(content) > bytes_max:
        raise too_large
    return content
