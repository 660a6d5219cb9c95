"""What a person can tell the program to do."""
