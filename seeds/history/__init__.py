"""The record the bot starts with: composed facts, and the script that composed them."""
