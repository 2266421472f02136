"""Every Python whose PYTHONPATH leads here reads this before anything else; it plants what the mill asked for."""

import failpoints
import faults

failpoints.install()
faults.install()
