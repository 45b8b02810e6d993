"""Pictures without a browser: projection, lines, labels, legend."""
