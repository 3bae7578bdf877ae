"""Image rendering with Pillow."""
