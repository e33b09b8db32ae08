"""Who owns what is kept."""

LOCAL = "local"
"""The owner of what the command line keeps, and of everything on a server without authentication."""
