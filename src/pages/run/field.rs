//! A part of a plan as a field. What cannot be read is said below it and changes nothing; what is wrong with the plan is
//! said at the field that it is in.

use leptos::prelude::*;
use sloscope_core::load::{Plan, Problem, Request, Step, header_cautions};

use crate::components::element::{Element, Listen, Part, classed, dynamic, el};
use crate::state::draft::{Draft, Unread};

/// Whose part it is.
#[derive(Clone, Copy, PartialEq)]
pub enum Of {
    /// The card: of the plan, its first request and its first scenario.
    Card,
    Plan,
    /// The sides of the plan.
    Sides,
    /// Of the request, or of the scenario, of this number.
    Request(usize),
    Scenario(usize),
}

impl Of {
    pub fn number(self) -> usize {
        match self {
            Self::Card | Self::Plan | Self::Sides => 0,
            Self::Request(at) | Self::Scenario(at) => at,
        }
    }

    fn prefix(self) -> String {
        match self {
            Self::Card => "card".to_owned(),
            Self::Plan => "plan".to_owned(),
            Self::Sides => "sides".to_owned(),
            Self::Request(at) => format!("request-{at}"),
            Self::Scenario(at) => format!("scenario-{at}"),
        }
    }

    /// The key of a problem's place within this part; empty if it is of the part as a whole.
    fn key(self, problem: &Problem) -> Option<&str> {
        let name = |at: usize| match problem.path.get(at) {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        let (list, at) = match self {
            Self::Card if name(0) == "scenarios" => ("scenarios", 0),
            Self::Card if name(0) == "requests" => ("requests", 0),
            Self::Card | Self::Plan => return Some(name(0)),
            Self::Sides => {
                let key = if name(1) == "b" { name(2) } else { name(1) };
                return (name(0) == "sides").then_some(key);
            }
            Self::Request(at) => ("requests", at),
            Self::Scenario(at) => ("scenarios", at),
        };
        (name(0) == list && problem.path.get(1) == Some(&Step::Index(at))).then(|| name(2))
    }
}

pub enum Shape {
    /// One line.
    Line,
    /// A few characters.
    Short,
    /// A few characters, and what they count.
    Unit(&'static str),
    /// So many lines.
    Lines(&'static str),
    /// Values and what they are called.
    Choice(&'static [[&'static str; 2]]),
}

/// How a part of a plan is a text, and back.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub shape: Shape,
    /// The keys of the JSON form whose mistakes are said here.
    pub keys: &'static [&'static str],
    /// `None` where there is nothing to show: the field is not there.
    pub get: fn(&Plan, usize) -> Option<String>,
    pub set: fn(&mut Plan, usize, &str) -> Result<(), String>,
}

/// What the plan does all the same, and not as it is written: what a browser makes of its headers.
fn cautions(plan: &Plan, of: Of, field: &Field) -> Vec<String> {
    match (of, plan.requests.get(of.number())) {
        (Of::Request(_), Some(request)) if field.keys.contains(&"headers") => header_cautions(plan, request),
        (Of::Sides, Some(request)) if field.keys.contains(&"headers") => {
            let headers = plan.sides.as_ref().map(|sides| sides.b.headers.clone()).unwrap_or_default();
            header_cautions(plan, &Request { headers, ..request.clone() })
        }
        _ => Vec::new(),
    }
}

/// All of these, drawn anew when the form gets other parts.
pub fn fresh_fields(draft: Draft, of: Of, list: &'static [Field]) -> Part {
    dynamic(move || {
        draft.shape.get();
        fields(draft, of, list)
    })
}

/// Where a mistake is to be corrected, if one of these fields shows it: its id and label.
pub fn place(plan: &Plan, of: Of, list: &'static [Field], problem: &Problem) -> Option<Unread> {
    let key = of.key(problem)?;
    let field = list.iter().find(|field| field.keys.contains(&key) && (field.get)(plan, of.number()).is_some())?;
    Some(Unread { id: format!("{}-{}", of.prefix(), field.name), label: field.label })
}

