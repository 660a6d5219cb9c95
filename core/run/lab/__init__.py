"""The lab: a copy of the network is changed on purpose and measured; the network itself stays."""
