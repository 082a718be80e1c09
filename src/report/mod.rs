//! Turns plans, runs and events into text for people and machines, written to a given writer.
