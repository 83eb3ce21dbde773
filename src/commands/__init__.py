"""What the sub-commands of `relais` do: one file each. Above everything but `cli`."""
