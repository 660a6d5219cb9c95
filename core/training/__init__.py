"""How a network learns: network, plan, phases, trainer and moment, and what views see of them."""
