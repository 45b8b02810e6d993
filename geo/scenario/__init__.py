"""What-ifs: what they reach, applying them, two networks side by side."""
