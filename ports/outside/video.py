"""Videos made fit for the shop: checked by what is in them, freed of what the camera wrote into them."""

from typing import Protocol

from msgspec import Struct

from ports.kernel import DomainError

VIDEO_BYTES_MAX = 20 << 20
VIDEO_SECONDS_MAX = 60


class NotAVideo(DomainError):
    code = "commerce.not_a_video"
    kind = "invalid"
    message = "请上传完整的 MP4 视频"


class VideoTooLarge(DomainError):
    code = "commerce.video_too_large"
    kind = "invalid"
    message = "视频太大，请压缩到 20 MB 以内"


class VideoTooLong(DomainError):
    code = "commerce.video_too_long"
    kind = "invalid"
    message = "视频太长，请剪到 60 秒以内"


class VideoCodecUnplayable(DomainError):
    code = "commerce.video_codec_unplayable"
    kind = "invalid"
    message = "微信播放不了这种编码，请用 H.264 画面、AAC 声音重新导出"


class VideoStartsSlowly(DomainError):
    """Its index stands behind its pictures: a phone would have to fetch all of it before the first one."""

    code = "commerce.video_starts_slowly"
    kind = "invalid"
    message = "这个视频要全部下载完才能开始播放，请在导出时勾选“快速启动”（也叫“网络优化”或 faststart）后再上传"


class Video(Struct, frozen=True):
    """As it is shown: upright. `content` is what to store."""

    width: int
    height: int
    duration_ms: int
    content: bytes | bytearray


class VideoReader(Protocol):
    def read(self, content: bytes) -> Video:
        """Raises NotAVideo, VideoTooLarge, VideoTooLong, VideoCodecUnplayable, VideoStartsSlowly."""
