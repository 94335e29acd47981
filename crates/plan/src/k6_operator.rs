//! A plan for k6-operator: a ConfigMap with the k6 script, and the TestRun that runs it in Kubernetes
//! (grafana/k6-operator, `k6.io/v1alpha1`).

use super::k6_script;
use crate::{Plan, TemplateError};

/// A ConfigMap holds no more bytes than this.
pub const CONFIG_MAP_LIMIT: usize = 1_048_576;
/// A name of Kubernetes is no longer (RFC 1123 label).
const LONGEST_NAME: usize = 50;

/// The manifest. Each of `parallelism` runners takes its share of the rates and of the VUs. Errors are those of
/// [`k6_script`](crate::k6_script).
pub fn k6_operator(plan: &Plan, parallelism: u32) -> Result<String, TemplateError> {
    let script = k6_script(plan)?;
    let name = label(&plan.name);
    let mut block = String::new();
    for line in script.lines() {
        // A line of a block that has nothing in it has no indent either.
        if !line.is_empty() {
            block.push_str("    ");
            block.push_str(line);
        }
        block.push('\n');
    }
    Ok(format!(
        "\
# Written by sloscope. Start it with: kubectl apply -f FILE
# Each runner keeps its own results: k6 has no merged file. Write them to a volume (--out json=...) or to a store, and
# open the files of all runners together in sloscope: it merges the samples exactly.
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
data:
  script.js: |
{block}---
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: {name}
spec:
  parallelism: {parallelism}
  script:
    configMap:
      name: {name}
      file: script.js
"
    ))
}

/// A name that Kubernetes takes: lower-case letters, digits and dashes, neither first nor last a dash.
fn label(name: &str) -> String {
    let mut label = "load".to_owned();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if label.len() + 1 + word.len() > LONGEST_NAME {
            break;
        }
        label.push('-');
        label.push_str(&word.to_ascii_lowercase());
    }
    label
}
