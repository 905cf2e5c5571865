"""The command line, `headwater`."""
