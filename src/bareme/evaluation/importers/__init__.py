"""Other people's data sets, one file each. None of them is shipped: each reads the files that its source publishes."""
