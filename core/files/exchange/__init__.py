"""What exporters and importers share, and the larger formats' own parts."""
