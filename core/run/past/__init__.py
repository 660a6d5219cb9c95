"""Asking the past of a run: numbers over its updates, and the first update where something holds.

again      the recorded run, trained again apart from the one that a person sees
reader     the values of quantities at the moment where it stands
watch      whether a condition holds there
finding    the job that looks for the first such update
over_time  the job that collects values over the updates
"""
