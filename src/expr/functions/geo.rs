//! Lengths and areas on the Earth, taken as a sphere.

use crate::expr::parse_number;

/// Radius of the Earth in metres: the one with which the other engines of the field measure.
const RADIUS_M: f64 = 6_378_100.0;

/// Latitude and longitude, in radians.
pub(super) type Point = (f64, f64);

/// The points of a text: `latitude longitude …`, with semicolons between points.
pub(super) fn points(text: &str) -> Vec<Point> {
    let point = |part: &str| {
        let mut numbers = part.split_ascii_whitespace().map(parse_number);
        let (latitude, longitude) = (numbers.next()?, numbers.next()?);
        let known = latitude.is_finite() && longitude.is_finite();
        known.then_some((latitude.to_radians(), longitude.to_radians()))
    };
    text.split(';').filter_map(point).collect()
}

/// Whether every part of a text is a position.
pub(in crate::expr) fn is_way(text: &str) -> bool {
    let parts = text.trim().trim_end_matches(';').split(';').count();
    points(text).len() == parts
}

/// The length of the way from point to point, in metres; none of fewer than two points.
pub(super) fn distance(points: &[Point]) -> f64 {
    // Not `Iterator::sum`: that of nothing is -0.
    points.iter().zip(points.iter().skip(1)).fold(0.0, |sum, (a, b)| sum + between(*a, *b))
}

/// The haversine formula.
fn between((lat_a, lon_a): Point, (lat_b, lon_b): Point) -> f64 {
    let half = |from: f64, to: f64| libm::sin((to - from) / 2.0).powi(2);
    let chord = half(lat_a, lat_b) + libm::cos(lat_a) * libm::cos(lat_b) * half(lon_a, lon_b);
    2.0 * RADIUS_M * libm::asin(chord.sqrt().min(1.0))
}

/// The area that the points go round, in square metres; none of fewer than three points.
///
/// Chamberlain and Duquette (2007), *Some algorithms for polygons on a sphere*.
pub(super) fn area(points: &[Point]) -> f64 {
    if points.len() < 3 {
        return 0.0;
    }
    let next = points.iter().skip(1).chain(points.iter().take(1));
    let doubled: f64 = points
        .iter()
        .zip(next)
        .map(|((lat_a, lon_a), (lat_b, lon_b))| {
            (lon_b - lon_a) * (2.0 + libm::sin(*lat_a) + libm::sin(*lat_b))
        })
        .sum();
    (doubled * RADIUS_M * RADIUS_M / 2.0).abs()
}

/// Whether a point lies in a shape: a ray from it crosses the outline an odd number of times.
pub(super) fn contains(shape: &[Point], (lat, lon): Point) -> bool {
    if shape.len() < 4 || shape.first() != shape.last() {
        return false; // not closed
    }
    let next = shape.iter().skip(1).chain(shape.iter().take(1));
    let crosses = |((lat_a, lon_a), (lat_b, lon_b)): (&Point, &Point)| {
        (*lat_a > lat) != (*lat_b > lat)
            && lon < (lon_b - lon_a) * (lat - lat_a) / (lat_b - lat_a) + lon_a
    };
    shape.iter().zip(next).filter(|it| crosses(*it)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_on_the_equator_is_a_hundred_and_eleven_kilometres() {
        let way = points("0 0 0 0; 0 1 0 0");
        assert!((distance(&way) - 111_319.0).abs() < 10.0);
        let square = points("0 0;0 1;1 1;1 0;0 0");
        assert!((area(&square) / 12_391_000_000.0 - 1.0).abs() < 0.001, "{}", area(&square));
        assert!(distance(&points("0 0")).abs() < 1e-12);
        let inside = |text: &str| contains(&square, points(text)[0]);
        assert!(inside("0.5 0.5") && !inside("1.5 0.5") && !inside("0.5 -0.1"));
    }
}
