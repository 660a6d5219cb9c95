"""The open document, its files and questions about them."""
