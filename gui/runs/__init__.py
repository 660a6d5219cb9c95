"""The runs: their list, and two of them compared."""
