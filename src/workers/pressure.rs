//! The load of the processor while a run goes on, as the browser tells it (Compute Pressure,
//! <https://www.w3.org/TR/compute-pressure/>): a part of whether what is late is the generator's own. Few browsers tell.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use sloscope_core::format;
use sloscope_core::report::NoteLevel;
use sloscope_protocol::Pressure;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};

/// The browser looks so often.
const EVERY_MS: f64 = 1000.0;

/// More of a run than this share under critical pressure is worth a caution.
const MUCH: f64 = 0.25;

#[wasm_bindgen]
extern "C" {
    type PressureObserver;
    #[wasm_bindgen(constructor, catch)]
    fn new(changed: &Function) -> Result<PressureObserver, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn observe(this: &PressureObserver, source: &str, options: &Object) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn disconnect(this: &PressureObserver);

    type PressureRecord;
    #[wasm_bindgen(method, getter)]
    fn state(this: &PressureRecord) -> String;
}

/// What the browser has reported.
pub struct Pressures {
    now: Rc<RefCell<Option<Pressure>>>,
    /// How long it was serious, and critical, in ms of the run; when that was added up last.
    high_ms: [f64; 2],
    counted_ms: f64,
    observer: Option<PressureObserver>,
    _changed: Closure<dyn Fn(Array)>,
}

impl Pressures {
    /// Looks from now on, where the browser can.
    pub fn observe() -> Self {
        let now = Rc::new(RefCell::new(None));
        let state = now.clone();
        let changed = Closure::<dyn Fn(Array)>::new(move |records: Array| {
            let newest = records.at(-1).unchecked_into::<PressureRecord>();
            *state.borrow_mut() = Pressure::read(&newest.state());
        });
        let observer = start(changed.as_ref().unchecked_ref());
        Self { now, high_ms: [0.0; 2], counted_ms: 0.0, observer, _changed: changed }
    }

    /// What it is at this time of the run.
    pub fn at(&mut self, at_ms: f64) -> Option<Pressure> {
        let now = *self.now.borrow();
        let since = (at_ms - self.counted_ms).max(0.0);
        match now {
            Some(Pressure::Serious) => self.high_ms[0] += since,
            Some(Pressure::Critical) => self.high_ms[1] += since,
            _ => {}
        }
        self.counted_ms = at_ms;
        now
    }

    /// What is to be said of the run; nothing where the browser reported nothing.
    pub fn words(&self) -> Option<(NoteLevel, String)> {
        (*self.now.borrow())?;
        let [serious, critical] = self.high_ms;
        let much = critical > self.counted_ms * MUCH;
        let states = |ms: f64, state: &str| (ms > 0.0).then(|| format!("{state} for {}", format::duration(ms)));
        let states: Vec<String> =
            [states(critical, "critical"), states(serious, "serious")].into_iter().flatten().collect();
        Some(match states.is_empty() {
            true => (
                NoteLevel::Info,
                "By the browser's account the processor was not under pressure during the run.".to_owned(),
            ),
            false => (
                if much { NoteLevel::Caution } else { NoteLevel::Info },
                format!(
                    "The browser reported pressure on the processor: {}. Where requests were late, this machine may be the cause: close other programs, or send less from it.",
                    states.join(", ")
                ),
            ),
        })
    }
}

fn start(changed: &Function) -> Option<PressureObserver> {
    if !Reflect::has(&js_sys::global(), &JsValue::from_str("PressureObserver")).unwrap_or(false) {
        return None;
    }
    let observer = PressureObserver::new(changed).ok()?;
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("sampleInterval"), &JsValue::from_f64(EVERY_MS)).ok()?;
    let asked = observer.observe("cpu", &options).ok()?;
    // A browser that refuses tells nothing.
    wasm_bindgen_futures::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(asked).await;
    });
    Some(observer)
}

impl Drop for Pressures {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
