"""Signals: what a clinician should look at, and whether one has.

A feature raises a signal about a row of its own, in the transaction that writes the row; the caseload reads them and
settles them. A signal is a reason to look, never a verdict, and nobody is told of it in real time.
"""
