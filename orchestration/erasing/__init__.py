"""Forgetting a person: random tombstones in place of whatever names them, in every layer.

Structure stays: whoever was one person is one, whatever was one visit is one, under names that lead
nowhere. So every total stays as well.
"""
