"""What a commune radio station is: words, rules and decisions. Standard library only, no clock, no I/O."""
