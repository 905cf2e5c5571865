"""The house rules, one module per kind; each check yields what breaks it."""
