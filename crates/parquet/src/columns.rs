//! Columns of a Parquet file as lists, row group by row group.

use std::collections::HashMap;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use crate::Refused;

/// A file that is open, with the notes in its footer.
pub struct File {
    reader: SerializedFileReader<bytes::Bytes>,
    notes: HashMap<String, String>,
    /// Its size.
    pub bytes: u64,
}

/// Rows that were written together.
pub struct Group<'f> {
    reader: Box<dyn RowGroupReader + 'f>,
    file: &'f File,
    /// The number of its rows.
    pub rows: usize,
}

impl File {
    pub fn open(bytes: Vec<u8>) -> Result<Self, Refused> {
        let size = bytes.len() as u64;
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes))?;
        let all = reader.metadata().file_metadata().key_value_metadata();
        let notes = all.into_iter().flatten().filter_map(|note| Some((note.key.clone(), note.value.clone()?)));
        let notes = notes.collect();
        Ok(Self { reader, notes, bytes: size })
    }

    /// A note in the footer.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.notes.get(key).map(String::as_str)
    }

    pub fn groups(&self) -> impl Iterator<Item = Result<Group<'_>, Refused>> {
        (0..self.reader.num_row_groups()).map(|at| {
            let reader = self.reader.get_row_group(at)?;
            let rows = usize::try_from(reader.metadata().num_rows()).map_err(Refused::damaged)?;
            Ok(Group { reader, file: self, rows })
        })
    }

    /// The place of a column; `None` if there is none of that name.
    fn place(&self, path: &str) -> Option<usize> {
        let columns = self.reader.metadata().file_metadata().schema_descr().columns();
        columns.iter().position(|column| column.path().string() == path)
    }

    /// Has it a column of this name, or path?
    pub fn has(&self, path: &str) -> bool {
        self.place(path).is_some()
    }
}

impl Group<'_> {
    pub fn longs(&self, name: &str) -> Result<Vec<Option<i64>>, Refused> {
        self.all::<Int64Type>(name, |reader| matches!(reader, ColumnReader::Int64ColumnReader(_)))
    }

    pub fn ints(&self, name: &str) -> Result<Vec<Option<i32>>, Refused> {
        self.all::<Int32Type>(name, |reader| matches!(reader, ColumnReader::Int32ColumnReader(_)))
    }

    pub fn doubles(&self, name: &str) -> Result<Vec<Option<f64>>, Refused> {
        self.all::<DoubleType>(name, |reader| matches!(reader, ColumnReader::DoubleColumnReader(_)))
    }

    pub fn bools(&self, name: &str) -> Result<Vec<Option<bool>>, Refused> {
        self.all::<BoolType>(name, |reader| matches!(reader, ColumnReader::BoolColumnReader(_)))
    }

    pub fn texts(&self, name: &str) -> Result<Vec<Option<ByteArray>>, Refused> {
        self.all::<ByteArrayType>(name, |reader| matches!(reader, ColumnReader::ByteArrayColumnReader(_)))
    }

    /// For each row the texts of a list, as the keys or the values of a map are.
    pub fn lists(&self, path: &str) -> Result<Vec<Vec<ByteArray>>, Refused> {
        let is_text = |reader: &ColumnReader| matches!(reader, ColumnReader::ByteArrayColumnReader(_));
        let (mut reader, most) = self.reader::<ByteArrayType>(path, is_text)?;
        let (mut definitions, mut repetitions, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = 0;
        while done < self.rows {
            let left = self.rows - done;
            let (records, ..) =
                reader.read_records(left, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
            if records == 0 {
                break;
            }
            done += records;
        }
        let (mut rows, mut values): (Vec<Vec<ByteArray>>, _) = (Vec::new(), values.into_iter());
        for (definition, repetition) in definitions.into_iter().zip(repetitions) {
            if repetition == 0 {
                rows.push(Vec::new());
            }
            if definition == most {
                rows.last_mut().into_iter().for_each(|row| row.extend(values.next()));
            }
        }
        self.complete(path, rows)
    }

    fn all<T: DataType>(&self, name: &str, fits: impl Fn(&ColumnReader) -> bool) -> Result<Vec<Option<T::T>>, Refused>
    where
        T::T: Clone,
    {
        let (mut reader, most) = self.reader::<T>(name, fits)?;
        let (mut definitions, mut values) = (Vec::new(), Vec::new());
        let mut done = 0;
        while done < self.rows {
            let (records, ..) = reader.read_records(self.rows - done, Some(&mut definitions), None, &mut values)?;
            if records == 0 {
                break;
            }
            done += records;
        }
        if most == 0 {
            return self.complete(name, values.into_iter().map(Some).collect());
        }
        let mut values = values.into_iter();
        let row = |definition: i16| if definition == most { values.next() } else { None };
        self.complete(name, definitions.into_iter().map(row).collect())
    }

    /// A reader of a column, and the level at which a value is there.
    fn reader<T: DataType>(
        &self,
        name: &str,
        fits: impl Fn(&ColumnReader) -> bool,
    ) -> Result<(ColumnReaderImpl<T>, i16), Refused> {
        let place = self.file.place(name).ok_or_else(|| Refused::damaged(format!("it has no column {name}")))?;
        let reader = self.reader.get_column_reader(place)?;
        if !fits(&reader) {
            return Err(Refused::damaged(format!("its column {name} is of another type")));
        }
        let most = self.reader.metadata().column(place).column_descr().max_def_level();
        Ok((get_typed_column_reader::<T>(reader), most))
    }

    fn complete<T>(&self, name: &str, rows: Vec<T>) -> Result<Vec<T>, Refused> {
        match rows.len() == self.rows {
            true => Ok(rows),
            false => Err(Refused::damaged(format!("its column {name} has {} of {} rows", rows.len(), self.rows))),
        }
    }
}

/// A text of a column.
pub fn text(bytes: &ByteArray) -> Result<&str, Refused> {
    bytes.as_utf8().map_err(|_| Refused::damaged("a text is not UTF-8"))
}
