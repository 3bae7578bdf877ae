"""QR codes as pictures that need no second request."""

import segno

SCALE = 8
BORDER = 2


class SegnoPictures:
    """Implements `ports.members.card.CardPictures`."""

    def qr_url(self, text: str) -> str:
        picture: str = segno.make(text, error="m", micro=False).png_data_uri(scale=SCALE, border=BORDER)
        return picture
