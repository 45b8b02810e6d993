"""Many scenarios at once, and what losses cost."""
