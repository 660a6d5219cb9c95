"""The window: it creates, places and connects."""
