"""The hidden space: what a layer makes of the samples and of the plane they lie in."""
