"""Marks numbers worked out by hand: right, rounded, or wrong by a named slip.

written    a number as typed, and whether it is another one rounded
worked     an update recomputed from numbers that a person gives
looking    what the slips examine: one address in the numbers of an update
slips      slips in any number; chain and steps: those in the chain rule and in the update
marks      marks every answer, allowing for errors carried over from earlier ones
"""
