"""Worksheets in the window: handed out, as pages of paper too, and checked."""
