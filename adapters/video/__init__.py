"""Reading what a video file says of itself."""
