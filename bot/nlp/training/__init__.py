"""Training of the recogniser: needed by `kp train` only, never to run the bot."""
