"""One module per page: each turns marts into that page's part of the payload."""
