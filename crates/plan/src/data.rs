//! Data rows from what people paste or drop: CSV with a header, a JSON list of objects, or of lists.

use sloscope_objectives::literal::{self, Failure, Literal, Placed};

use super::plan::{Data, Order};

/// Why a text holds no data rows; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct DataError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// The line, from 1. For CSV it is the line where the row begins.
    pub line: usize,
    /// The column in characters, from 1. For CSV it is always 1.
    pub column: usize,
}

impl Data {
    /// Reads CSV (RFC 4180, the first row names the columns) or JSON, by content. The error is the first mistake.
    pub fn from_text(text: &str) -> Result<Self, DataError> {
        let text = text.trim_start_matches('\u{feff}');
        if !text.trim_start().starts_with(['[', '{']) {
            return from_csv(text);
        }
        let chars: Vec<char> = text.chars().collect();
        literal::parse(&chars).and_then(from_literal).map_err(|failure| {
            let (line, column) = place(&chars, failure.at);
            DataError { message: failure.is, line, column }
        })
    }
}

/// Line and column of a character, from 1.
pub(crate) fn place(chars: &[char], at: usize) -> (usize, usize) {
    let before = &chars[..at.min(chars.len())];
    let line_start = before.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    (before.iter().filter(|c| **c == '\n').count() + 1, before.len() - line_start + 1)
}

fn from_csv(text: &str) -> Result<Data, DataError> {
    let fail = |line, message: String| Err(DataError { message, line, column: 1 });
    // A last line without an end is a line still.
    let text = format!("{text}\n");
    let mut reader = csv_core::Reader::new();
    let (mut input, mut line) = (text.as_bytes(), 1);
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    // No field is longer than the text, and no row has more fields than it has bytes.
    let mut output = vec![0; text.len()];
    let mut ends = vec![0; text.len() + 1];
    loop {
        let began = line;
        let (result, read, written, fields) = reader.read_record(input, &mut output, &mut ends);
        input = &input[read..];
        line = reader.line() as usize;
        match result {
            csv_core::ReadRecordResult::Record => {}
            csv_core::ReadRecordResult::InputEmpty if written > 0 || fields > 0 => {
                return fail(began, "a quote that begins in this row is not closed".to_owned());
            }
            _ => break,
        }
        let mut start = 0;
        let mut row: Vec<String> = Vec::with_capacity(fields);
        for end in &ends[..fields] {
            row.push(String::from_utf8_lossy(&output[start..*end]).into_owned());
            start = *end;
        }
        if columns.is_empty() {
            columns = row.into_iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        } else if row.len() != columns.len() {
            return fail(began, format!("this row has {} values, and there are {} columns", row.len(), columns.len()));
        } else {
            rows.push(row);
        }
    }
    if columns.is_empty() {
        return fail(
            1,
            "there are no data: write a first line with the names of the columns, then a row a line".to_owned(),
        );
    }
    Ok(Data { columns, rows, order: Order::RoundRobin })
}

/// `[{"prompt": "a"}, {"prompt": "b"}]`, or `{"columns": ["prompt"], "rows": [["a"], ["b"]]}`.
pub(crate) fn from_literal(root: Placed<Literal>) -> Result<Data, Failure> {
    match root.is {
        Literal::List(items) => from_objects(items),
        Literal::Object(entries) => from_table(root.at, entries),
        other => fail(
            root.at,
            format!("data are a list of objects, [{{\"prompt\": \"a text\"}}], and this is {}", other.name()),
        ),
    }
}

fn fail<T>(at: usize, message: impl Into<String>) -> Result<T, Failure> {
    Err(Placed { at, is: message.into() })
}

fn from_objects(items: Vec<Placed<Literal>>) -> Result<Data, Failure> {
    let mut data = Data::default();
    for item in items {
        let at = item.at;
        let Literal::Object(entries) = item.is else {
            return fail(
                at,
                format!("a data row is an object, {{\"prompt\": \"a text\"}}, and this is {}", item.is.name()),
            );
        };
        if entries.is_empty() {
            return fail(at, "this row is empty: write a name and a value, {\"prompt\": \"a text\"}");
        }
        if data.columns.is_empty() {
            data.columns = entries.iter().map(|(key, _)| key.is.trim().to_owned()).collect();
        }
        let mut row = vec![None; data.columns.len()];
        for (key, value) in entries {
            let Some(column) = data.columns.iter().position(|name| name == key.is.trim()) else {
                return fail(key.at, format!("the first row has no {:?}: all rows have the same names", key.is));
            };
            row[column] = Some(cell(value)?);
        }
        if let Some(missing) = row.iter().position(Option::is_none) {
            return fail(at, format!("this row has no {:?}: all rows have the same names", data.columns[missing]));
        }
        data.rows.push(row.into_iter().flatten().collect());
    }
    Ok(data)
}

fn from_table(at: usize, entries: Vec<(Placed<String>, Placed<Literal>)>) -> Result<Data, Failure> {
    let mut data = Data::default();
    for (key, value) in entries {
        match (key.is.as_str(), value.is) {
            ("columns", Literal::List(names)) => {
                let names = names.into_iter().map(|name| Ok(cell(name)?.trim().to_owned()));
                data.columns = names.collect::<Result<_, _>>()?;
            }
            ("rows", Literal::List(rows)) => {
                for row in rows {
                    let Literal::List(cells) = row.is else {
                        return fail(row.at, format!("a row is a list, [\"a text\"], and this is {}", row.is.name()));
                    };
                    data.rows.push(cells.into_iter().map(cell).collect::<Result<_, _>>()?);
                }
            }
            ("order", Literal::Text(order)) => {
                data.order = match order.as_str() {
                    "round-robin" => Order::RoundRobin,
                    "random" => Order::Random,
                    _ => return fail(value.at, format!("the order is \"round-robin\" or \"random\", not {order:?}")),
                }
            }
            ("columns" | "rows", other) => {
                return fail(value.at, format!("{} is a list, and this is {}", key.is, other.name()));
            }
            ("order", other) => {
                return fail(
                    value.at,
                    format!("the order is \"round-robin\" or \"random\", and this is {}", other.name()),
                );
            }
            _ => return fail(key.at, format!("data have columns, rows and an order, and no {:?}", key.is)),
        }
    }
    if data.columns.is_empty() {
        return fail(at, "data need \"columns\", a list of names, and \"rows\", a list of lists");
    }
    Ok(data)
}

/// One value, as a text.
fn cell(value: Placed<Literal>) -> Result<String, Failure> {
    Ok(match value.is {
        Literal::Text(text) => text,
        Literal::Number(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
        Literal::Null => String::new(),
        other => {
            return fail(
                value.at,
                format!("a value of a data row is a text or a number, and this is {}", other.name()),
            );
        }
    })
}
