"""Routines: what a participant wants to be reminded of, and the times that they know to be hard.

Only the nouns; their pages join exercises and reminders, so they are on floor 7 (reminders/).
"""