/// All of these, each as an element.
pub fn fields(draft: Draft, of: Of, fields: &'static [Field]) -> Element {
    classed("div", "run-fields").children(fields.iter().map(|field| drawn(draft, of, field)))
}

fn drawn(draft: Draft, of: Of, field: &'static Field) -> Element {
    // What was typed, while it is typed: it is not rewritten under the hands of who writes it.
    let typed = RwSignal::new(None::<String>);
    let fault = RwSignal::new(String::new());
    let id = format!("{}-{}", of.prefix(), field.name);
    let input = {
        let id = id.clone();
        move |event: leptos::ev::Event| {
            let text = event_target_value(&event);
            let mut plan = draft.written.with_untracked(|written| written.plan.clone());
            let set = plan.as_mut().map_or(Ok(()), |plan| (field.set)(plan, of.number(), &text));
            typed.set(Some(text));
            let read = set.is_ok();
            draft.unread.update(|unread| {
                unread.retain(|known| known.id != id);
                unread.extend((!read).then(|| Unread { id: id.clone(), label: field.label }));
            });
            fault.set(set.err().unwrap_or_default());
            if let Some(plan) = plan.filter(|_| read) {
                draft.change(plan);
            }
        }
    };
    let inside = dynamic(move || {
        let (got, mut wrong, cautions) = draft.written.with(|written| {
            let mine = |problem: &&Problem| of.key(problem).is_some_and(|key| field.keys.contains(&key));
            let wrong: Vec<String> =
                written.problems.iter().filter(mine).map(|problem| problem.message.clone()).collect();
            let plan = written.plan.as_ref();
            let cautions = plan.map(|plan| cautions(plan, of, field)).unwrap_or_default();
            (plan.and_then(|plan| (field.get)(plan, of.number())), wrong, cautions)
        });
        let Some(got) = got else { return el("div").attr("hidden", "") };
        fault.with(|fault| {
            if !fault.is_empty() {
                wrong = vec![fault.clone()];
            }
        });
        let hint_id = format!("{id}-hint");
        let tag = match field.shape {
            Shape::Line | Shape::Short | Shape::Unit(_) => "input",
            Shape::Lines(_) => "textarea",
            Shape::Choice(_) => "select",
        };
        let mut control = el(tag)
            .attr("id", id.clone())
            .attr("data-field", field.name)
            .attr("aria-describedby", hint_id.clone())
            .attr("aria-invalid", (!wrong.is_empty()).to_string());
        control = match field.shape {
            Shape::Line | Shape::Short | Shape::Unit(_) => {
                control.attr("type", "text").attr("autocomplete", "off").attr("spellcheck", "false")
            }
            Shape::Lines(rows) => control.attr("rows", rows).attr("spellcheck", "false"),
            Shape::Choice(values) => {
                control.children(values.iter().map(|[value, label]| el("option").attr("value", *value).child(*label)))
            }
        };
        let control =
            control.value(typed.get().unwrap_or(got)).listen("input", input.clone()).listen("blur", move |_| {
                if fault.with_untracked(String::is_empty) {
                    typed.set(None);
                }
            });
        let control = match field.shape {
            Shape::Unit(unit) => classed("div", "run-unit").child(control).child(el("span").child(unit)),
            _ => control,
        };
        let cautions = cautions.into_iter().map(|text| classed("p", "caution").attr("data-caution", "").child(text));
        let below: Vec<Element> = match wrong.is_empty() {
            true => vec![classed("p", "hint").child(field.hint)],
            false => wrong.into_iter().map(|text| classed("p", "grave").child(text)).collect(),
        };
        el("div")
            .child(el("label").attr("for", id.clone()).child(field.label))
            .child(control)
            .child(el("div").attr("id", hint_id).attr("aria-live", "polite").children(below).children(cautions))
    });
    let class = match field.shape {
        Shape::Lines(_) => "run-field wide",
        Shape::Short | Shape::Unit(_) | Shape::Choice(_) => "run-field short",
        Shape::Line => "run-field",
    };
    classed("div", class).attr("data-part", field.name).child(inside)
}
