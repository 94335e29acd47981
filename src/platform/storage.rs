//! What the browser keeps for this page. Refusal (private windows, a full disk) is an answer, not an error.

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

pub fn get(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// False if the browser did not keep it.
pub fn set(key: &str, value: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = local() {
        // Nothing to remove is fine.
        let _ = storage.remove_item(key);
    }
}

/// The keys of all that is kept.
pub fn keys() -> Vec<String> {
    let Some(storage) = local() else { return Vec::new() };
    let length = storage.length().unwrap_or_default();
    (0..length).filter_map(|at| storage.key(at).ok()?).collect()
}
