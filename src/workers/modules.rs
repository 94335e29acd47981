//! What workers are made of. The page's script element names the modules, and boot.js keeps copies of them in memory; a
//! worker that starts others has its own module, or gets another one with its role.

use js_sys::Object;
use sloscope_protocol::Module;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::role::scope;
use crate::platform::{address, page};

#[wasm_bindgen]
extern "C" {
    /// What a worker is made of: it travels with messages as it is.
    #[derive(Clone)]
    pub type Parts;
    /// The address of the script.
    #[wasm_bindgen(method, getter)]
    pub fn script(this: &Parts) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_script(this: &Parts, script: &str);
    /// The address of the glue; absent from a copy, which has it in its script.
    #[wasm_bindgen(method, getter)]
    pub fn glue(this: &Parts) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_glue(this: &Parts, glue: &JsValue);
    /// The address of the module, or the module itself.
    #[wasm_bindgen(method, getter)]
    pub fn module(this: &Parts) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_module(this: &Parts, module: &JsValue);
    /// A copy in memory, for a host that is not reached.
    #[wasm_bindgen(method, getter)]
    pub fn spare(this: &Parts) -> Option<Parts>;
    #[wasm_bindgen(method, setter)]
    fn set_spare(this: &Parts, spare: &JsValue);

    /// The global scope of the page as boot.js has left it, or of a worker as worker.js has.
    type Global;
    #[wasm_bindgen(method, getter, js_name = workerCopies)]
    fn worker_copies(this: &Global) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn glue(this: &Global) -> JsValue;
}

fn parts(script: &str, glue: &JsValue, module: &JsValue, spare: &JsValue) -> Parts {
    let parts: Parts = Object::new().unchecked_into();
    parts.set_script(script);
    parts.set_glue(glue);
    parts.set_module(module);
    parts.set_spare(spare);
    parts
}

/// In the page: a module, by its name in the script element, and its copy, once that is there. A page that is a file has
/// only copies.
pub fn of(module: Module) -> Parts {
    let name = module.name();
    let copies = js_sys::global().unchecked_into::<Global>().worker_copies();
    let copy = js_sys::Reflect::get(&copies, &name.into()).unwrap_or_default();
    let script = page::find("script[data-glue]");
    let Some(base) = script.and_then(|script| script.get_attribute(&format!("data-{name}"))) else {
        return copy.unchecked_into();
    };
    let file = |end: &str| JsValue::from(address::resolve(&format!("{base}{end}")).unwrap_or_default());
    let script = address::resolve("./worker.js").unwrap_or_default();
    parts(&script, &file(".js"), &file("_bg.wasm"), &copy)
}

/// In a worker: its own module.
pub fn own() -> Parts {
    let glue = scope().unchecked_ref::<Global>().glue();
    parts(&scope().location().href(), &glue, &wasm_bindgen::module(), &JsValue::UNDEFINED)
}
