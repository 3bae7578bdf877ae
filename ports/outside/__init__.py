"""What the outer world does for us. Implementations refuse to run inside a transaction."""
