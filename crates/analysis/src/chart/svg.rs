//! A chart as an SVG file of its own: title, legend and scene, with the style that a page would give it. Light, since a
//! file lies on paper or in a document.

use sloscope_model::format;

use super::model::Chart;
use super::scene::Scene;

/// What a style sheet says of the classes of a scene, in light.
const STYLE: &str = "\
svg{background:#fff;font:12px system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}\
path{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}\
text{fill:#5a606b}.title{font-size:14px;font-weight:600;fill:#1b1d21}\
.end{text-anchor:end}.middle{text-anchor:middle}\
.grid{stroke:#e2e3e6;stroke-width:1}.axis{stroke:#8b909b;stroke-width:1}.stage{font-weight:500}\
.stageline{stroke:#8b909b;stroke-width:1;stroke-dasharray:2 3}\
.limit{stroke:#b3261e;stroke-dasharray:9 4}.broken{fill:#b3261e;fill-opacity:.12}.plan{stroke:#5a606b;stroke-dasharray:4 3}\
.s1{stroke:#3b57d9}.s2{stroke:#c2571a}.s3{stroke:#0b7f74}.s4{stroke:#b0489b}.s5{stroke:#8a6d00}.s6{stroke:#2f83c0}.s7{stroke:#7a4a2b}.s8{stroke:#5d636e}\
.p50{stroke:#219f8f;stroke-dasharray:1 4}.p90{stroke:#3b57d9;stroke-dasharray:8 3 2 3}.p95{stroke:#223a8f}.p99{stroke:#b04a12;stroke-dasharray:6 4}.fine{stroke:#8b9ce6}\
.a1{fill:#3b57d9}.a2{fill:#e08a4a}.a3{fill:#2aa198}.a4{fill:#c277b3}.a5{fill:#c4a52f}.a6{fill:#7fb4dd}.a7{fill:#a98467}.a8{fill:#9aa0ab}.a9{fill:#b3261e}\
.dropped{fill:#b3261e;fill-opacity:.35}.bar{fill:#6f86e4}.dot{stroke:#3b57d9;stroke-width:4;stroke-opacity:.6}.dot.failed{stroke:#b3261e}.mark{stroke:#5a606b;stroke-width:1}\
.h0{fill:#d5dbf0}.h1{fill:#b3c3ea}.h2{fill:#8fabe2}.h3{fill:#6a93d6}.h4{fill:#477bc4}.h5{fill:#2c62a8}.h6{fill:#1b4885}.h7{fill:#0d2c5c}";

/// The width of a character, in pixels: about the widest that text of that size has on average.
const TITLE: f64 = 7.6;
const SMALL: f64 = 6.4;

/// The file's text, without the query strings of addresses unless they are to be kept.
pub fn standalone(chart: &Chart, keep_queries: bool) -> String {
    let without = if keep_queries { None } else { chart.without_queries() };
    let chart = without.as_ref().unwrap_or(chart);
    let width = chart.scene.width.max(200.0);
    let titles = wrapped(&chart.title, (width - 24.0) / TITLE);
    let subtitles = wrapped(&chart.subtitle, (width - 24.0) / SMALL);
    let keys = keys(chart, width);
    let above = 14.0 + titles.len() as f64 * 20.0 + subtitles.len() as f64 * 16.0 + keys.1;
    let height = above + chart.scene.height + 6.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\
         <title>{}</title><desc>{}</desc><style>{STYLE}</style>\n",
        escaped(&chart.title),
        escaped(&chart.description)
    );
    let mut y = 22.0;
    for line in titles {
        text(&mut out, "title", 12.0, y, &line);
        y += 20.0;
    }
    y -= 2.0;
    for line in subtitles {
        text(&mut out, "sub", 12.0, y, &line);
        y += 16.0;
    }
    out.push_str(&format!("<g transform=\"translate(12 {y})\">{}</g>\n", keys.0));
    out.push_str(&format!("<g transform=\"translate(0 {above})\">\n"));
    scene(&mut out, &chart.scene);
    out.push_str("</g>\n</svg>\n");
    out
}

fn scene(out: &mut String, scene: &Scene) {
    for mark in &scene.marks {
        out.push_str(&format!("<path class=\"{}\" d=\"{}\"/>\n", mark.class, mark.d));
    }
    for label in &scene.texts {
        text(out, &label.class, label.x, label.y, &label.text);
    }
}

fn text(out: &mut String, class: &str, x: f64, y: f64, text: &str) {
    out.push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>\n", escaped(text)));
}

/// The legend in rows, and the height that it takes.
fn keys(chart: &Chart, width: f64) -> (String, f64) {
    let (mut out, mut x, mut y) = (String::new(), 0.0, 0.0);
    // A label is cut where it would not fit into a row of its own.
    let most = ((width - 24.0 - 34.0) / SMALL).max(8.0) as usize;
    for key in &chart.keys {
        let label = format::shortened(&key.label, most);
        let needs = 34.0 + label.chars().count() as f64 * SMALL;
        if x > 0.0 && x + needs > width - 24.0 {
            (x, y) = (0.0, y + 18.0);
        }
        let d = swatch(&key.class, x, y);
        out.push_str(&format!("<path class=\"{}\" d=\"{d}\"/>", key.class));
        text(&mut out, "key", x + 19.0, y + 4.0, &label);
        x += needs;
    }
    (out, if chart.keys.is_empty() { 0.0 } else { y + 20.0 })
}

/// The path of a key in a legend, 14 pixels wide around `y`: a box for what is filled, a dot for dots, else a line.
pub fn swatch(class: &str, x: f64, y: f64) -> String {
    if class.starts_with(['a', 'h']) || matches!(class, "broken" | "dropped" | "bar" | "spread1" | "spread2") {
        format!("M{x} {}h14v8h-14z", y - 4.0)
    } else if class.starts_with("dot") {
        format!("M{} {y}h0", x + 7.0)
    } else if class == "missed" {
        format!("M{} {}l7 7m0-7l-7 7", x + 3.5, y - 3.5)
    } else {
        format!("M{x} {y}h14")
    }
}

fn wrapped(text: &str, columns: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut().filter(|line| (line.chars().count() + word.chars().count()) as f64 + 1.0 <= columns) {
            Some(line) => *line = format!("{line} {word}"),
            // A word that is longer than a line goes on in the next.
            None if word.is_empty() => lines.push(String::new()),
            None => {
                let word: Vec<char> = word.chars().collect();
                let parts = word.chunks(columns.max(1.0) as usize).map(|part| part.iter().collect());
                lines.extend(parts);
            }
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no form for them.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_is_text() {
        assert_eq!(escaped("<b a=\"1\">&\u{0}"), "&lt;b a=&quot;1&quot;&gt;&amp; ");
        assert_eq!(wrapped("a long title of a chart", 8.0), ["a long", "title of", "a chart"]);
        assert_eq!(wrapped("a longword", 4.0), ["a", "long", "word"]);
    }
}
