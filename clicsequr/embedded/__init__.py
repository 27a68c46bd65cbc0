"""Real PostgreSQL and Redis from wheels, for a machine that has neither (architecture.md, 2.2).

A keeper process owns both servers. Whoever uses them holds a shared lock on `lease`; the kernel drops that lock
however the process ends, so the keeper always knows when the last user has left, and stops the servers.
"""

from clicsequr.embedded.lease import Lease, is_served, start

__all__ = ["Lease", "is_served", "start"]
