"""What teaching needs from a run.

lessons      goes to a step's moment, and computes every answer there
worksheets   for each sheet a separate project, run for one update
planted      which bugs have an effect here, and what is refused while one is planted
"""
