"""A fetched document to its entries: decoded, told apart, read where it can be killed."""
