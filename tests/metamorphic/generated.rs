//! Sources made by a small grammar, whose calls are known.
