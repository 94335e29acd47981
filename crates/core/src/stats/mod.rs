//! Exact statistics over columns: quantiles, rates, windows.
