"""What teaching needs from a run.

lessons      goes to a step's moment, and computes every answer there
facts        what the conditions of a lesson may ask of a network
worksheets   for each sheet a separate project, run for one update
planted      which bugs have an effect here, and what is refused while one is planted
"""
