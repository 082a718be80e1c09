//! The command line: arguments, configuration, terminal, exit codes. It wires the other layers together.
