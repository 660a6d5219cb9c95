"""Over time: any numbers of the network against the updates of the run."""
