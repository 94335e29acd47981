//! A generator that stands still makes up for it: k6's schedule is absolute, so all that was due meanwhile starts at
//! once when it runs again. Such arrivals are put back to when they were due, or a plan would seem to end and to begin
//! again.

/// Fewer arrivals than this are no bunch, and no rate.
const FEWEST: f64 = 8.0;
/// Those that are made up for come within this part of the time that was lost.
const AT_ONCE: f64 = 0.02;

/// Arrivals in seconds, in ascending order: those of each bunch lie evenly over the gap before it.
pub fn spread(at: &[f64]) -> Vec<f64> {
    let mut due = at.to_vec();
    let mut i = 1;
    while i < at.len() {
        let Some(end) = bunch(at, i) else {
            i += 1;
            continue;
        };
        let (from, to) = (at[i - 1], at[end - 1]);
        let number = (end - i) as f64;
        for (k, slot) in (1u32..).zip(&mut due[i..end]) {
            *slot = from + (to - from) * f64::from(k) / number;
        }
        i = end;
    }
    due
}

/// If there is a gap before arrival `i`, and then at once as many arrivals as the rate before makes in it: where they end.
fn bunch(at: &[f64], i: usize) -> Option<usize> {
    let gap = at[i] - at[i - 1];
    if gap <= 0.0 {
        return None;
    }
    let first = at.partition_point(|t| *t < at[i - 1] - gap);
    let before = (i - 1).saturating_sub(first) as f64;
    if before < FEWEST {
        return None;
    }
    // A rhythm of bunches is one of VUs that loop together.
    if at[first..i].windows(2).any(|pair| pair[1] - pair[0] > 0.25 * gap) {
        return None;
    }
    let rate = before / (at[i - 1] - at[first]);
    let end = at.partition_point(|t| *t <= at[i] + AT_ONCE * gap);
    let (number, missing) = ((end - i) as f64, gap * (1.0 + AT_ONCE) * rate);
    (missing >= FEWEST && (number - missing).abs() <= 0.15 * missing + 2.0).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_for_is_put_back() {
        let even: Vec<f64> = (0..400).map(|i| f64::from(i) / 20.0).collect();
        // Nothing runs from 6.01 s to 9.01 s.
        let late = |t: &f64| if (6.01..9.01).contains(t) { 9.01 + (t - 6.01) / 1000.0 } else { *t };
        let at: Vec<f64> = even.iter().map(late).collect();
        let spread = spread(&at);
        assert!(spread.iter().zip(&even).all(|(a, b)| (a - b).abs() < 0.06), "{spread:?}");
        assert!(spread.is_sorted());
    }

    #[test]
    fn a_pause_of_the_plan_stays() {
        let at: Vec<f64> = (0..200).map(|i| f64::from(i) / 20.0 + if i < 100 { 0.0 } else { 3.0 }).collect();
        assert_eq!(spread(&at), at);
        // And so does a rate that changes.
        let at: Vec<f64> = (0..200).map(|i| f64::from(i).sqrt()).collect();
        assert_eq!(spread(&at), at);
        let steps: Vec<f64> =
            (0..200).map(|i| if i < 50 { f64::from(i) } else { 49.0 + f64::from(i - 49) / 40.0 }).collect();
        assert_eq!(spread(&steps), steps);
        // Twenty VUs at once each second.
        let bunches: Vec<f64> = (0..400).map(|i| f64::from(i / 20) + f64::from(i % 20) / 2000.0).collect();
        assert_eq!(spread(&bunches), bunches);
    }
}
