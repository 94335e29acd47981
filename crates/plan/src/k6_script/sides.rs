//! Two sides in a k6 script: the lists of both, and which of them it is the turn of. The order of the blocks stands in the
//! script, as it was computed for the plan.

use sloscope_model::names::{BLOCK, SIDE};
use sloscope_model::time::NANOS_PER_MS;

use super::{has_targets, ms, targets};
use crate::{Plan, Side, Sides, duration_text};

/// What a reader of the script is to know.
pub fn head(plan: &Plan, sides: &Sides) -> String {
    let warm_up = match plan.warm_up {
        0 => "",
        _ => " The warm-up is of a, then of b, without these tags.",
    };
    format!(
        "// Two sides take turns in blocks of {}, by the time at which an iteration starts; samples have the tags {SIDE} and {BLOCK}.{warm_up}\n\
         // k6 writes dropped_iterations, vus and vus_max without them. Compare the sides: sloscope compare results.json.gz --blocks {SIDE}\n",
        duration_text(sides.block)
    )
}

/// What side b sends, `requests` as a list, and both sides by their names.
pub fn lists(plan: &Plan, requests: String) -> String {
    let mut text = requests;
    let both = match (has_targets(plan), plan.targets_of(Side::A) == plan.targets_of(Side::B)) {
        (false, _) => "a: { requests }, b: { requests: requestsB }",
        (true, true) => "a: { targets, requests }, b: { targets, requests: requestsB }",
        (true, false) => {
            text += &targets("targetsB", "TARGET_B", plan.targets_of(Side::B));
            "a: { targets, requests }, b: { targets: targetsB, requests: requestsB }"
        }
    };
    let order: String = plan.block_order().iter().map(|side| side.as_str()).collect();
    text + &format!("const sides = {{ {both} }};\n// The sides of the blocks.\nconst order = '{order}';\n")
}

/// Lines of the main function: whose turn it is.
pub fn turn(plan: &Plan) -> Vec<String> {
    let block = plan.sides.as_ref().map_or(0, |sides| sides.block);
    let length = block as f64 / NANOS_PER_MS;
    let number = |since: &str| format!("Math.min(Math.floor({since} / {length}), order.length - 1)");
    let tag = |name: &str, value: &str| format!("exec.vu.metrics.tags.{name} = {value};");
    let mut lines = Vec::new();
    if plan.warm_up > 0 {
        lines.push(format!("const block = warm ? -1 : {};", number(&format!("(now - {})", ms(plan.warm_up)))));
        lines.push(format!("const side = warm ? (now < {} ? 'a' : 'b') : order[block];", ms(plan.warm_up / 2)));
        lines.push("if (!warm) {".to_owned());
        lines.push(format!("  {}", tag(SIDE, "side")));
        lines.push(format!("  {}", tag(BLOCK, "String(block + 1)")));
        lines.push("}".to_owned());
    } else {
        lines.push(format!("const block = {};", number("now")));
        lines.push("const side = order[block];".to_owned());
        lines.push(tag(SIDE, "side"));
        lines.push(tag(BLOCK, "String(block + 1)"));
    }
    let names = if has_targets(plan) { "targets, requests" } else { "requests" };
    lines.push(format!("const {{ {names} }} = sides[side];"));
    lines
}
