"""How plans, states and reports are spelled, signed and addressed: LOA/1. Pure: bytes in, values out."""
