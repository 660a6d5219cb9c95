"""Views of the window: how each describes itself, and how it is made when it is first wanted."""
