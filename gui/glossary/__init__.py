"""The glossary: a card for one word, and a page with all of them."""
