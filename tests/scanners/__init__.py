"""Scanners that others wrote, let loose on the app with demo data; and a holed app on which they prove themselves."""
