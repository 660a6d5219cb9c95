"""What leaves for other programs and comes in from them."""
