"""What-ifs, losses and reach as layers of the page."""
