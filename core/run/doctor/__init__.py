"""The doctor: what is wrong with training, measured on twins and never guessed from settings.

looking    the moment looked at, and what is tried from there on a twin
criteria   from which measured number on something counts as wrong
rules      a rule: its name, and what it looks at
data       rules of the examples: sizes, reach, contradictions, batches, classes
units      rules of units and layers: dead, saturated, alike, starved
steps      rules of the steps: too long, too short, as large as the weights
course     rules of the course so far: overfitting, a plateau, a penalty
examining  all rules in slices
remedy     a finding's remedy as one edit of the project
futures    how the run goes on without a remedy and with it, side by side
rates      the rate finder
foreseeing both of them as a part of the run
"""
