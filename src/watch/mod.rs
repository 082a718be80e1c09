//! Hot reload: notices saved scripts and plans again from an immutable snapshot. It can never commit.
