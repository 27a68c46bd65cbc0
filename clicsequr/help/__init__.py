"""What people read: help articles and public texts, as data in both languages."""
