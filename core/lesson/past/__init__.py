"""What can be asked about a run's past: which numbers, and the first update where something holds.

quantity    a number that every moment has: loss, W1[2,1], A1[3,2], norm(dW1)
condition   the first update where …: the grammar of conditions
"""
