"""Builds the same images in several ways, in turn, and reports what that cost. Run by eng/bench, which prepares the engine."""
