"""The diagram of a network as a drawing: SVG, and TikZ for LaTeX."""
