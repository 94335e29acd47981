//! The fields of the two sides of a plan: whether it has them, their blocks, and what side b has of its own.

use sloscope_core::load::{
    Body, Plan, SideB, address_b, duration, duration_text, pairs_text, read_pairs, read_whole, set_address_b,
};

use super::field::{Field, Shape};

fn b(plan: &Plan, part: fn(&SideB) -> String) -> Option<String> {
    plan.sides.as_ref().map(|sides| part(&sides.b))
}

fn set_b(plan: &mut Plan, change: impl FnOnce(&mut SideB)) -> Result<(), String> {
    if let Some(sides) = &mut plan.sides {
        change(&mut sides.b);
    }
    Ok(())
}

pub const FIELDS: [Field; 7] = [
    Field {
        name: "compare",
        label: "Compare",
        hint: "Two sides take turns in blocks; side a is the plan as it is.",
        shape: Shape::Choice(&[["no", "nothing"], ["yes", "a and b"]]),
        keys: &[""],
        get: |plan, _| Some(if plan.sides.is_some() { "yes" } else { "no" }.to_owned()),
        set: |plan, _, text| {
            plan.sides = (text == "yes").then(|| plan.first_sides());
            Ok(())
        },
    },
    Field {
        name: "url-b",
        label: "URL of b",
        hint: "Another address or path. Empty: as a.",
        shape: Shape::Line,
        keys: &["target", "url"],
        get: |plan, _| address_b(plan),
        set: |plan, _, text| {
            set_address_b(plan, text);
            Ok(())
        },
    },
    Field {
        name: "method-b",
        label: "Method of b",
        hint: "Empty: as a.",
        shape: Shape::Short,
        keys: &["method"],
        get: |plan, _| b(plan, |b| b.method.clone().unwrap_or_default()),
        set: |plan, _, text| {
            let method = text.trim().to_ascii_uppercase();
            set_b(plan, |b| b.method = (!method.is_empty()).then_some(method))
        },
    },
    Field {
        name: "headers-b",
        label: "Headers of b",
        hint: "One a line, Name: value; in place of those of a with the same name.",
        shape: Shape::Lines("2"),
        keys: &["headers"],
        get: |plan, _| b(plan, |b| pairs_text(&b.headers)),
        set: |plan, _, text| {
            let headers = read_pairs(text, "a header")?;
            set_b(plan, |b| b.headers = headers)
        },
    },
    Field {
        name: "body-b",
        label: "Body of b",
        hint: "Empty: as a.",
        shape: Shape::Lines("2"),
        keys: &["body", "json"],
        get: |plan, _| b(plan, |b| b.body.as_ref().map(|body| body.text.clone()).unwrap_or_default()),
        set: |plan, _, text| {
            // What it is side a says, where that has a body.
            let of_a = plan.requests.first().and_then(|request| request.body.as_ref()).map(|body| body.json);
            set_b(plan, |b| {
                let json = b.body.as_ref().map(|body| body.json).or(of_a);
                let json = json.unwrap_or_else(|| text.trim_start().starts_with(['{', '[']));
                b.body = (!text.is_empty()).then(|| Body { text: text.to_owned(), json });
            })
        },
    },
    Field {
        name: "block",
        label: "Length of a block",
        hint: "The run is cut into pairs of them, one of each side.",
        shape: Shape::Short,
        keys: &["block"],
        get: |plan, _| plan.sides.as_ref().map(|sides| duration_text(sides.block)),
        set: |plan, _, text| {
            let block = duration(text)?;
            plan.sides.iter_mut().for_each(|sides| sides.block = block);
            Ok(())
        },
    },
    Field {
        name: "order-seed",
        label: "Seed",
        hint: "Decides which side comes first in each pair.",
        shape: Shape::Short,
        keys: &[],
        get: |plan, _| plan.sides.as_ref().map(|_| plan.seed.to_string()),
        set: |plan, _, text| {
            plan.seed = read_whole(text)?;
            Ok(())
        },
    },
];
