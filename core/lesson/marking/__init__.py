"""Numbers worked out by hand, marked: right, rounded, or wrong and by which slip.

written    a number as a person writes it, and whether it is another one rounded
worked     an update worked out again from numbers that a person gives
looking    what slips look at: one address in the numbers of an update
slips      slips of any number; chain and steps: those of the chain rule and of the update
marks      every answer marked, with what follows from earlier ones
"""
