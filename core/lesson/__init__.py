"""What the numbers mean: names, words, cards and formulas, without a window."""
