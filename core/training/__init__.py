"""How a network learns: network, plan, phases, trainer, moment and what views see of them."""
