"""A film of training: frames of the surface, the diagram or both, as one moving picture."""
