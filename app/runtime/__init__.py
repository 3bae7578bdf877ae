"""The processes of one installation: embedded servers, the supervisor of `siyu demo`, and what serves and works."""

from app.runtime.errors import CannotStart
from app.runtime.scratch import Servers, scratch_servers

__all__ = ["CannotStart", "Servers", "scratch_servers"]
