"""The rules that people edit: checking them, and explaining what they do."""
