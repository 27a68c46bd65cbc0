"""Pages of the agents' desk about persons. `accounts/agent_site.py` says how they get their addresses."""
