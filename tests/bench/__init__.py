"""Measurements: each prints its figures and their ratio to a yardstick of the same run."""
