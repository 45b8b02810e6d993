"""States of gateways and corridors by month: what notices said, what that lets one infer."""
