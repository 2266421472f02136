"""Every Python whose PYTHONPATH leads here reads this before anything else; it plants what the mill asked for."""

import os
from importlib import import_module

if "MILL_FAIL_AT" in os.environ:
    import_module("failpoints").install()
if "MILL_FAULT" in os.environ:
    import_module("webapp")  # the package must be whole before its parts are changed
    import_module("faults").install()
if "MILL_CLOCK" in os.environ:
    import_module("set_clock").install()
