//! The two plots: how many look the same, and the treatments that were looked at.

use eframe::egui::Ui;

use super::in_percent;
use crate::{
    base::Message,
    service::command::release::{CandidateNode, RiskView},
    ui::{
        cx::Cx,
        screens::parts::panel,
        widgets::{Axis, Bars, Dot, Limit, Series, bar_plot, scatter},
    },
};

/// Height of a plot.
const HEIGHT: f32 = 168.0;

/// A range of class sizes, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    from: u32,
    to: u32,
}

impl Bucket {
    fn words(self) -> String {
        match self {
            Self { to: u32::MAX, from } => format!("{from}+"),
            Self { from, to } if from == to => from.to_string(),
            Self { from, to } => format!("{from}\u{2013}{to}"),
        }
    }

    /// Records in classes of these sizes.
    fn records(self, sizes: &[(u32, u64)]) -> u64 {
        let inside = sizes.iter().filter(|(size, _)| (self.from..=self.to).contains(size));
        inside.map(|(size, n)| u64::from(*size) * n).sum()
    }
}

/// Ranges below the limit, then above it; and how many are below.
fn buckets(k: u32) -> (Vec<Bucket>, usize) {
    let k = k.max(1);
    let mut buckets = Vec::new();
    let below = k - 1;
    for from in 1..=below.min(2) {
        buckets.push(Bucket { from, to: from });
    }
    if below > 2 {
        buckets.push(Bucket { from: 3, to: below });
    }
    let n_below = buckets.len();
    let mut from = k;
    for next in [10, 20, 50] {
        if from < next {
            buckets.push(Bucket { from, to: next - 1 });
            from = next;
        }
    }
    buckets.push(Bucket { from, to: u32::MAX });
    (buckets, n_below)
}

/// A round number not below `value`, and its fourths.
fn axis_end(value: f64) -> f64 {
    let value = value.max(4.0);
    let unit = 10_f64.powf(value.log10().floor());
    [1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|it| it * unit)
        .find(|it| *it >= value)
        .unwrap_or(value)
}

fn ticks(end: f64, words: impl Fn(f64) -> String) -> Vec<(f64, String)> {
    (0..=4_u8).map(|it| end * f64::from(it) / 4.0).map(|it| (it, words(it))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of records")]
const fn height_of(n: u64) -> f64 {
    n as f64
}

pub(super) fn sizes_ui(ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
    let legend = cx.t("export-sizes-legend");
    panel(ui, cx, (&cx.t("export-sizes"), &legend), |ui| {
        let (buckets, n_below) = buckets(risk.k);
        let count = |n: u64| cx.texts.count(usize::try_from(n).unwrap_or(usize::MAX));
        let labels: Vec<String> = buckets.iter().map(|it| it.words()).collect();
        let mut most = 0;
        let groups: Vec<Bars<'_>> = buckets
            .iter()
            .zip(&labels)
            .map(|(bucket, label)| {
                let before = bucket.records(&risk.class_sizes_before);
                let after = bucket.records(&risk.class_sizes);
                most = most.max(before).max(after);
                let bars = [(Series::Entered, before), (Series::Leaves, after)];
                Bars {
                    label,
                    bars: bars
                        .into_iter()
                        .filter(|(_, n)| *n > 0)
                        .map(|(series, n)| (series, height_of(n), count(n)))
                        .collect(),
                }
            })
            .collect();
        let end = axis_end(height_of(most));
        let words = cx.t("export-sizes-axis");
        let axis = Axis { max: end, ticks: ticks(end, |it| cx.texts.number(it, 0)), name: &words };
        let name = cx.m(&Message::new("export-limit-k").number("k", u64::from(risk.k)));
        let limit = Limit { at: height_of(n_below as u64), name: &name };
        let spoken = cx.t("export-sizes");
        bar_plot(ui, &spoken, HEIGHT, &groups, &axis, &words, Some(limit));
    });
}

pub(super) fn cloud_ui(ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView, mean_risk: Option<f64>) {
    let legend = cx.t("export-cloud-legend");
    panel(ui, cx, (&cx.t("export-cloud"), &legend), |ui| {
        let most =
            |of: fn(&CandidateNode) -> f64| risk.candidate_nodes.iter().map(of).fold(0.0, f64::max);
        let x_end = (most(|it| it.loss) * 1.05).clamp(0.1, 1.0);
        let y_end = (most(|it| it.mean_risk) * 1.15).clamp(0.02, 1.0);
        let dots: Vec<Dot> = risk
            .candidate_nodes
            .iter()
            .map(|it| Dot { x: it.loss, y: it.mean_risk, allowed: it.feasible, chosen: it.chosen })
            .collect();
        let (lost, mean) = (cx.t("export-risk-lost"), cx.t("export-risk-mean"));
        let words = |it: f64| in_percent(cx, it);
        let x = Axis { max: x_end, ticks: ticks(x_end, words), name: &lost };
        let y = Axis { max: y_end, ticks: ticks(y_end, words), name: &mean };
        let name = mean_risk
            .map(|it| cx.m(&Message::new("export-limit-mean").text("limit", in_percent(cx, it))));
        let limit = name.as_ref().zip(mean_risk).map(|(name, at)| Limit { at, name });
        scatter(ui, &cx.t("export-cloud"), HEIGHT, &dots, (&x, &y), limit);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_size_falls_into_one_range_and_the_limit_parts_them() {
        for k in [1, 3, 5, 11, 25, 150] {
            let (buckets, n_below) = buckets(k);
            for size in [1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 1000] {
                let hits: Vec<usize> = buckets
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| (it.from..=it.to).contains(&size))
                    .map(|(at, _)| at)
                    .collect();
                assert_eq!(hits.len(), 1, "size {size} at k {k}: {buckets:?}");
                assert_eq!(hits[0] < n_below, size < k, "size {size} at k {k}");
            }
        }
    }

    #[test]
    fn an_axis_ends_at_a_round_number_not_below_its_bars() {
        for (value, want) in [(0.0, 4.0), (5.0, 5.0), (949.0, 1000.0), (1001.0, 1200.0)] {
            assert!((axis_end(value) - want).abs() < 1e-9, "{value}: {}", axis_end(value));
        }
    }
}
