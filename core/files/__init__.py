"""How a network is kept: project files, and exporters and importers, one file a format."""
