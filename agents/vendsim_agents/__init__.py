"""Players for vendsim: scripted ones and language models."""
