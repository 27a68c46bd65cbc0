"""The demonstration ministry: a site that trusts clicSÉQUR as any ministry's site would, and shares no code with it.

Standard library, Django as web layer, Authlib as client (a test holds the imports). `manage.py demo` runs it as a
process of its own; all that it knows of clicSÉQUR stands in the file that MINISTRY_FILE names.
"""
