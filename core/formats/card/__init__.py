"""A model card."""
