"""What the scripts of all languages share."""
