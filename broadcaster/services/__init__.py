"""What staff do: functions over a session and the doors they use."""
