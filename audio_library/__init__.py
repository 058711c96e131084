"""Words and sounds: spoken form, voices, mixing, storage. Knows nothing of stations."""
