//! Files that the browser keeps for this page alone (the origin private file system). Browsers refuse them in private
//! windows, on plain http, and where they are too old: an error, never a panic.

use std::io;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, FileReaderSync, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemSyncAccessHandle,
};

/// Other pages may share the origin.
const FOLDER: &str = "sloscope";
/// What is read at once.
const SLICE: usize = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// Those of web-sys do not catch that a browser has no such function.
    type Storage;
    #[wasm_bindgen(method, catch, js_name = getDirectory)]
    fn get_directory(this: &Storage) -> Result<Promise, JsValue>;

    type Lockable;
    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    fn create_sync_access_handle(this: &Lockable) -> Result<Promise, JsValue>;
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator"))?;
    let storage: Storage = Reflect::get(&navigator, &JsValue::from_str("storage"))?.unchecked_into();
    let root: FileSystemDirectoryHandle = JsFuture::from(storage.get_directory()?).await?.unchecked_into();
    let made = FileSystemGetDirectoryOptions::new();
    made.set_create(true);
    Ok(JsFuture::from(root.get_directory_handle_with_options(FOLDER, &made)).await?.unchecked_into())
}

/// The name of an error, as `NotFoundError`.
fn is_named(error: &JsValue, name: &str) -> bool {
    Reflect::get(error, &JsValue::from_str("name")).is_ok_and(|found| found == name)
}

/// Chromium does not fail where it has no room for a part: it answers another number than that of the bytes.
const PART: JsValue = JsValue::NULL;

/// The browser has no room.
pub fn is_full(error: &JsValue) -> bool {
    *error == PART || is_named(error, "QuotaExceededError")
}

/// Removes a file; a file that is not there is removed. False if it is still there: another tab writes it.
pub async fn remove(name: &str) -> bool {
    let Ok(folder) = folder().await else { return false };
    match JsFuture::from(folder.remove_entry(name)).await {
        Ok(_) => true,
        Err(error) => is_named(&error, "NotFoundError"),
    }
}

/// A file, to be read.
pub async fn open(name: &str) -> Result<File, JsValue> {
    let file: FileSystemFileHandle = JsFuture::from(folder().await?.get_file_handle(name)).await?.unchecked_into();
    Ok(JsFuture::from(file.get_file()).await?.unchecked_into())
}

/// A new file, written by a worker. No other tab can write or remove it meanwhile.
pub struct NewFile {
    handle: FileSystemSyncAccessHandle,
    pub bytes: u64,
}

impl NewFile {
    pub async fn create(name: &str) -> Result<Self, JsValue> {
        let made = FileSystemGetFileOptions::new();
        made.set_create(true);
        let file = JsFuture::from(folder().await?.get_file_handle_with_options(name, &made)).await?;
        let handle = JsFuture::from(file.unchecked_into::<Lockable>().create_sync_access_handle()?).await?;
        Ok(Self { handle: handle.unchecked_into(), bytes: 0 })
    }

    /// Writes all of it behind what was written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let written = self.handle.write_with_u8_array(bytes)?;
        self.bytes += bytes.len() as u64;
        if written == bytes.len() as f64 { Ok(()) } else { Err(PART) }
    }

    /// True if the file is as it was written.
    pub fn close(self) -> Result<u64, JsValue> {
        self.handle.flush()?;
        self.handle.close();
        Ok(self.bytes)
    }

    /// It will be removed.
    pub fn give_up(self) {
        self.handle.close();
    }
}

/// Reads a file in slices, without waiting.
pub struct Slices {
    at: f64,
    from: Medium,
}

enum Medium {
    File(File, FileReaderSync),
    /// All of it: only workers have such readers.
    Bytes(Uint8Array),
}

impl Slices {
    pub async fn of(file: File) -> Result<Self, JsValue> {
        let from = match FileReaderSync::new() {
            Ok(reader) => Medium::File(file, reader),
            Err(_) => Medium::Bytes(Uint8Array::new(&JsFuture::from(file.array_buffer()).await?)),
        };
        Ok(Self { at: 0.0, from })
    }

    fn next(&mut self, most: usize) -> Result<Uint8Array, JsValue> {
        let end = self.at + most.min(SLICE) as f64;
        let bytes = match &self.from {
            Medium::File(file, reader) => {
                let slice: Blob = file.slice_with_f64_and_f64(self.at, end)?;
                Uint8Array::new(reader.read_as_array_buffer(&slice)?.as_ref())
            }
            Medium::Bytes(bytes) => bytes.subarray(self.at as u32, end as u32),
        };
        self.at += f64::from(bytes.length());
        Ok(bytes)
    }
}

impl io::Read for Slices {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.next(into.len()).map_err(|_| io::Error::other("the browser does not read on"))?;
        let length = bytes.length() as usize;
        bytes.copy_to(&mut into[..length]);
        Ok(length)
    }
}
