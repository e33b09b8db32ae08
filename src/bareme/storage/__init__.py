"""All that Barème keeps on disk or in a database: documents, paid answers, key locks, spending, checkpoints."""
