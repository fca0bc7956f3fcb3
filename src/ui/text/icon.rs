//! Icons drawn like letters: Lucide's outlines, rasterised into egui's own atlas.
//!
//! So they are sharp at every scale, take any colour, and need no image loader.

use egui_lucide::Lucide;
use swash::zeno::{Cap, Format, Join, Mask, Stroke, Transform};

/// Lucide draws in a box of 24 units.
const BOX: f32 = 24.0;

/// Coverage of `icon` in a square of `pixels`, row by row; mirrored for icons that point.
pub(super) fn coverage(icon: Lucide, pixels: u32, mirrored: bool) -> Vec<u8> {
    #[expect(clippy::cast_precision_loss, reason = "an icon is a few dozen pixels")]
    let scale = pixels as f32 / BOX;
    let transform = if mirrored {
        Transform::new(-scale, 0.0, 0.0, scale, BOX * scale, 0.0)
    } else {
        Transform::scale(scale, scale)
    };
    let mut picture = vec![0_u8; (pixels * pixels) as usize];
    for path in outlines(icon.inner()) {
        let mut layer = vec![0_u8; picture.len()];
        let mut stroke = Stroke::new(if pixels < 24 { 1.75 } else { 2.0 });
        stroke.cap(Cap::Round).join(Join::Round);
        Mask::new(path.as_str())
            .style(stroke)
            .transform(Some(transform))
            .format(Format::Alpha)
            .size(pixels, pixels)
            .render_into(&mut layer, None);
        for (all, one) in picture.iter_mut().zip(layer) {
            *all = (*all).max(one);
        }
    }
    picture
}

/// The elements of an SVG fragment as paths.
fn outlines(svg: &str) -> impl Iterator<Item = String> {
    svg.split('<').filter_map(|element| {
        let number = |name: &str| attribute(element, name)?.parse::<f32>().ok();
        let or_zero = |name: &str| number(name).unwrap_or(0.0);
        match element.split_whitespace().next()? {
            "path" => attribute(element, "d").map(explicit_arcs),
            "circle" => {
                let r = number("r")?;
                Some(ellipse(or_zero("cx"), or_zero("cy"), r, r))
            }
            "ellipse" => Some(ellipse(or_zero("cx"), or_zero("cy"), number("rx")?, number("ry")?)),
            "line" => Some(format!(
                "M{} {}L{} {}",
                or_zero("x1"),
                or_zero("y1"),
                or_zero("x2"),
                or_zero("y2")
            )),
            "polyline" => attribute(element, "points").map(|points| format!("M{points}")),
            "polygon" => attribute(element, "points").map(|points| format!("M{points}Z")),
            "rect" => {
                let (w, h) = (number("width")?, number("height")?);
                let r = number("rx").unwrap_or(0.0).min(w / 2.0).min(h / 2.0);
                Some(rounded(or_zero("x"), or_zero("y"), w, h, r))
            }
            _ => None,
        }
    })
}

/// A path in which every arc says so: zeno 0.3 misreads an arc whose letter is left out after another arc.
fn explicit_arcs(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    let (mut letter, mut rest) = (' ', path);
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_alphabetic() {
            letter = c;
            out.push(c);
            rest = rest.get(1..).unwrap_or_default();
        } else if letter.eq_ignore_ascii_case(&'a') && !c.is_whitespace() && c != ',' {
            if !out.ends_with(letter) {
                out.push(letter);
            }
            // Radii, turn, two flags of one digit each, place.
            for flag in [false, false, false, true, true, false, false] {
                let number = take_number(&mut rest, flag);
                out.push_str(number);
                out.push(' ');
            }
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// The next number of `rest`, which then begins after it.
fn take_number<'a>(rest: &mut &'a str, flag: bool) -> &'a str {
    let text = rest.trim_start_matches([' ', ',', '\n', '\t']);
    let mut point = false;
    let end = text
        .char_indices()
        .find(|(at, c)| match c {
            '0'..='9' => flag && *at > 0,
            '-' | '+' => *at > 0,
            '.' => std::mem::replace(&mut point, true),
            _ => true,
        })
        .map_or(text.len(), |(at, _)| at);
    let (number, after) = text.split_at_checked(end).unwrap_or((text, ""));
    *rest = after;
    number
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element.get(start..)?.split('"').next()
}

fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> String {
    let (left, across) = (cx - rx, 2.0 * rx);
    format!("M{left} {cy}a{rx} {ry} 0 1 0 {across} 0a{rx} {ry} 0 1 0 -{across} 0Z")
}

/// A box with rounded corners.
#[expect(clippy::many_single_char_names, reason = "as SVG calls them")]
fn rounded(x: f32, y: f32, w: f32, h: f32, r: f32) -> String {
    if r <= 0.0 {
        return format!("M{x} {y}h{w}v{h}h-{w}Z");
    }
    let (across, down) = (w - 2.0 * r, h - 2.0 * r);
    format!(
        "M{} {y}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1 -{r} {r}h-{across}a{r} {r} 0 0 1 -{r} -{r}v-{down}a{r} {r} 0 0 1 {r} -{r}Z",
        x + r
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_of_the_set_has_something_to_show() {
        for icon in [
            Lucide::Search,
            Lucide::Lock,
            Lucide::Send,
            Lucide::Calendar,
            Lucide::Ban,
            Lucide::Check,
        ] {
            let ink = coverage(icon, 16, false).iter().filter(|it| **it > 100).count();
            assert!((8..200).contains(&ink), "{icon:?} {ink}");
        }
    }

    #[test]
    fn arcs_are_told_apart() {
        // Space between numbers says nothing in a path; how much there is does not matter.
        let arcs = explicit_arcs("M2 12a1 1 0 0 1 0-.696 10.75 10.75 0 0119.876.5z");
        let words: Vec<&str> = arcs.split_whitespace().collect();
        assert_eq!(words.join(" "), "M2 12a1 1 0 0 1 0 -.696 a10.75 10.75 0 0 1 19.876 .5 z");
    }

    #[test]
    fn mirrored_is_the_same_from_the_other_side() {
        let (plain, mirrored) =
            (coverage(Lucide::Undo2, 32, false), coverage(Lucide::Undo2, 32, true));
        for (row, other) in plain.chunks(32).zip(mirrored.chunks(32)) {
            let far: Vec<u8> = other.iter().rev().copied().collect();
            assert!(row.iter().zip(far).all(|(a, b)| a.abs_diff(b) < 24));
        }
    }
}
