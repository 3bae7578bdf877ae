"""The mini-program server API and its message push."""
