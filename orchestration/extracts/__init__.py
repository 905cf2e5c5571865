"""One module per system: how to ask it, and nothing about what the answers mean."""
