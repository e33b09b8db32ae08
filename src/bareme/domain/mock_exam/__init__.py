"""What a mock exam is: its submission, the reading of its answer keys, its marks and its evaluation."""
