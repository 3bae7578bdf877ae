"""What bodies of reviews and posts share."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from app.http.bodies import Body
from domain.community.ugc_writing import Draft

Stars = Annotated[int, Meta(ge=1, le=5)]
Images = Annotated[tuple[UUID, ...], Meta(max_length=9)]


class DraftBody(Body, frozen=True):
    """`image_ids` of uploaded pictures, in the order in which they are shown."""

    body: Annotated[str, Meta(max_length=2000)]
    image_ids: Images

    def draft(self, *, is_anonymous: bool = False) -> Draft:
        return Draft(self.body, self.image_ids, is_anonymous)
