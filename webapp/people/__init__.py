"""People and what binds them: users, programs, stays (enrollments), care teams, consents.

Nouns only: no screens. Every clinical row of any feature hangs from an Enrollment.
"""
