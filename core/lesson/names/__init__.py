"""The names of everything in a network: one name each, used everywhere.

symbols   x₁, h₂, ŷ, w₁₂: the letters, and names in textbook style
layers    hidden layer 1, output layer, dropout: with their grammar and their short forms
units     the names of a layer's units, and where they come from
arrays    weights, biases, all weights of hidden layer 1
numbers   w₁₂, x₁ → h₂, bias of h₁: single numbers
network   captions in the diagram, and the network as one sentence
"""
