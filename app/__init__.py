"""Siyu's outer shell: settings, wiring, HTTP, actors, commands."""
