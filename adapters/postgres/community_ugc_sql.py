"""What the views of reviews and posts have in common: pictures as JSON, and how rows are read."""

import msgspec

from ports.community.ugc_views import PictureView


def pictures(of: str) -> str:
    """The pictures of a row of `community.ugc`, as a JSON array."""
    return f"""(select coalesce(json_agg(json_build_object('url', p.url, 'small_url', p.small_url, 'width', p.width,
        'height', p.height) order by p.place), '[]')
        from community.ugc_picture p where p.ugc_id = {of}.id)"""


class Shown(msgspec.Struct, frozen=True):
    url: str
    small_url: str
    width: int
    height: int

    def view(self) -> PictureView:
        return PictureView(self.url, self.small_url, self.width, self.height)


_shown = msgspec.json.Decoder(tuple[Shown, ...])


def picture_views(told: str) -> tuple[PictureView, ...]:
    return tuple(one.view() for one in _shown.decode(told))
