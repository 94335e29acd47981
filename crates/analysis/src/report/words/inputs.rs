//! Inputs that could not be read, or not as a whole: what happened and what to do, by what they are.

use sloscope_dataset::InputFailure;
use sloscope_ingest::MOST_IDLE;
use sloscope_model::format;

/// What is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A file, by its name on the command line.
    Path,
    /// A file that was chosen or dropped.
    File,
    /// Standard input.
    Pipe,
    /// A named pipe or a device, by its name on the command line.
    Device,
    /// An address that the page fetched.
    Link,
}

/// What kept it from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// There is no file of that name.
    Missing,
    /// The system denies reading it.
    NoPermission,
    /// It is a folder.
    Folder,
    /// There was nothing in it.
    Nothing,
    /// It has changed since it was opened.
    Changed,
    /// Reading ended after so many bytes, for a reason that the system gave.
    BrokeOff(u64, &'a str),
    /// Reading was stopped after so many bytes: no k6 data came any more, and it may have no end.
    NoData(u64),
}

/// The failure in sentences.
pub fn unread(name: &str, medium: Medium, trouble: Trouble<'_>) -> InputFailure {
    InputFailure { name: name.to_owned(), what: what(medium, trouble), advice: advice(medium, trouble).to_owned() }
}

fn what(medium: Medium, trouble: Trouble<'_>) -> String {
    let thing = match medium {
        Medium::Path | Medium::File => "The file",
        Medium::Pipe => "Standard input",
        Medium::Device => "The pipe or device",
        Medium::Link => "The link",
    };
    match trouble {
        Trouble::Missing => format!("{thing} does not exist."),
        Trouble::NoPermission => format!("{thing} may not be read: permission was denied."),
        Trouble::Folder => "This is a folder, not a file.".to_owned(),
        Trouble::Nothing => format!("{thing} gave nothing."),
        Trouble::Changed => {
            format!("{thing} changed while it was read: the numbers may be of a part, or of a mixture.")
        }
        Trouble::BrokeOff(0, reason) => format!("{thing} cannot be read{}.", in_brackets(reason)),
        Trouble::BrokeOff(after, reason) => {
            format!("Reading broke off after {}{}.", format::bytes(after), in_brackets(reason))
        }
        Trouble::NoData(after) => {
            let idle = format::bytes(MOST_IDLE);
            format!("Reading was stopped after {}: the last {idle} held no k6 data.", format::bytes(after))
        }
    }
}

fn advice(medium: Medium, trouble: Trouble<'_>) -> &'static str {
    match (medium, trouble) {
        (Medium::Pipe, _) => "Check the command that writes into the pipe, and run both again.",
        (Medium::Device, _) => "Check that this is the right pipe or device, and the command that writes into it.",
        (Medium::Link, Trouble::NoData(_)) => "Check where the link leads: what the server sends may never end.",
        (Medium::Link, _) => "Open the link again, or download the file and drop it here.",
        (Medium::Path, Trouble::Missing) => "Check its name and its folder.",
        (_, Trouble::Missing) => "Was it moved or removed? Choose it again where it is now.",
        (_, Trouble::NoPermission) => "Allow this user to read it, or make a copy that may be read.",
        (Medium::Path, Trouble::Folder) => "Name the files in it.",
        (_, Trouble::Folder) => "Choose the files in it.",
        (_, Trouble::Nothing) => "Check that k6 ran, and that the disk was not full.",
        (_, Trouble::Changed) => "Read it again once k6 has ended and the file is written to its end.",
        (Medium::Path, Trouble::BrokeOff(..) | Trouble::NoData(_)) => {
            "Check the disk, and that the file is still there; then read it again."
        }
        (_, Trouble::BrokeOff(..) | Trouble::NoData(_)) => {
            "Is it a folder, or was it moved, changed or removed while it was read? Choose the file itself, once it is written to its end."
        }
    }
}

/// The reason of a system, ready for a bracket at the end of a sentence: it has no full stop of its own.
fn in_brackets(reason: &str) -> String {
    match reason.trim().trim_end_matches('.') {
        "" => String::new(),
        reason => format!(" ({reason})"),
    }
}

/// One line for lists: "gone.json: The file does not exist. Check its name and its folder."
pub fn unread_line(input: &InputFailure) -> String {
    format!("{}: {} {}", input.name, input.what, input.advice)
}

/// What stands above the lines.
pub const UNREAD: &str = "Not all of the input is in this report";

/// What the words of a failure leave for a sentence that goes on: "reading broke off after 1 MB".
pub fn unread_phrase(input: &InputFailure) -> String {
    let mut text = input.what.trim_end_matches('.').to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
