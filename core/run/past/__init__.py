"""Questions about a run's past: numbers over its updates, and when something first holds.

again      the recorded run, trained again separately from the one that a person sees
reader     the values of quantities at the present moment of that run
watch      whether a condition holds there
finding    the job that looks for the first such update
health     the job that collects diagnostics over the updates
over_time  the job that collects values over the updates
"""
