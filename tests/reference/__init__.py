"""A second computation of every rule, slow and in plain Python, to hold the warehouse against.

Written from the specification alone: one module per concept, each rule with its paragraph ("§" is
the specification, "page" is docs/semantics.md). Shares no code with the models.
"""
