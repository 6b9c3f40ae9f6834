"""Pictures and tables. They read run folders and nothing else."""
