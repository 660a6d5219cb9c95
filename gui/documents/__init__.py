"""The open document, its files, and the questions about them."""
