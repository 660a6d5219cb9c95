"""What teaching needs of a run.

lessons      a step's moment is gone to, and every answer worked out there
worksheets   for each sheet a project of its own, run for one update
planted      which bugs can act here, and what is not done while one is planted
"""
