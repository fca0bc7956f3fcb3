//! What waits for itself: the circles in a graph of rules.

/// The nodes that lie on a circle, in order; `after` names for each node those that wait for it.
///
/// Tarjan's strongly connected components, without recursion: a form may chain thousands of calculations.
pub(super) fn on_circles(after: &[Vec<usize>]) -> Vec<usize> {
    let n = after.len();
    let mut search = Search {
        after,
        index: vec![None; n],
        low: vec![0; n],
        on_stack: vec![false; n],
        stack: Vec::new(),
        next: 0,
        found: Vec::new(),
    };
    for start in 0..n {
        if search.index.get(start) == Some(&None) {
            search.from(start);
        }
    }
    search.found.sort_unstable();
    search.found
}

struct Search<'a> {
    after: &'a [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    found: Vec<usize>,
}

impl Search<'_> {
    #[expect(clippy::single_match_else, reason = "both ways are of equal weight")]
    fn from(&mut self, start: usize) {
        // Each frame: a node, and how many of its followers have been looked at.
        let mut frames = vec![(start, 0)];
        self.open(start);
        while let Some((node, seen)) = frames.last_mut() {
            let (node, at) = (*node, *seen);
            *seen += 1;
            match self.after.get(node).and_then(|it| it.get(at)).copied() {
                Some(next) => match self.index.get(next).copied().flatten() {
                    None => {
                        self.open(next);
                        frames.push((next, 0));
                    }
                    Some(index) if self.on_stack.get(next) == Some(&true) => {
                        self.lower(node, index);
                    }
                    Some(_) => {}
                },
                None => {
                    frames.pop();
                    let low = self.low.get(node).copied().unwrap_or(0);
                    if let Some((above, _)) = frames.last() {
                        self.lower(*above, low);
                    }
                    if self.index.get(node).copied().flatten() == Some(low) {
                        self.close(node);
                    }
                }
            }
        }
    }

    fn open(&mut self, node: usize) {
        let next = self.next;
        self.next += 1;
        if let Some(index) = self.index.get_mut(node) {
            *index = Some(next);
        }
        if let Some(low) = self.low.get_mut(node) {
            *low = next;
        }
        if let Some(on) = self.on_stack.get_mut(node) {
            *on = true;
        }
        self.stack.push(node);
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(low) = self.low.get_mut(node) {
            *low = (*low).min(to);
        }
    }

    /// Takes a finished component from the stack; one node alone is a circle only if it waits for itself.
    fn close(&mut self, node: usize) {
        let at = self.stack.iter().rposition(|it| *it == node).unwrap_or(0);
        let component = self.stack.split_off(at);
        for member in &component {
            if let Some(on) = self.on_stack.get_mut(*member) {
                *on = false;
            }
        }
        let alone = component.len() == 1;
        let itself = self.after.get(node).is_some_and(|it| it.contains(&node));
        if !alone || itself {
            self.found.extend(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::on_circles;

    #[test]
    fn only_what_waits_for_itself_is_on_a_circle() {
        // 0 → 1 → 2 → 0 is one; 3 waits behind it, 4 → 4 is another, 5 leads into the first.
        let after = [vec![1], vec![2, 3], vec![0], vec![], vec![4], vec![0]];
        assert_eq!(on_circles(&after), [0, 1, 2, 4]);
        let mut chain: Vec<Vec<usize>> = (1..50_000).map(|next| vec![next]).collect();
        chain.push(Vec::new());
        assert!(on_circles(&chain).is_empty());
    }
}
