"""Everything that Barème keeps on disk or in a database.

Documents, paid answers with the locks of those being asked for, the ledger of spending, and checkpoints. A store that
cannot be read or written raises StoreUnusable, whatever is behind it.
"""
