"""What extracts and exports share: HTTP with manners, and the one way into landing."""
