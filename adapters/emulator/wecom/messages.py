"""What messages may consist of: one text, and up to nine attachments. Welcomes and mass messages share the rules."""

from typing import Any

import msgspec

from adapters.emulator.wecom.errors import checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.media import Media

TEXT_BYTES_MAX = 4000
ATTACHMENTS_MAX = 9
TITLE_BYTES_MAX = 64
LINK_TITLE_BYTES_MAX = 128


class Text(msgspec.Struct):
    content: str = ""


class Image(msgspec.Struct):
    media_id: str = ""
    pic_url: str = ""


class Link(msgspec.Struct):
    title: str
    url: str
    picurl: str = ""
    desc: str = ""


class Miniprogram(msgspec.Struct):
    title: str
    pic_media_id: str
    appid: str
    page: str


class File(msgspec.Struct):
    media_id: str


class Attachment(msgspec.Struct, omit_defaults=True):
    msgtype: str
    image: Image | None = None
    link: Link | None = None
    miniprogram: Miniprogram | None = None
    video: File | None = None
    file: File | None = None


class Content(msgspec.Struct):
    text: Text = msgspec.field(default_factory=Text)
    attachments: list[Attachment] = []


class Contents:
    """Checks and keeps: what the other side sees in the chat afterwards."""

    def __init__(self, grounds: Grounds, media: Media) -> None:
        self._merchant = grounds.merchant
        self._media = media

    def parts(self, content: Content) -> list[dict[str, Any]]:
        """The message bubble by bubble. 40063 41064 41065 40058 40007 and so on for what is wrong."""
        checked(content.text.content or content.attachments, 40063, "text and attachments are both empty")
        checked(len(content.text.content.encode()) <= TEXT_BYTES_MAX, 40058, "text is too long")
        checked(len(content.attachments) <= ATTACHMENTS_MAX, 41064, "too many attachments")
        said: list[dict[str, Any]] = []
        if content.text.content:
            said.append({"kind": "text", "text": content.text.content})
        return said + [self._part(attachment) for attachment in content.attachments]

    def _part(self, attachment: Attachment) -> dict[str, Any]:
        match attachment:
            case Attachment(msgtype="link", link=Link() as link):
                checked(0 < len(link.title.encode()) <= LINK_TITLE_BYTES_MAX, 40058, "invalid link title")
                checked(link.url.startswith(("http://", "https://")), 40094, "invalid link url")
                shown = {"kind": "link", "title": link.title, "url": link.url}
                return shown | {"pictureUrl": link.picurl, "description": link.desc}
            case Attachment(msgtype="miniprogram", miniprogram=Miniprogram() as card):
                checked(0 < len(card.title.encode()) <= TITLE_BYTES_MAX, 40058, "invalid miniprogram title")
                checked(card.appid == self._merchant.appid, 40013, "miniprogram is not bound to the corp")
                checked(card.page and not card.page.startswith("/"), 40058, "invalid miniprogram page")
                self._media.require(card.pic_media_id, "image")
                return {"kind": "miniprogram", "title": card.title, "page": card.page, "mediaId": card.pic_media_id}
            case Attachment(msgtype="image", image=Image() as image):
                checked(image.media_id or image.pic_url, 40058, "invalid image")
                if image.media_id:
                    self._media.require(image.media_id, "image")
                return {"kind": "image", "mediaId": image.media_id, "pictureUrl": image.pic_url}
            case Attachment(msgtype="video", video=File() as file) | Attachment(msgtype="file", file=File() as file):
                self._media.require(file.media_id, attachment.msgtype)
                return {"kind": attachment.msgtype, "mediaId": file.media_id}
            case _:
                checked(False, 41065, "invalid attachment msgtype")
                raise AssertionError
