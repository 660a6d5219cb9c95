"""What everything in a network is called, one name each, wherever it is named.

symbols   x₁, h₂, ŷ, w₁₂: the letters, and names as textbooks print them
layers    hidden layer 1, output layer, dropout: with their grammar and their short forms
units     what the units of a layer are called, and where they come from
arrays    weights, biases, all weights of hidden layer 1
numbers   w₁₂, x₁ → h₂, bias of h₁: single numbers
network   captions in the diagram, and the network as one sentence
"""
