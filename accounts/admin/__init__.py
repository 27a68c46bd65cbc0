"""The pages of the agents' desk about accounts: one module a noun (accounts/agent_site.py)."""
