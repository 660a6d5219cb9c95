"""The diagram of a network as a drawing: SVG, or TikZ for LaTeX."""
