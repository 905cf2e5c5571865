"""The door: reads what landed, keeps the good rows typed and hashed, sets the bad ones aside."""
