"""Where uploaded files live."""
