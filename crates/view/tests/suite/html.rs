//! Elements as HTML: what is escaped, what has no end, and what a file leaves out.

use sloscope_view::action::Action;
use sloscope_view::button::{button, report_button};
use sloscope_view::element::{Element, classed, el, part, svg};
use sloscope_view::state::{AtFirst, ViewState, Zone};

fn html(element: Element) -> String {
    element.to_html(&AtFirst)
}

#[test]
fn elements_are_written_as_html() {
    let table = [
        (el("p"), "<p></p>"),
        (classed("td", "n").child("1"), "<td class=\"n\">1</td>"),
        (el("br"), "<br>"),
        (el("input").attr("type", "text").value("a\"b"), "<input type=\"text\" value=\"a&quot;b\">"),
        (el("textarea").value("\n</textarea>"), "<textarea>\n\n&lt;/textarea&gt;</textarea>"),
        (el("pre").child("\na"), "<pre>\n\na</pre>"),
        (el("details").attr("open", true).attr("hidden", false), "<details open></details>"),
        (el("a").attr("href", "?a=1&b=2"), "<a href=\"?a=1&amp;b=2\"></a>"),
        (el("p").child("<b>&amp;"), "<p>&lt;b&gt;&amp;amp;</p>"),
        (el("p").child("a\0b\rc"), "<p>a\u{fffd}b&#13;c</p>"),
        (
            svg("svg").attr("viewBox", "0 0 1 1").child(svg("path").attr("d", "M0 0")),
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"></path></svg>",
        ),
        (el("p").children(["a", "b"]).children(None::<Element>), "<p>ab</p>"),
        (el("i").attr("class", "a").attr("class", "b"), "<i class=\"b\"></i>"),
        (el("i").key("k").on("click", Action::SearchBreakdown), "<i></i>"),
    ];
    for (element, expected) in table {
        assert_eq!(html(element), expected);
    }
}

#[test]
fn a_part_is_drawn_by_the_state() {
    struct Utc;
    impl ViewState for Utc {
        fn zone(&self) -> Zone {
            Zone::Utc
        }
    }
    let shown = || el("p").child(part(|state| el("b").child(format!("{:?}", state.zone()))));
    assert_eq!(html(shown()), "<p><b>File</b></p>");
    assert_eq!(shown().to_html(&Utc), "<p><b>Utc</b></p>");
}

/// In a document nothing turns the order of letters, or hides.
#[test]
fn a_file_shows_hidden_characters_as_escapes() {
    let still = |element: Element| element.to_still_html(&AtFirst);
    let text = "a\u{1b}[31m\nb\u{200b}";
    assert_eq!(
        still(el("p").attr("title", text).child(text)),
        "<p title=\"a\\u{1b}[31m b\\u{200b}\">a\\u{1b}[31m b\\u{200b}</p>"
    );
    assert_eq!(still(el("pre").child(text)), "<pre>\na\\u{1b}[31m\nb\\u{200b}</pre>");
}

/// What only asks for something is of no use where nobody answers; what is shown on a button is.
#[test]
fn a_file_has_nothing_to_press() {
    let stage = report_button("stage", el("b").child("stage 1"), Action::SetZone(Zone::Utc)).attr("title", "Look");
    let both = el("p").child(button("save", "Save", Action::SaveBreakdown)).child(stage);
    let page = html(el("p"));
    assert_eq!(page, "<p></p>");
    assert_eq!(both.to_still_html(&AtFirst), "<p><span data-action=\"stage\"><b>stage 1</b></span></p>");
    let pressed = "<p><button type=\"button\" data-action=\"save\">Save</button>\
                   <button type=\"button\" data-action=\"stage\" title=\"Look\"><b>stage 1</b></button></p>";
    assert_eq!(both.to_html(&AtFirst), pressed);
}
