"""Texts that many tests clean."""

#: A text with noise in it.
NOISY = "The minister left without a word.\nADVERTISEMENT\n"

#: The same without.
CLEAN = "The minister left without a word.\n"
