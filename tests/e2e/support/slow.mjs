// Tests that take long: `cargo xtask test --all` runs them, `cargo xtask test` does not.

/** Why a slow test is not run; false if it is. */
export const SLOW = process.env.SLOSCOPE_SLOW ? false : "slow: `cargo xtask test --all` runs it";
