"""How the published copy is made: copying tables, describing the run, switching versions."""
