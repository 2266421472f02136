"""Help now: crisis lines by country, for anyone, at any time.

The page needs no sign-in, no database and no JavaScript, and is the same for everyone, so that the service
worker can keep it. Nothing here may come to depend on who is looking.
"""

from webapp.helplines.directory import urgent_lines
from webapp.helplines.views import blueprint

__all__ = ["blueprint"]

blueprint.add_app_template_global(urgent_lines)
