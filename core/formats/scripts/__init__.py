"""The parts that scripts in all languages share."""
