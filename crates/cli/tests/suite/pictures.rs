//! `--chart-format png`: pictures of the charts, with their texts.

use std::fs;
use std::path::Path;

use crate::support::{code, err, fixture, scratch, sloscope};

/// A picture: its width, and the brightness of each pixel, 0 to 255.
struct Picture {
    size: (u32, u32),
    bright: Vec<u8>,
}

fn picture(path: &Path) -> Picture {
    let file = std::io::BufReader::new(fs::File::open(path).expect("a picture"));
    let mut reader = png::Decoder::new(file).read_info().expect("PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut bytes).expect("pixels");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
    let brightness = |pixel: &[u8]| {
        assert_eq!(pixel[3], 255, "nothing shines through");
        ((u32::from(pixel[0]) + u32::from(pixel[1]) + u32::from(pixel[2])) / 3) as u8
    };
    Picture { size: (info.width, info.height), bright: bytes.chunks(4).map(brightness).collect() }
}

impl Picture {
    /// The pixels that are dark enough for letters, in a box of the SVG.
    fn dark(&self, (x, y): (f64, f64), (width, height): (f64, f64)) -> usize {
        let is_in = |at: usize| {
            let (column, row) = (at as u32 % self.size.0, at as u32 / self.size.0);
            let within = |at: u32, from: f64, length: f64| (from * 2.0..(from + length) * 2.0).contains(&f64::from(at));
            within(column, x, width) && within(row, y, height)
        };
        self.bright.iter().enumerate().filter(|(at, bright)| **bright < 150 && is_in(*at)).count()
    }
}

fn number(text: &str, before: &str) -> f64 {
    let from = text.find(before).expect(before) + before.len();
    let rest = &text[from..];
    rest[..rest.find(['"', ' ', ')']).expect("an end")].parse().expect("a number")
}

#[test]
fn charts_are_drawn_with_their_texts() {
    let file = fixture("v2.2/thresholds_fail/results.json.gz");
    let folder = scratch("pictures");
    let _ = fs::remove_dir_all(&folder);
    let path = folder.to_string_lossy();
    for format in ["svg", "png"] {
        let found = sloscope(&["report", &file, "--charts", &path, "--chart-format", format]);
        assert!(code(&found) < 4 && !err(&found).contains("no font"), "{}", err(&found));
    }
    let of = |end: &str| {
        let files = fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path());
        files.filter(|path| path.extension().is_some_and(|of| of == end)).count()
    };
    assert!(of("svg") > 5 && of("png") == of("svg"), "{} and {}", of("svg"), of("png"));
    for name in ["latency", "rate"] {
        let svg = fs::read_to_string(folder.join(format!("{name}.svg"))).expect("a chart");
        let picture = picture(&folder.join(format!("{name}.png")));
        let (width, height) = (number(&svg, " width=\""), number(&svg, " height=\""));
        assert_eq!(picture.size, ((width * 2.0).ceil() as u32, (height * 2.0).ceil() as u32), "twice the size, {name}");
        let all = picture.bright.len();
        let white = picture.bright.iter().filter(|bright| **bright == 255).count();
        assert!(white > all / 4 && white < all * 99 / 100, "{white} of {all} pixels of {name} are white");
        // The title, and every label of the axes: letters stand where the SVG has them.
        assert!(picture.dark((12.0, 8.0), (120.0, 18.0)) > 200, "the title of {name}");
        let (_, scene) = svg.split_once("<g transform=\"translate(0 ").expect("a scene");
        let above = scene[..scene.find(')').expect("an end")].parse::<f64>().expect("a number");
        let labels: Vec<&str> =
            scene.split("<text ").skip(1).filter(|text| text.starts_with("class=\"tick end\"")).collect();
        assert!(labels.len() > 2, "{name} has labels at its axis");
        for label in labels {
            let (x, y) = (number(label, "x=\""), number(label, "y=\"") + above);
            assert!(picture.dark((x - 40.0, y - 11.0), (40.0, 14.0)) > 15, "{name}: {label:.60}");
        }
    }
}

#[test]
fn letters_of_other_scripts_are_drawn_or_named() {
    let file = fixture("v2.2/odd_tags/results.json.gz");
    let folder = scratch("pictures_odd");
    let _ = fs::remove_dir_all(&folder);
    let found = sloscope(&["report", &file, "--charts", &folder.to_string_lossy(), "--chart-format", "png"]);
    assert!(code(&found) < 4, "{}", err(&found));
    assert!(fs::read_dir(&folder).expect("a folder").count() > 3, "{}", err(&found));
    let usage = sloscope(&["report", &file, "--charts", &folder.to_string_lossy(), "--chart-format", "gif"]);
    assert_eq!(code(&usage), 2);
}
