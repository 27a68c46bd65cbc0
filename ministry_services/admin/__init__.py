"""The pages of the agents' desk about ministries and services: one module a noun (accounts/agent_site.py)."""
