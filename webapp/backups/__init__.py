"""Backups of the whole database and what a restore must do before anyone gets in.

A backup is two sealed files: the data without its data keys, and the wrapped data keys. The keys' file is kept for 30
days at most, so what was erased cannot be read from an older backup (docs/decisions/0031-backups.md).
"""
