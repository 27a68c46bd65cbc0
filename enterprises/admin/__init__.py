"""The pages of the agents' desk about enterprises: one module a noun (accounts/agent_site.py)."""
