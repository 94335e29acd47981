//! Never more marks than pixels: of the points that share a column of pixels the first, the lowest, the highest and the
//! last are kept, so that a line looks the same and no peak is lost (Jugel et al., "M4: A Visualization-Oriented Time
//! Series Data Aggregation", 2014).

/// A point in pixels; without a `y` the line is broken there.
pub type Point = (f64, Option<f64>);

/// The points of a line, at most four for each column of pixels.
pub fn reduce(points: &[Point], columns: f64) -> Vec<Point> {
    if points.len() as f64 <= columns * 4.0 {
        return points.to_vec();
    }
    let mut kept = Vec::new();
    let mut rest = points;
    while let Some(first) = rest.first() {
        let column = first.0.floor();
        let len = rest.iter().position(|p| p.0.floor() != column).unwrap_or(rest.len());
        let (here, after) = rest.split_at(len);
        rest = after;
        keep(here, &mut kept);
    }
    kept
}

fn keep(here: &[Point], kept: &mut Vec<Point>) {
    let known = || here.iter().enumerate().filter_map(|(at, p)| Some((at, p.1?)));
    let lowest = known().min_by(|a, b| a.1.total_cmp(&b.1)).map(|p| p.0);
    let highest = known().max_by(|a, b| a.1.total_cmp(&b.1)).map(|p| p.0);
    let mut at = [Some(0), lowest, highest, here.len().checked_sub(1)];
    sloscope_model::order::sort_short(&mut at, Ord::cmp);
    let mut last = None;
    for at in at.into_iter().flatten().filter(|at| *at < here.len()) {
        if last != Some(at) {
            kept.push(here[at]);
        }
        last = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_four_a_pixel_and_no_peak_lost() {
        let mut points: Vec<Point> = (0..100_000).map(|i| (f64::from(i) / 1000.0, Some(50.0))).collect();
        points[54_321].1 = Some(0.0);
        points[54_322].1 = Some(99.0);
        let kept = reduce(&points, 100.0);
        assert!(kept.len() <= 400, "{}", kept.len());
        assert!(kept.iter().any(|p| p.1 == Some(0.0)) && kept.iter().any(|p| p.1 == Some(99.0)));
        assert!(kept.windows(2).all(|w| w[0].0 <= w[1].0), "in order");
        assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let points = [(0.0, Some(1.0)), (1.0, None), (2.0, Some(3.0))];
        assert_eq!(reduce(&points, 10.0), points);
        assert_eq!(reduce(&[], 10.0), []);
        let broken = vec![(0.5, None); 100];
        assert!(reduce(&broken, 1.0).iter().all(|p| p.1.is_none()));
    }
}
