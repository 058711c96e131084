"""The rehearsal: whole communes in invented time, with real agents, real plans, real reconcile and every fault.

One seed is one commune. Nothing waits: the world jumps from one instant at which something happens to the next. What
counts in the end is what the village heard.
"""
