"""What Valkey does for us beside the broker."""
