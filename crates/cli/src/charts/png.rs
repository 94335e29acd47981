//! A chart as a picture: its SVG, drawn with a font that the program has in it, so that it is the same on every machine.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID};
use resvg::usvg::{FontResolver, Options, Tree};

/// Inter (SIL Open Font License, fonts/OFL.txt): Latin, Greek, Cyrillic, arrows and mathematical signs.
const FONTS: [&[u8]; 2] =
    [include_bytes!("../../fonts/Inter-Regular.ttf"), include_bytes!("../../fonts/Inter-SemiBold.ttf")];
const FAMILY: &str = "Inter";

/// Pixels of the picture for each of the chart: sharp on paper and on screens of today.
pub const SCALE: u16 = 2;

/// Draws charts.
pub struct Painter {
    options: Options<'static>,
    /// Characters that no font has.
    missing: Arc<Mutex<BTreeSet<char>>>,
}

impl Painter {
    pub fn new() -> Self {
        let mut fonts = Database::new();
        FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
        fonts.set_sans_serif_family(FAMILY);
        let missing = Arc::<Mutex<BTreeSet<char>>>::default();
        let noted = Arc::clone(&missing);
        let known = FontResolver::default_fallback_selector();
        // Fonts of the machine are looked for only where a name needs one.
        let fallback = move |wanted: char, used: &[ID], fonts: &mut Arc<Database>| {
            if fonts.len() == FONTS.len() {
                Arc::make_mut(fonts).load_system_fonts();
            }
            let found = known(wanted, used, fonts);
            if found.is_none() {
                noted.lock().unwrap_or_else(PoisonError::into_inner).insert(wanted);
            }
            found
        };
        let font_resolver =
            FontResolver { select_font: FontResolver::default_font_selector(), select_fallback: Box::new(fallback) };
        let options =
            Options { font_family: FAMILY.to_owned(), fontdb: Arc::new(fonts), font_resolver, ..Options::default() };
        Self { options, missing }
    }

    /// The picture of an SVG. The error says why there is none.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, String> {
        let tree = Tree::from_str(svg, &self.options).map_err(|error| format!("cannot be drawn: {error}"))?;
        let scale = f32::from(SCALE);
        let size = tree.size().to_int_size().scale_by(scale).ok_or("cannot be drawn: it has no size")?;
        let mut picture =
            Pixmap::new(size.width(), size.height()).ok_or("cannot be drawn: it is too large for a picture")?;
        picture.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
        picture.encode_png().map_err(|error| format!("cannot be drawn: {error}"))
    }

    /// What no font could draw, since this was asked last: boxes stand in its place.
    pub fn missing(&self) -> Option<String> {
        let missing = std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner));
        (!missing.is_empty()).then(|| missing.into_iter().collect())
    }
}
