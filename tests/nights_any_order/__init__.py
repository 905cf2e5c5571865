"""Nights that bring rows in any order end where one whole build of the same rows ends."""
