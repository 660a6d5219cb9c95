"""What the network says over its inputs."""
