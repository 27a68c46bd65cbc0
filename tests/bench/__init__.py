"""Measures, never asserted by a test: `make bench` prints each figure with its conditions and its bar."""
