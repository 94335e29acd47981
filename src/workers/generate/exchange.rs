//! Generators that share a plan share the room for iterations under way, too: one that is short of it asks the others, which
//! hand it half of what they have free. There is never more in all than the plan allows.

use js_sys::Array;
use sloscope_core::load::Pacer;
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::with;

/// Where nobody has room, asking again sooner would change nothing.
const ASK_EVERY: Nanos = 10 * NANOS_PER_MS as Nanos;

pub struct Exchange {
    channel: BroadcastChannel,
    mine: u32,
    asked: Nanos,
}

impl Exchange {
    /// `None` where workers cannot hear each other: then each keeps its own room.
    pub fn new(channel: &str, mine: u32) -> Option<Self> {
        let channel = BroadcastChannel::new(channel).ok()?;
        let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
            let numbers: Vec<u32> =
                event.data().unchecked_into::<Array>().iter().filter_map(|n| Some(n.as_f64()? as u32)).collect();
            with(|state| {
                let Some(exchange) = &state.exchange else { return };
                match numbers[..] {
                    [asks, scenario] => exchange.answer(asks, scenario, &mut state.pacer),
                    [to, scenario, room] if to == exchange.mine => state.pacer.widen(scenario as usize, room),
                    _ => {}
                }
            });
        });
        channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        Some(Self { channel, mine, asked: 0 })
    }

    fn say(&self, numbers: &[u32]) {
        let message: Array = numbers.iter().map(|number| JsValue::from(*number)).collect();
        // A channel that is open takes numbers.
        drop(self.channel.post_message(&message));
    }

    /// Asks for room where there is little left.
    pub fn ask(&mut self, pacer: &Pacer, scenarios: usize, now: Nanos) {
        if now - self.asked < ASK_EVERY {
            return;
        }
        for scenario in (0..scenarios).filter(|at| pacer.is_short(*at)) {
            self.asked = now;
            self.say(&[self.mine, scenario as u32]);
        }
    }

    fn answer(&self, to: u32, scenario: u32, pacer: &mut Pacer) {
        let room = pacer.part_with(scenario as usize);
        if room > 0 {
            self.say(&[to, scenario, room]);
        }
    }
}
