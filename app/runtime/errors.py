"""What keeps Siyu from starting, as one line for a person."""


class CannotStart(Exception):
    """The text completes "Siyu cannot start: …" and says what to do; nothing was lost."""
