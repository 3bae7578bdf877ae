"""MP4 files made by hand: small, and true in structure. Their pictures are a few bytes that nobody decodes."""

import struct
from collections.abc import Sequence
from uuid import UUID, uuid4

from msgspec import Struct

IDENTITY = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TURNED = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
FTYP = b"isom\x00\x00\x02\x00isomiso2avc1mp41"
TICKS = 1000
FRAME_TICKS = 40


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


class Film(Struct, frozen=True, kw_only=True):
    """`claimed_seconds`: what the headers say, when it is something else than what the samples last."""

    seconds: float = 5
    claimed_seconds: float | None = None
    size: tuple[int, int] = (720, 1280)
    matrix: tuple[int, ...] = IDENTITY
    codec: bytes = b"avc1"
    sound: bytes | None = b"mp4a"
    ftyp: bytes = FTYP
    in_moov: Sequence[bytes] = ()
    seed: UUID | None = None

    def parts(self) -> tuple[bytes, bytes, bytes]:
        """`ftyp`, `moov` and `mdat`."""
        frames = (self.seed or uuid4()).bytes * 4
        ftyp = box(b"ftyp", self.ftyp)
        moov = self._moov(0)
        # The index points behind itself, and is as long with any offset in it.
        return ftyp, self._moov(len(ftyp) + len(moov) + 8), box(b"mdat", frames)

    def content(self) -> bytes:
        return b"".join(self.parts())

    @property
    def _ticks(self) -> int:
        return int((self.seconds if self.claimed_seconds is None else self.claimed_seconds) * TICKS)

    def _moov(self, offset: int) -> bytes:
        tail = struct.pack(">I", 0x10000) + bytes(12) + struct.pack(">9i", *IDENTITY) + bytes(24) + struct.pack(">I", 3)
        mvhd = box(b"mvhd", bytes(12), struct.pack(">II", TICKS, self._ticks), tail)
        tracks = [self._track(b"vide", self._picture_entry(), offset)]
        if self.sound is not None:
            entry = bytes(6) + struct.pack(">H8xHHIHH", 1, 2, 16, 0, 44100, 0)
            tracks.append(self._track(b"soun", box(self.sound, entry), offset))
        return box(b"moov", mvhd, *tracks, *self.in_moov)

    def _picture_entry(self) -> bytes:
        fields = struct.pack(">6xH16xHHIIIH32xHh", 1, *self.size, 0x480000, 0x480000, 0, 1, 24, -1)
        avcc = box(b"avcC", bytes.fromhex("0142c01effe1000467420000010004 68ce3c80"))
        return box(self.codec, fields, avcc)

    def _track(self, handler: bytes, entry: bytes, offset: int) -> bytes:
        width, height = (side << 16 for side in self.size) if handler == b"vide" else (0, 0)
        matrix = struct.pack(">9i", *self.matrix)
        head = struct.pack(">IIIIII16x", 7, 0, 0, 1 if handler == b"vide" else 2, 0, self._ticks)
        tkhd = box(b"tkhd", head, matrix, struct.pack(">II", width, height))
        mdhd = box(b"mdhd", bytes(12), struct.pack(">IIHH", TICKS, self._ticks, 0x55C4, 0))
        hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
        count = int(self.seconds * TICKS) // FRAME_TICKS
        table = box(
            b"stbl",
            box(b"stsd", struct.pack(">II", 0, 1), entry),
            box(b"stts", struct.pack(">IIII", 0, 1, count, FRAME_TICKS)),
            box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)),
            box(b"stsz", struct.pack(">III", 0, 1, count)),
            box(b"stco", struct.pack(">III", 0, 1, offset)),
        )
        dinf = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
        about = box(b"vmhd", struct.pack(">I8x", 1)) if handler == b"vide" else box(b"smhd", bytes(8))
        return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, box(b"minf", about, dinf, table)))
