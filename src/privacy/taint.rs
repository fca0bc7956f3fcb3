//! Relevance taint: a question that is only asked when another was answered "yes" gives that answer away.
//!
//! The effective class of a field is the strictest of its own and of every field that its relevance, its choices or its
//! calculation reads, those of its groups included, through any number of steps. A field with one value in every
//! exported record tells nothing and passes nothing on.

use std::collections::{BTreeMap, BTreeSet};

use super::field_class::FieldClass;

/// Which fields each field reads, directly. A plain graph; the caller draws it from the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldGraph {
    /// Field → its own class. A field that is read but not here has none, so it is `direct`.
    pub classes: BTreeMap<String, FieldClass>,
    /// Field → the fields it reads.
    pub reads: BTreeMap<String, BTreeSet<String>>,
    /// Fields that have one value in every exported record (consent given).
    pub constant: BTreeSet<String>,
}

/// A field that gives away more than its class says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// The field.
    pub field: String,
    /// What it was declared.
    pub own: FieldClass,
    /// What it is.
    pub effective: FieldClass,
    /// From the field to the strictest one it reads: the field itself first.
    pub through: Vec<String>,
}

/// The tainted fields of `graph`, in the order of their names, each with one shortest way to what taints it.
pub fn taints(graph: &FieldGraph) -> Vec<Taint> {
    let class = |field: &str| graph.classes.get(field).copied().unwrap_or_default();
    let mut found = Vec::new();
    for (field, own) in &graph.classes {
        let ways = ways_from(graph, field);
        // The strictest; of equals the nearest, then the first by name.
        let worst = ways
            .iter()
            .max_by(|(a, to_a), (b, to_b)| {
                let by_class = class(a).cmp(&class(b));
                by_class.then(to_b.len().cmp(&to_a.len())).then_with(|| b.cmp(a))
            })
            .filter(|(read, _)| *own < class(read));
        if let Some((read, way)) = worst {
            let through = way.iter().map(|it| (*it).to_owned()).collect();
            let effective = class(read);
            found.push(Taint { field: field.clone(), own: *own, effective, through });
        }
    }
    found
}

/// Every field that `from` reads through any number of steps, with a shortest way there, `from` first.
fn ways_from<'a>(graph: &'a FieldGraph, from: &'a str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut ways: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut front = vec![vec![from]];
    while !front.is_empty() {
        let mut next = Vec::new();
        for way in front {
            let at = way.last().copied().unwrap_or(from);
            for read in graph.reads.get(at).into_iter().flatten() {
                if read == from || graph.constant.contains(read) || ways.contains_key(read.as_str())
                {
                    continue;
                }
                let mut longer = way.clone();
                longer.push(read);
                ways.insert(read, longer.clone());
                next.push(longer);
            }
        }
        front = next;
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldClass::{Direct, Plain, Quasi, Sensitive};

    fn graph(classes: &[(&str, FieldClass)], reads: &[(&str, &str)]) -> FieldGraph {
        let mut graph = FieldGraph::default();
        graph.classes.extend(classes.iter().map(|(field, class)| ((*field).to_owned(), *class)));
        for (field, read) in reads {
            graph.reads.entry((*field).to_owned()).or_default().insert((*read).to_owned());
        }
        graph
    }

    #[test]
    fn a_question_asked_of_the_pregnant_is_as_sensitive_as_the_question_before() {
        let graph = graph(
            &[("pregnant", Sensitive), ("months", Plain), ("clinic", Quasi), ("sex", Quasi)],
            &[("months", "pregnant"), ("clinic", "months"), ("pregnant", "sex")],
        );
        let got = taints(&graph);
        let shown: Vec<(&str, FieldClass, Vec<&str>)> = got
            .iter()
            .map(|it| {
                (it.field.as_str(), it.effective, it.through.iter().map(String::as_str).collect())
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("clinic", Sensitive, vec!["clinic", "months", "pregnant"]),
                ("months", Sensitive, vec!["months", "pregnant"]),
            ]
        );
    }

    #[test]
    fn consent_taints_nothing_and_what_has_no_class_taints_most() {
        let reads = [("a", "consent"), ("b", "unknown")];
        let mut graph = graph(&[("a", Plain), ("b", Plain), ("consent", Direct)], &reads);
        assert_eq!(taints(&graph).len(), 2);
        graph.constant.insert("consent".to_owned());
        let got = taints(&graph);
        assert_eq!(got.len(), 1);
        assert_eq!((got[0].field.as_str(), got[0].effective), ("b", Direct));
    }

    #[test]
    fn a_circle_of_fields_ends() {
        let graph = graph(&[("a", Plain), ("b", Sensitive)], &[("a", "b"), ("b", "a")]);
        assert_eq!(taints(&graph).len(), 1);
    }
}
