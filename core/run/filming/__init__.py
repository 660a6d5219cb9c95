"""A film of the recorded run: a job on a copy of it, and the run's part for that.

moments  which updates the frames show
job      goes from one to the next, draws, and hands the frames to the writer
part     the run's part: commands and answers
"""
