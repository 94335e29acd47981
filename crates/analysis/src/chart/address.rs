//! What [`ChartKind::Series`] is of as text for an address: `chart=http_reqs{scenario:a}&chart=checks&split=scenario&stat=p99`.
//! It stands behind a question there, and shares its version. What cannot be read of it is left out.

use sloscope_model::format::{unescape, without_users};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use super::{ChartAsk, ChartKind, SERIES};
use crate::report::escaped;

/// The choice as text; empty where nothing was chosen.
pub fn write_choice(ask: &ChartAsk) -> String {
    let mut parts: Vec<String> =
        ask.series.iter().map(|series| format!("chart={}", escaped(&series.to_string()))).collect();
    parts.extend(ask.split.iter().map(|key| format!("split={}", escaped(key))));
    parts.extend(ask.stat.map(|stat| format!("stat={}", escaped(&stat.to_string()))));
    parts.join("&")
}

/// The inverse of [`write_choice`].
pub fn read_choice(text: &str) -> ChartAsk {
    let mut ask = ChartAsk::new(ChartKind::Series, 0, 0);
    for (name, value) in text.split('&').filter_map(|part| part.split_once('=')) {
        let plain = || without_users(&unescape(value)).into_owned();
        match name {
            "chart" if ask.series.len() < SERIES.len() => ask.series.extend(Series::parse(&plain())),
            "split" => ask.split = Some(plain()).filter(|key| !key.is_empty()),
            "stat" => ask.stat = Stat::parse(&unescape(value)).filter(|stat| super::TREND_STATS.contains(stat)),
            _ => {}
        }
    }
    ask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut ask = ChartAsk::new(ChartKind::Series, 0, 0);
        assert_eq!(write_choice(&ask), "");
        ask.series =
            ["http_req_duration{name:GET /a?b&c}", "checks"].map(|s| Series::parse(s).expect("a series")).into();
        (ask.split, ask.stat) = (Some("a&b".to_owned()), Some(Stat::P(99.9)));
        let text = write_choice(&ask);
        assert_eq!(text, "chart=http_req_duration%7Bname:GET%20/a%3Fb%26c%7D&chart=checks&split=a%26b&stat=p(99.9)");
        assert_eq!(read_choice(&text), ask);
        let other = read_choice("chart=a{&chart=&stat=p(12)&stat=&split=&chart=ok&v=1");
        assert_eq!(write_choice(&other), "chart=ok");
    }
}
